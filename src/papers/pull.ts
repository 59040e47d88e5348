import type { Instant } from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import { SourceError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import type { Archive, DailyList } from './archive.ts';
import { addDays, daysBetween, laterDay } from './feed-day.ts';
import type { Day, Paper, PaperId } from './paper.ts';
import { NotYetError, type PaperSource } from './source.ts';

export interface PullerDeps {
  readonly source: PaperSource;
  readonly archive: Archive;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 to 1, for the jitter of the back-off; Math.random unless handed in. */
  readonly random?: () => number;
}

/** Keeps the archive up to date with the source. */
export interface Puller {
  /**
   * Reads every list that is due, newest first, one after another, until the source fails: that is logged once, the
   * lists kept so far stay as they are, and the day is asked for again later.
   */
  tick(now: Instant): Promise<void>;
  /** The list of a day, fetched when it was never read; undefined for a day that the source cannot have. @throws SourceError */
  ensureListed(day: Day): Promise<DailyList | undefined>;
  /** A paper from the archive, else from the source, which the archive then keeps. @throws SourceError */
  findOrFetch(id: PaperId): Promise<Paper | undefined>;
  /** What this process has seen of the source. */
  status(): SourceStatus;
}

export interface SourceStatus {
  /** The bundled week stands in for it. */
  readonly isSample?: boolean;
  readonly lastAnswerAt?: Instant;
  /** Set while the source does not answer. */
  readonly failingSince?: Instant;
  /** What it did instead, with URL and status. */
  readonly lastError?: string;
}

export function createPuller(deps: PullerDeps): Puller {
  return new SourcePuller(deps);
}

/** What digests may draw on (product.md, Editions), and two days more so that a new channel sees a whole week. */
export const KEPT_DAYS = 9;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 15 * 60_000;

interface Failure {
  readonly times: number;
  readonly retryAt: Instant;
}

class SourcePuller implements Puller {
  readonly #deps: PullerDeps;
  /** Days that failed: one bad day must not keep the others from being read. */
  readonly #failures = new Map<Day, Failure>();
  readonly #underWay = new Map<Day, Promise<void>>();
  #status: SourceStatus = {};
  #isSilenceLogged = false;

  constructor(deps: PullerDeps) {
    this.#deps = deps;
  }

  async tick(now: Instant): Promise<void> {
    for (const day of await dueDays(this.#deps, now)) {
      if (now < (this.#failures.get(day)?.retryAt ?? 0)) continue;
      try {
        await this.#pull(day);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        if (!(error instanceof NotYetError)) return this.#failed(day, error, now);
        this.#postpone(day, now);
      }
    }
  }

  async ensureListed(day: Day): Promise<DailyList | undefined> {
    const { archive, source } = this.#deps;
    const known = await archive.list(day);
    // The bundled week says of older days that it does not know them.
    const isBefore = day < source.firstDay && source.name !== 'sample';
    if (known !== undefined || isBefore) return known;
    try {
      await this.#pull(day);
    } catch (error) {
      if (error instanceof NotYetError) return undefined;
      throw error;
    }
    return archive.list(day);
  }

  async findOrFetch(id: PaperId): Promise<Paper | undefined> {
    const { archive, source, clock } = this.#deps;
    const known = await archive.find(id);
    if (known !== undefined) return known;
    const fetched = await source.paper(id);
    if (fetched !== undefined) await archive.save(fetched, clock());
    return fetched;
  }

  status(): SourceStatus {
    const isSample = this.#deps.source.name === 'sample';
    return { ...this.#status, ...(isSample && { isSample }) };
  }

  /** A command and the tick may want the same day in the same moment. */
  async #pull(day: Day): Promise<void> {
    const underWay = this.#underWay.get(day);
    if (underWay !== undefined) return underWay;
    const reading = this.#read(day);
    this.#underWay.set(day, reading);
    try {
      await reading;
    } finally {
      // Only by whoever began it: somebody who joined may come here when the next one is under way.
      this.#underWay.delete(day);
    }
  }

  /** The list kept so far stays as it is: only a good answer is saved. */
  async #read(day: Day): Promise<void> {
    const { source, archive, clock } = this.#deps;
    const papers = await source.dailyList(day);
    this.#answered(day);
    await archive.saveList(day, papers, { now: clock(), isSample: source.name === 'sample' });
  }

  #answered(day: Day): void {
    const { source, log, clock } = this.#deps;
    if (this.#isSilenceLogged) log.info({ source: source.name }, 'paper source is back');
    this.#isSilenceLogged = false;
    this.#failures.delete(day);
    this.#status = { lastAnswerAt: clock() };
  }

  /** Logged once for a silence, and once for a day that fails while others do not. */
  #failed(day: Day, error: SourceError, now: Instant): void {
    if (!this.#isSilenceLogged && !this.#failures.has(day)) {
      this.#deps.log.warn({ day, problem: error.message }, 'paper source failed');
      this.#isSilenceLogged = true;
    }
    this.#status = { failingSince: now, ...this.#status, lastError: error.message };
    this.#postpone(day, now);
  }

  /** Back-off with full jitter, so that many installations do not come back in the same second. */
  #postpone(day: Day, now: Instant): void {
    const { random = Math.random } = this.#deps;
    const times = this.#failures.get(day)?.times ?? 0;
    const longest = Math.min(FIRST_RETRY_MS * 2 ** times, LONGEST_RETRY_MS);
    this.#failures.set(day, { times: times + 1, retryAt: now + random() * longest });
  }
}

/** Newest first: lists whose time has come, and recent days that were never read. */
async function dueDays({ source, store }: PullerDeps, now: Instant): Promise<readonly Day[]> {
  const today = source.today(now);
  const oldest = laterDay(addDays(today, -KEPT_DAYS), source.firstDay);
  const rows = await store
    .selectFrom('day')
    .select(['day', 'next_pull_at'])
    .where((eb) => eb.or([eb('next_pull_at', '<=', now), eb('day', '>=', oldest)]))
    .where('day', '<=', today)
    .execute();
  const due = rows.filter((row) => row.next_pull_at !== null && row.next_pull_at <= now);
  const known = new Set(rows.map((row) => row.day));
  const missing = daysBetween(oldest, today).filter((day) => !known.has(day));
  return [...due.map((row) => row.day), ...missing].toSorted().toReversed();
}
