import type { GapScope } from '#chat/inbox.ts';
import {
  type ChatPlatform,
  type Counts,
  type Failure,
  type Instant,
  type MessageRef,
  type Place,
  PlatformError,
  type ReadReactions,
  type WorkspaceId,
} from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import type { Ledger, Touched } from '../votes/ledger.ts';
import { countsOf } from '../votes/record.ts';
import { Alarm } from './alarm.ts';
import {
  type Checkable,
  countChecked,
  dueChecks,
  markChecked,
  markGap,
  markGapIn,
  markUnread,
  newestGap,
  nextCheckAt,
} from './heal-rows.ts';

export interface HealerDeps {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly platformOf: (workspace: WorkspaceId) => ChatPlatform | undefined;
  /** Tallies changed. */
  readonly touch: (touched: Touched) => Promise<void>;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
}

/** Messages asked for in one call of the platform: a digest's cards stand in one thread, which Slack reads at once. */
const TOGETHER = 24;
const IDLE_MS = 10 * 60_000;
const FIRST_REST_MS = 10_000;
const LONGEST_REST_MS = 10 * 60_000;
const CLOSED_REST_MS = 60 * 60_000;

/** Makes the record of votes equal to what the platforms show, whatever was missed. What is owed is in the database. */
export class Healer {
  readonly #deps: HealerDeps;
  readonly #alarm: Alarm;
  #isAsked = false;
  /** Workspaces that asked to wait or do not answer, and channels that are closed to us (`slack:T0001/C0001`). */
  readonly #rests = new Map<string, { readonly until: Instant; readonly ms: number }>();

  constructor(deps: HealerDeps) {
    this.#deps = deps;
    this.#alarm = new Alarm(deps.wait);
  }

  /** Another process may have noted a gap. */
  wake(): void {
    this.#alarm.ring();
  }

