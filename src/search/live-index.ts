import type { Instant } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import { Follower, type IndexUpTo } from './follower.ts';
import { createKeptIndex, type KeptIndex } from './kept-index.ts';
import type { SearchIndex } from './search-index.ts';

export interface LiveIndexDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
  /** Where its snapshot lies; absent where the database is no file. */
  readonly snapshotPath?: string;
  /** Changes that are worth a new snapshot; 200. */
  readonly worthSaving?: number;
  /** Papers a query; 100. */
  readonly slice?: number;
}

/** How far the index is: of so many papers of the archive it holds so many. */
export interface IndexStatus {
  /** False until the archive was read once: answers say so. */
  readonly isWhole: boolean;
  readonly papers: number;
  readonly of: number;
  /** Since when the archive cannot be read; absent while it can. */
  readonly failingSince?: Instant;
}

/** The search index of this process, which follows the archive, whoever writes it. */
export interface LiveIndex {
  /** What has been read so far, always there. Ask for it every time: a snapshot, or one built anew, takes its place. */
  readonly index: SearchIndex;
  status(): IndexStatus;
  /**
   * Brings it up to date: what was committed before the call is in it then. With a patience it resolves after so many
   * milliseconds at the latest, and reading goes on; but a tool, which does not `run` it, wants the whole answer and
   * waits. Nothing happens after `stop`. @throws what kept it from reading
   */
  catchUp(patienceMs?: number): Promise<void>;
  /** Keeps it and its snapshot up to date until the signal, then finishes what is in flight. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /** Finishes what is in flight and keeps a snapshot of it; afterwards it stays as it is. Safe to call twice. */
  stop(): Promise<void>;
}

export function createLiveIndex(deps: LiveIndexDeps): LiveIndex {
  return new Live(deps);
}

/** A change is to be findable within five seconds; to look for one costs microseconds. */
const LOOK_EVERY_MS = 1_000;
/** To query so many papers takes a millisecond or two. */
const SLICE = 100;
/** What has come since the snapshot is read in less time than it takes to write a new one. */
const WORTH_SAVING = 200;
const SAVE_EVERY_MS = 5 * 60_000;

/** Versions of papers that are gone take room, and time in every search. */
const MOST_GONE = 1 / 4;

class Live implements LiveIndex {
  readonly #deps: LiveIndexDeps;
  readonly #kept: KeptIndex | undefined;
  #follower: Follower;
  /** What will take its place. */
  #successor: Follower | undefined;
  #isRunning = false;
  #isStopped = false;
  #failingSince: Instant | undefined;
  #savedAt = Number.NEGATIVE_INFINITY;
  /** Of the follower's changes, so many are in the snapshot. */
  #saved = 0;

  constructor(deps: LiveIndexDeps) {
    const { snapshotPath: path } = deps;
    const isOwner = () => this.#isRunning;
    this.#deps = deps;
    this.#kept = path === undefined ? undefined : createKeptIndex({ ...deps, path, isOwner });
    this.#follower = this.#newFollower(async () => this.#kept?.load());
  }

  get index(): SearchIndex {
    return this.#follower.state.index;
  }

  status(): IndexStatus {
    const papers = this.index.size;
    const { isWhole, papers: of } = this.#follower;
    const failingSince = this.#failingSince;
    return {
      ...{ isWhole, papers, of: Math.max(papers, of) },
      ...(failingSince !== undefined && { failingSince }),
    };
  }

  async catchUp(patienceMs?: number): Promise<void> {
    const reading = this.#read();
    if (patienceMs === undefined || !this.#isRunning) return reading;
    const waiting = new AbortController();
    const patience = this.#deps.wait(patienceMs, waiting.signal).catch(() => {});
    await Promise.race([reading, patience]).finally(() => waiting.abort());
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#isRunning = true;
    signal.addEventListener('abort', () => void this.#stopReading(), { once: true });
    let renewing: Promise<void> | undefined;
    while (!signal.aborted) {
      await this.#follow(signal);
      renewing ??= this.#ensureCompact().finally(() => {
        renewing = undefined;
      });
      if (this.#deps.clock() - this.#savedAt >= SAVE_EVERY_MS) await this.#save();
      await this.#deps.wait(LOOK_EVERY_MS, signal).catch(() => {});
    }
    await renewing;
    await this.stop();
  }

  async stop(): Promise<void> {
    await this.#stopReading();
    await this.#save();
  }

  async #stopReading(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([this.#follower.stop(), this.#successor?.stop()]);
  }

  #newFollower(load: () => Promise<IndexUpTo | undefined>): Follower {
    return new Follower({ slice: SLICE, ...this.#deps, load });
  }

  /** Once more when another follower took over meanwhile, which may be behind what was asked for. */
  async #read(): Promise<void> {
    const follower = this.#follower;
    await follower.read();
    if (follower !== this.#follower) await this.#read();
  }

  /** One line for an archive that cannot be read, however long that lasts. */
  async #follow(signal: AbortSignal): Promise<void> {
    const { log, clock } = this.#deps;
    const { isWhole } = this.#follower;
    const startedAt = performance.now();
    try {
      await this.#read();
      if (this.#failingSince !== undefined) log.info({}, 'search index follows the archive again');
      this.#failingSince = undefined;
    } catch (error) {
      if (this.#failingSince !== undefined || signal.aborted) return;
      this.#failingSince = clock();
      log.error({ error: wordsOf(error) }, 'search index stands still');
    }
    if (!isWhole && this.#follower.isWhole) this.#sayReady(performance.now() - startedAt);
  }

  #sayReady(tookMs: number): void {
    const read = this.#follower.changes;
    this.#deps.log.info(
      { papers: this.index.size, read, ms: Math.round(tookMs) },
      'search index ready',
    );
  }

  /** An index with much that is gone is built anew from the archive, while the old one is followed and asked. */
  async #ensureCompact(): Promise<void> {
    const { gone, size } = this.index;
    const isDue = gone > size * MOST_GONE && this.#follower.isWhole;
    if (!isDue || this.#isStopped || this.#failingSince !== undefined) return;
    const successor = this.#newFollower(async () => undefined);
    this.#successor = successor;
    try {
      do await successor.read();
      while (!this.#isStopped && successor.state.upTo < this.#follower.state.upTo);
      if (this.#isStopped) return;
      this.#follower = successor;
      this.#saved = 0;
      this.#deps.log.debug({ papers: size, gone }, 'search index built anew');
    } catch (error) {
      // The old one serves on, and says so when the archive cannot be read for longer.
      this.#deps.log.debug({ error: wordsOf(error) }, 'search index not built anew');
    } finally {
      this.#successor = undefined;
    }
  }

  async #save(): Promise<void> {
    const { worthSaving = WORTH_SAVING, clock } = this.#deps;
    const kept = this.#kept;
    if (kept === undefined) return;
    const follower = this.#follower;
    await follower.whileStill(async () => {
      const { state, changes } = follower;
      if (changes - this.#saved < worthSaving) return;
      this.#savedAt = clock();
      if ((await kept.save(state)) && follower === this.#follower) this.#saved = changes;
    });
  }
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.stack : undefined) ?? `${error}`;
}
