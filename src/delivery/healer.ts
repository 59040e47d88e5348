import type { GapScope } from '#chat/inbox.ts';
import {
  type ChatPlatform,
  type Counts,
  type Failure,
  type Instant,
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
import { channelOf } from './lane.ts';
import { Rests } from './rests.ts';

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
/** Nobody answers for that workspace here: another process may, or none any more. */
const NOBODYS_REST_MS = 10 * 60_000;
const CLOSED_REST_MS = 60 * 60_000;

/** Makes the record of votes equal to what the platforms show, whatever was missed. What is owed is in the database. */
export class Healer {
  readonly #deps: HealerDeps;
  readonly #alarm: Alarm;
  #isAsked = false;
  /** Workspaces that asked to wait, channels that are closed to us, and what does not answer. */
  readonly #rests: Rests;
  /** Threads that could not be read together: whichever message it is, the others are read alone. */
  readonly #apart = new Set<number>();

  constructor(deps: HealerDeps) {
    this.#deps = deps;
    this.#alarm = new Alarm(deps.wait);
    this.#rests = new Rests(deps.clock);
  }

  /** Another process may have noted a gap. */
  wake(): void {
    this.#alarm.ring();
  }

  /** Events may have been missed. Returns when that is stored; the reading comes later. */
  async gap(scope: GapScope): Promise<void> {
    await markGap(this.#deps.store, scope, this.#deps.clock());
    this.#rests.forget();
    this.#ask();
  }

  /** The same for one channel, to which Paperboy has access again. */
  async gapIn({ workspace, channel }: Place): Promise<void> {
    await markGapIn(this.#deps.store, { workspace, channel }, this.#deps.clock());
    this.#rests.forget({ workspace, channel });
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
    const { clock, platformOf } = this.#deps;
    const now = clock();
    const first = await this.#first(now);
    if (first === undefined) this.#apart.clear();
    if (first === undefined || signal.aborted) return true;
    const { workspace } = first.ref;
    const platform = platformOf(workspace);
    if (platform === undefined) {
      this.#rests.rest(workspace, NOBODYS_REST_MS);
      return false;
    }
    await this.#check(await this.#besides(first, now), platform);
    return false;
  }

  /** What could not be read comes last, so that it keeps nothing else waiting. */
  async #first(now: Instant): Promise<Checkable | undefined> {
    for (const without of this.#rests.orders()) {
      const [first] = await dueChecks(this.#deps.store, now, { without, limit: 1 });
      if (first !== undefined) return first;
    }
    return undefined;
  }

  /** What one call may ask for: a failure of it then concerns one thread. */
  async #besides(first: Checkable, now: Instant): Promise<readonly Checkable[]> {
    const isAlone = this.#apart.has(first.thread) || this.#rests.hasFailed(first.ref);
    if (!first.isInFull || isAlone) return [first];
    const due = await dueChecks(this.#deps.store, now, { within: first, limit: TOGETHER });
    return due.filter(({ isInFull, ref }) => isInFull && !this.#rests.hasFailed(ref));
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
        this.#rests.read(read.ref);
      }
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      await this.#afterFailure(error, batch);
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
        ? await ledger.heal(trx, {
            ...{ ref: one.ref, reactions: read.state, since },
            ...(read.unread && { unread: read.unread }),
          })
        : { healed: { added: [], removed: [] }, touched: [] };
      const ended = isGone ? { endedReason: 'the message is gone' } : {};
      await markChecked(trx, { ...one, isInFull: isRead, since, now, ...ended });
      await countChecked(trx, one.ref.workspace, { healed: result.healed, now });
      return result.touched;
    });
    for (const one of touched) await touch(one);
  }

  /**
   * Whoever asks to wait is waited for; a channel that is closed to us is asked again when it opens, or in an hour. Else
   * one message is put aside, once it is known which.
   */
  async #afterFailure(error: PlatformError, batch: readonly Checkable[]): Promise<void> {
    const { failure } = error;
    const [first] = batch;
    if (first === undefined) return;
    if (failure.kind === 'rate-limited')
      this.#rests.rest(first.ref.workspace, failure.retryAfterMs);
    else if (isClosed(failure)) await this.#close(error, first.ref);
    else if (batch.length > 1) this.#apart.add(first.thread);
    else if (this.#rests.failed(first.ref)) this.#tell(error, first.ref);
  }

  /** What is closed to us tells us nothing either, and not every platform says when it opens. */
  async #close(error: PlatformError, { workspace, channel }: Place): Promise<void> {
    const { store, clock } = this.#deps;
    const place = channelOf({ workspace, channel });
    if (this.#rests.isNew(place)) this.#tell(error, { workspace, channel });
    await markGapIn(store, { workspace, channel }, clock());
    this.#rests.rest(place, CLOSED_REST_MS);
  }

  #tell(error: PlatformError, { workspace, channel }: Place): void {
    const facts = { workspace, channel, problem: error.message };
    this.#deps.log.warn(facts, 'reactions cannot be read');
  }

  async #pause(): Promise<number> {
    const { store, clock } = this.#deps;
    const now = clock();
    const rests = this.#rests.ends();
    const next = (await nextCheckAt(store, now)) ?? Number.POSITIVE_INFINITY;
    return Math.max(1, Math.min(...rests, next > now ? next : now + IDLE_MS, now + IDLE_MS) - now);
  }
}

function isClosed({ kind }: Failure): boolean {
  return kind === 'forbidden' || kind === 'closed' || kind === 'gone';
}