  /** Events may have been missed. Returns when that is stored; the reading comes later. */
  async gap(scope: GapScope): Promise<void> {
    await markGap(this.#deps.store, scope, this.#deps.clock());
    for (const place of this.#rests.keys()) if (place.includes('/')) this.#rests.delete(place);
    this.#ask();
  }

  /** The same for one channel, to which Paperboy has access again. */
  async gapIn({ workspace, channel }: Place): Promise<void> {
    await markGapIn(this.#deps.store, { workspace, channel }, this.#deps.clock());
    this.#rests.delete(`${workspace}/${channel}`);
    this.#ask();
  }

  /** A message turned up on which reactions may stand that nobody heard. */
  async foundMessage(key: string): Promise<void> {
    await markUnread(this.#deps.store, key);
    this.#ask();
  }

  #ask(): void {
    this.#isAsked = true;
    this.#alarm.ring();
  }

  /** Until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#isAsked = false;
      const seen = await newestGap(this.#deps.store);
      if (await this.#round(signal)) await this.#idle(seen, signal);
    }
  }

  /** Who is woken every second reads all that was posted lately only when there is a newer gap than was seen. */
  async #idle(seen: Instant, signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#deps;
    const pause = await this.#pause();
    const end = clock() + pause;
    // More than the whole pause is left only when the clock was set back.
    for (let left = pause; left > 0 && left <= pause; left = end - clock()) {
      await this.#alarm.sleep(left, signal);
      if (signal.aborted || this.#isAsked || (await newestGap(store)) > seen) return;
    }
  }

  /** Checks all that is due now. */
  async flush(): Promise<void> {
    const never = new AbortController().signal;
    while (!(await this.#round(never)));
  }

  /** One call to a platform; true when nothing is due, or what is due rests. */
  async #round(signal: AbortSignal): Promise<boolean> {
    const { store, clock, platformOf } = this.#deps;
    const now = clock();
    const without = [...this.#rests].filter(([, { until }]) => until > now).map(([id]) => id);
    const [first] = await dueChecks(store, now, { without, limit: 1 });
    if (first === undefined || signal.aborted) return true;
    const { workspace } = first.ref;
    const platform = platformOf(workspace);
    if (platform === undefined) {
      this.#rest(workspace, LONGEST_REST_MS);
      return false;
    }
    await this.#check(first.isInFull ? await this.#besides(first, now) : [first], platform);
    return false;
  }

  /** What one call may ask for: a failure of it then concerns one channel. */
  async #besides(first: Checkable, now: Instant): Promise<readonly Checkable[]> {
    const due = await dueChecks(this.#deps.store, now, { within: first, limit: TOGETHER });
    return due.filter(({ isInFull }) => isInFull);
  }

  async #check(batch: readonly Checkable[], platform: ChatPlatform): Promise<void> {
    const { store, clock } = this.#deps;
    const [first] = batch;
    if (first === undefined) return;
    const since = clock();
    const recorded: Counts | 'unsure' = first.isInFull
      ? 'unsure'
      : await countsOf(store, first.ref);
    try {
      const refs = batch.map(({ ref }) => ref);
      for await (const read of platform.readReactions(refs, recorded)) {
        await this.#apply(read, batch, since);
      }
      this.#rests.delete(first.ref.workspace);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      await this.#afterFailure(error, first.ref);
    }
  }

  /** The record and the note that it was checked change together, one message a transaction. */
  async #apply(read: ReadReactions, batch: readonly Checkable[], since: Instant): Promise<void> {
    const one = batch.find(
      ({ ref }) => ref.channel === read.ref.channel && ref.message === read.ref.message,
    );
    if (one === undefined) return;
    const { store, ledger, clock, touch } = this.#deps;
    const touched = await store.transaction().execute(async (trx) => {
      const now = clock();
      const isGone = read.state === 'gone';
      const isRead = !isGone && read.state !== 'same-counts';
      const result = isRead
        ? await ledger.heal(trx, { ref: one.ref, reactions: read.state, since })
        : { healed: { added: [], removed: [] }, touched: [] };
      const ended = isGone ? { endedReason: 'the message is gone' } : {};
      await markChecked(trx, { ...one, isInFull: isRead, since, now, ...ended });
      await countChecked(trx, one.ref.workspace, { healed: result.healed, now });
      return result.touched;
    });
    for (const one of touched) await touch(one);
  }

  /** Whoever asks to wait is waited for; a channel that is closed to us is asked again when it opens, or in an hour. */
  async #afterFailure(error: PlatformError, { workspace, channel }: MessageRef): Promise<void> {
    const { failure } = error;
    const { store, clock, log } = this.#deps;
    if (failure.kind === 'rate-limited') this.#rest(workspace, failure.retryAfterMs);
    else if (mayAnswerSoon(failure)) this.#rest(workspace);
    else {
      log.info({ workspace, problem: error.message }, 'reactions cannot be read');
      // What is closed to us tells us nothing either, and not every platform says when it opens.
      await markGapIn(store, { workspace, channel }, clock());
      this.#rest(`${workspace}/${channel}`, CLOSED_REST_MS);
    }
  }

  #rest(where: string, ms?: number): void {
    const before = this.#rests.get(where)?.ms ?? FIRST_REST_MS / 2;
    const rest = ms ?? Math.min(before * 2, LONGEST_REST_MS);
    this.#rests.set(where, { until: this.#deps.clock() + rest, ms: rest });
  }

  async #pause(): Promise<number> {
    const { store, clock } = this.#deps;
    const now = clock();
    const rests = [...this.#rests.values()].map(({ until }) => until).filter((at) => at > now);
    const next = (await nextCheckAt(store, now)) ?? Number.POSITIVE_INFINITY;
    return Math.max(1, Math.min(...rests, next > now ? next : now + IDLE_MS, now + IDLE_MS) - now);
  }
}

function mayAnswerSoon({ kind }: Failure): boolean {
  return kind === 'unavailable' || kind === 'unknown-outcome' || kind === 'unauthorized';
}
