import type { Clock, Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import { ensureLease, isLeased, type Lease, LeaseLostError, releaseLease } from '../store/lease.ts';
import type { Store } from '../store/open.ts';
import type { Archive } from './archive.ts';
import { type BackOff, createBackOff } from './back-off.ts';
import { type Coverage, coverageOf, daysRead, missingDays } from './coverage.ts';
import { addDays, laterDay } from './feed-day.ts';
import type { Days } from './listed.ts';
import type { Pace } from './pace.ts';
import type { Day } from './paper.ts';
import { KEPT_DAYS } from './pull.ts';
import { createLeasedPace, readDay } from './read-day.ts';
import type { PaperSource } from './source.ts';

export interface BackfillDeps {
  readonly source: PaperSource;
  readonly archive: Archive;
  readonly store: Store;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
  /** The oldest day wanted; absent when the archive shall not fill itself. */
  readonly since?: Day;
  /** Resolves when nobody waits for the source, or for an answer. */
  readonly idle: () => Promise<void>;
  /** From 0 to 1, for the jitter of the back-off; Math.random unless handed in. */
  readonly random?: () => number;
}

/** Fills the archive backwards, day by day, while nobody is in need of the source. It reads lists and posts nothing. */
export interface Backfill {
  /** Goes on until the signal, and rests while nothing is missing. Of the processes that share a database one does it. */
  run(signal: AbortSignal): Promise<void>;
  /** How far it is; undefined when it is switched off. */
  coverage(): Promise<Coverage | undefined>;
}

export function createBackfill(deps: BackfillDeps): Backfill {
  return new QuietBackfill(deps);
}

/** Held by the process that fills; short, so that another one goes on soon after a crash. */
const FILLING = { name: 'backfill', forMs: 20_000 } as const;
/** Held while somebody fills by hand: then the background rests. */
export const BY_HAND = { name: 'backfill by hand', forMs: 20_000 } as const;

const LOOK_AGAIN_MS = 2_000;
/** A machine that slept, or was off, leaves a gap. */
const LOOK_FOR_GAPS_MS = 10 * 60_000;

class QuietBackfill implements Backfill {
  readonly #deps: BackfillDeps;
  readonly #lease: Lease = { ...FILLING, owner: crypto.randomUUID() };
  readonly #pace: Pace;
  readonly #backOff: BackOff;
  #isFilling = false;

  constructor(deps: BackfillDeps) {
    this.#deps = deps;
    this.#pace = createLeasedPace(this.#lease, deps);
    this.#backOff = createBackOff(deps);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { store, wait } = this.#deps;
    try {
      while (!signal.aborted) await wait(await this.#step(signal), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await releaseLease(store, this.#lease);
    }
  }

  async coverage(): Promise<Coverage | undefined> {
    const { source, store, clock } = this.#deps;
    const wanted = this.#wanted();
    if (wanted === undefined) return undefined;
    const days = { from: wanted.from, to: source.today(clock()) };
    return coverageOf(days, await daysRead(store, days), (day) => this.#backOff.has(day));
  }

  /** Reads at most one day. How long to rest then, in milliseconds. */
  async #step(signal: AbortSignal): Promise<number> {
    try {
      if (!(await this.#isItsTurn())) return LOOK_AGAIN_MS;
      await this.#pace.turn(signal);
      // Only now: meanwhile somebody may have begun by hand, or asked for a day.
      if (!(await this.#isItsTurn())) return LOOK_AGAIN_MS;
      const day = await this.#nextDay();
      return day === undefined ? this.#rest() : await this.#read(day, signal);
    } catch (error) {
      if (error instanceof LeaseLostError) return LOOK_AGAIN_MS;
      throw error;
    }
  }

  /** Newer days are read, and read again, by the pull. */
  #wanted(): Days | undefined {
    const { since, source, clock } = this.#deps;
    if (since === undefined || source.name === 'sample') return undefined;
    const from = laterDay(since, source.firstDay);
    return { from, to: addDays(source.today(clock()), -KEPT_DAYS - 1) };
  }

  /** After today's list, and while nobody else fills. */
  async #isItsTurn(): Promise<boolean> {
    const { source, store, clock } = this.#deps;
    if (this.#wanted() === undefined) return false;
    const now = clock();
    const today = source.today(now);
    const recent = await daysRead(store, { from: addDays(today, -1), to: today });
    if (recent.size === 0 || (await isLeased(store, BY_HAND, now))) return false;
    return ensureLease(store, this.#lease, now);
  }

  async #nextDay(): Promise<Day | undefined> {
    const wanted = this.#wanted();
    if (wanted === undefined) return undefined;
    const missing = await missingDays(this.#deps.store, wanted);
    return missing.find((day) => !this.#backOff.isPutOff(day));
  }

  async #read(day: Day, signal: AbortSignal): Promise<number> {
    if (!this.#isFilling) this.#deps.log.info({ day }, 'archive fills backwards');
    this.#isFilling = true;
    const problem = await readDay(day, { ...this.#deps, pace: this.#pace }, signal);
    if (problem === undefined) {
      this.#backOff.succeeded(day);
      return 0;
    }
    if (this.#backOff.inARow() === 0 && !this.#backOff.has(day)) {
      this.#deps.log.warn({ day, problem: problem.message }, 'old list not read');
    }
    this.#backOff.failed(day);
    return this.#backOff.pauseMs();
  }

  #rest(): number {
    if (this.#isFilling) this.#deps.log.info({}, 'archive is filled');
    this.#isFilling = false;
    const untilRetry = this.#backOff.nextRetryMs() ?? LOOK_FOR_GAPS_MS;
    return Math.max(LOOK_AGAIN_MS, Math.min(untilRetry, LOOK_FOR_GAPS_MS));
  }
}
