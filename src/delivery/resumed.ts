import type { Instant, PlaceFacts } from '#chat/platform.ts';
import { FIRST_PROBE_MS, type Pause } from '../digest/pause.ts';
import { nextSlot } from '../digest/schedule.ts';
import { votedSince } from '../votes/thresholds.ts';
import { nameOf, type Pausable, probeLater, resume, reword } from './pausable.ts';
import { lookAt, type PausedDeps, troubleOf, UNKNOWN } from './paused.ts';
import { reopenPicked } from './picked.ts';
import { dueProbes, type Probe } from './probes.ts';
import type { Refresher } from './refresh.ts';
import type { VotesChanged } from './votes-changed.ts';

export interface ResumedDeps extends PausedDeps {
  readonly votesChanged: Pick<VotesChanged, 'planReached'>;
  readonly refresher: Pick<Refresher, 'opened'>;
}

/** Asked at once; the others are asked at the next tick. */
const AT_ONCE = 16;
/** A channel that was archived for good costs two questions a day. */
const LONGEST_PAUSE_MS = 12 * 60 * 60_000;

/** Paused ones ask now and then whether they may go on: not every platform tells when the cause goes away. */
export async function resumeDue(deps: ResumedDeps, now: Instant): Promise<void> {
  const due = await dueProbes(deps.store, now, AT_ONCE);
  await Promise.all(
    due.map(async (probe) => {
      // From before its slot, so that the slot is still to come.
      if (await ensureResumed(probe.one, { from: probe.dueAt - 1 }, deps)) return;
      await probeLater(deps.store, probe.one, nextProbe(probe, now));
    }),
  );
}

/** The longer the pause, the rarer; and at its slot. */
function nextProbe({ one }: Probe, now: Instant): Instant {
  const age = now - (one.paused?.at ?? now);
  const later = now + Math.min(Math.max(age, FIRST_PROBE_MS), LONGEST_PAUSE_MS);
  return one.kind === 'threshold' ? later : Math.min(later, nextSlot(one.schedule, now));
}

/** One that paused for no reason that the platform names is tried again after so long, and then so often. */
const TRIED_AFTER_MS = 20 * 60 * 60_000;
/** A digest that is tried is out, or refused, within the hours that it has; a vote may take longer to come. */
const TRIAL_MS = { subscription: 7 * 60 * 60_000, threshold: 7 * 24 * 60 * 60_000 } as const;

/** Several may be under way when the first is refused. */
const REFUSED_BEFORE_MS = 10 * 60_000;

export interface Resuming {
  /** A subscription goes on with its first slot after this. */
  readonly from: Instant;
  /** The platform itself said that things have changed. */
  readonly isTold?: boolean;
}

/** Goes on when the platform says that nothing is in the way any more. True when it does. */
export async function ensureResumed(
  one: Pausable,
  { from, isTold = false }: Resuming,
  deps: ResumedDeps,
): Promise<boolean> {
  const { paused } = one;
  if (paused === undefined) return false;
  const facts = await lookAt(one, deps);
  if (facts === undefined) return false;
  if (facts.obstacles.length > 0) {
    await keepWords(one, facts, deps);
    return false;
  }
  const isNamed = paused.reason !== UNKNOWN.reason || isTold;
  if (!isNamed && !mayTry(one, paused, { from, now: deps.clock() })) return false;
  // What a platform could not name when it refused, it cannot take back: only a post shows whether it may.
  const trial = isNamed ? undefined : { until: triedUntil(one, from) };
  if (!(await resume(deps.store, one, { from, trial }))) return false;
  deps.log.info({ subscription: nameOf(one), ...one.place }, 'subscription resumed');
  deps.observe({ kind: 'resumed', subscription: nameOf(one) });
  await deps.refresher.opened(one.place);
  if (one.kind === 'threshold') await catchUp(one, paused.at, deps);
  return true;
}

/** At its slot, so that nothing seems well that was not tried. */
function mayTry(
  one: Pausable,
  { at, triedUntil = 0 }: Pause,
  { from, now }: { readonly from: Instant; readonly now: Instant },
): boolean {
  const isThreshold = one.kind === 'threshold';
  const triedAt = triedUntil - (isThreshold ? TRIAL_MS.threshold : TRIAL_MS.subscription);
  if (now - Math.max(at, triedAt) < TRIED_AFTER_MS) return false;
  return isThreshold || nextSlot(one.schedule, from) <= now;
}

function triedUntil(one: Pausable, from: Instant): Instant {
  if (one.kind === 'threshold') return from + TRIAL_MS.threshold;
  return nextSlot(one.schedule, from) + TRIAL_MS.subscription;
}

/** What is in the way now need not be what it was when the pause began. */
async function keepWords(one: Pausable, facts: PlaceFacts, { store }: ResumedDeps): Promise<void> {
  const { reason, fix } = troubleOf(facts);
  if (one.paused?.reason === reason && one.paused.fix === fix) return;
  await reword(store, one, { reason, fix });
}

/** Papers that reached a threshold meanwhile come by and by, and the one that was refused. */
async function catchUp(
  { place }: Pausable,
  pausedAt: Instant,
  { store, votesChanged, clock }: ResumedDeps,
): Promise<void> {
  const { workspace } = place;
  const since = pausedAt - REFUSED_BEFORE_MS;
  await reopenPicked(store, place, { since, now: clock() });
  const papers = await votedSince(store, workspace, since);
  await votesChanged.planReached({ workspace, papers });
}
