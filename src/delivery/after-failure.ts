import { type ChatPlatform, type Failure, type Instant, PlatformError } from '#chat/platform.ts';
import type { DeliveryRow } from '../store/schema.ts';
import type { Outcome } from './settle.ts';

/** What a failure means beyond its own delivery. */
export type Consequence =
  | { readonly kind: 'none' }
  /** The platform asks for patience, in this channel only or everywhere. */
  | { readonly kind: 'rest-channel'; readonly ms: number; readonly reason: string }
  | { readonly kind: 'pause-lane'; readonly ms: number; readonly reason: string }
  /** The platform refuses us: nobody's post of that lane can succeed. */
  | { readonly kind: 'stop-lane'; readonly ms: number; readonly reason: string }
  | { readonly kind: 'pause-subscription'; readonly reason: string }
  /** No answer, or none that helps: counts for the lane's breaker. */
  | { readonly kind: 'trouble'; readonly reason: string }
  | { readonly kind: 'alert'; readonly reason: string };

export interface Attempted {
  readonly outcome: Outcome;
  readonly consequence: Consequence;
}

export const NOTHING: Consequence = { kind: 'none' };

/** Base and cap of the back-off with full jitter (delivery.md, section 7). */
const BACKOFF_MS = 2_000;
const LONGEST_BACKOFF_MS = 15 * 60_000;
/** Of posts, and of processes that died: a look that fails is none, since it can do no harm. */
export const MOST_ATTEMPTS = 12;
/** For so long after its first attempt a message is looked for: no platform is down for longer and then remembers. */
export const LOOK_FOR_MS = 24 * 60 * 60_000;
/** A look is a few reads of one channel, and a whole digest may wait for what it finds. */
const LONGEST_LOOK_PAUSE_MS = 2 * 60_000;
const UNAUTHORIZED_PAUSE_MS = 5 * 60_000;

export interface FailureDeps {
  readonly platform: ChatPlatform;
  readonly now: () => Instant;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Only a post that fails without a name may have arrived, and a look is no attempt. */
  readonly during: 'look' | 'render' | 'post';
  /** Told what the platform said, whatever becomes of it. */
  readonly failed: (failure: Failure) => void;
}

/** `isMaybeSent`: it may have arrived. */
type TroubleDeps = FailureDeps & { readonly isMaybeSent: boolean };

/** The one policy for what went wrong. */
export function afterFailure(row: DeliveryRow, error: unknown, deps: FailureDeps): Attempted {
  const isMaybeSent = deps.during === 'post';
  if (!(error instanceof PlatformError)) return later(row, `${error}`, { ...deps, isMaybeSent });
  const { failure, message: reason } = error;
  deps.failed(failure);
  switch (failure.kind) {
    case 'rate-limited':
      return wait(kindOfRest(failure), { ms: failure.retryAfterMs, reason }, deps);
    case 'unauthorized':
      return wait('stop-lane', { ms: UNAUTHORIZED_PAUSE_MS, reason }, deps);
    case 'unknown-outcome':
      return troubled(row, reason, { ...deps, isMaybeSent });
    case 'unavailable':
      return troubled(row, reason, { ...deps, isMaybeSent: false });
    case 'forbidden':
    case 'gone':
    case 'closed':
      return refused(reason, failure);
    case 'rejected':
      return dead(row, reason);
  }
}

function kindOfRest({ of }: Extract<Failure, { kind: 'rate-limited' }>) {
  return of === 'channel' ? 'rest-channel' : 'pause-lane';
}

/** Nothing was done, and nothing is wrong with the delivery: its attempts are not counted. */
function wait(
  kind: 'rest-channel' | 'pause-lane' | 'stop-lane',
  { ms, reason }: { readonly ms: number; readonly reason: string },
  { now }: FailureDeps,
): Attempted {
  return {
    outcome: { state: 'pending', notBefore: now() + ms },
    consequence: { kind, ms, reason },
  };
}

/** Errors that have no name in the seam are bugs of ours, so the operator hears of them. */
function later(row: DeliveryRow, reason: string, deps: TroubleDeps): Attempted {
  if (deps.during === 'look') return lookLater(row, reason, deps);
  const { platform, now, random, isMaybeSent } = deps;
  const mayBeThere = isMaybeSent || row.maybe_sent === 1; // then one more look decides
  if (row.attempts >= MOST_ATTEMPTS && !mayBeThere) {
    return givenUp('dead', `${MOST_ATTEMPTS} attempts: ${reason}`);
  }
  const cap = Math.min(BACKOFF_MS * 2 ** (row.attempts - 1), LONGEST_BACKOFF_MS);
  const earliest = isMaybeSent ? platform.limits.findAfterMs[0] : 0;
  const notBefore = now() + Math.max(earliest, Math.round(cap * random()));
  return {
    outcome: { state: 'pending', notBefore, isMaybeSent, wasTried: true },
    consequence: { kind: 'alert', reason },
  };
}

/** The longer ago the post, the longer the pause, so that looks need no count of their own. */
function lookLater(row: DeliveryRow, reason: string, { now, random }: FailureDeps): Attempted {
  const age = now() - (row.first_attempt_at ?? row.created_at);
  if (age > LOOK_FOR_MS) return givenUp('uncertain', `looked for it for a day: ${reason}`);
  const cap = Math.min(Math.max(age, BACKOFF_MS), LONGEST_LOOK_PAUSE_MS);
  return {
    outcome: { state: 'pending', notBefore: now() + Math.round(cap * random()) },
    consequence: { kind: 'alert', reason },
  };
}

export function givenUp(state: 'dead' | 'uncertain', reason: string): Attempted {
  return { outcome: { state, reason }, consequence: { kind: 'alert', reason } };
}

/** The platform's trouble, not ours; of what is given up after it the operator hears all the same. */
function troubled(row: DeliveryRow, reason: string, deps: TroubleDeps): Attempted {
  const attempted = later(row, reason, deps);
  if (attempted.outcome.state !== 'pending') return attempted;
  return { ...attempted, consequence: { kind: 'trouble', reason } };
}

/** Only what happened to a channel or an installation concerns its subscription. */
function refused(reason: string, failure: Failure): Attempted {
  const isLasting = 'of' in failure && (failure.of === 'channel' || failure.of === 'installation');
  return {
    outcome: { state: 'refused', reason },
    consequence: isLasting ? { kind: 'pause-subscription', reason } : NOTHING,
  };
}

/** A row that may have arrived never ends as dead. */
export function dead(row: DeliveryRow, reason: string): Attempted {
  return givenUp(row.maybe_sent === 1 ? 'uncertain' : 'dead', reason);
}
