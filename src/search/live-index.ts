import type { Clock, Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import { Follower } from './follower.ts';
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
}

/** The search index of this process, which follows the archive, whoever writes it. */
export interface LiveIndex {
  /** What has been read so far, always there. Ask for it every time: a snapshot takes the place of what was before. */
  readonly index: SearchIndex;
  status(): IndexStatus;
  /**
   * Brings it up to date: what was committed before the call is in it then. With a patience it resolves after so many
   * milliseconds at the latest, and reading goes on; but a tool, which does not `run` it, wants the whole answer and
   * waits. @throws what kept it from reading
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

class Live implements LiveIndex {
  readonly #deps: LiveIndexDeps;
  readonly #kept: KeptIndex | undefined;
  readonly #follower: Follower;
  #isRunning = false;
  #hasFailed = false;
  #savedAt = Number.NEGATIVE_INFINITY;
  /** Of the follower's changes, so many are in the snapshot. */
  #saved = 0;

  constructor(deps: LiveIndexDeps) {
    const { store, slice = SLICE, snapshotPath: path } = deps;
    const kept = path === undefined ? undefined : createKeptIndex({ ...deps, path });
    this.#deps = deps;
    this.#kept = kept;
    this.#follower = new Follower({ store, slice, load: async (newest) => kept?.load(newest) });
  }

  get index(): SearchIndex {
    return this.#follower.state.index;
  }

  status(): IndexStatus {
    const papers = this.index.size;
    const { isWhole, papers: of } = this.#follower;
    return { isWhole, papers, of: Math.max(papers, of) };
  }

  async catchUp(patienceMs?: number): Promise<void> {
    const reading = this.#follower.read();
    if (patienceMs === undefined || !this.#isRunning) return reading;
    const waiting = new AbortController();
    const patience = this.#deps.wait(patienceMs, waiting.signal).catch(() => {});
    await Promise.race([reading, patience]).finally(() => waiting.abort());
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#isRunning = true;
    signal.addEventListener('abort', () => void this.#follower.stop(), { once: true });
    while (!signal.aborted) {
      await this.#follow(signal);
      if (this.#deps.clock() - this.#savedAt >= SAVE_EVERY_MS) await this.#save();
      await this.#deps.wait(LOOK_EVERY_MS, signal).catch(() => {});
    }
    await this.stop();
  }

  async stop(): Promise<void> {
    await this.#follower.stop();
    await this.#save();
  }

  /** One line for an archive that cannot be read, however long that lasts. */
  async #follow(signal: AbortSignal): Promise<void> {
    const { log } = this.#deps;
    const { isWhole } = this.#follower;
    const startedAt = performance.now();
    try {
      await this.catchUp();
      if (this.#hasFailed) log.info({}, 'search index follows the archive again');
      this.#hasFailed = false;
    } catch (error) {
      if (this.#hasFailed || signal.aborted) return;
      this.#hasFailed = true;
      const facts = { error: error instanceof Error ? error.stack : `${error}` };
      log.error(facts, 'search index stands still');
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

  async #save(): Promise<void> {
    const { worthSaving = WORTH_SAVING, clock } = this.#deps;
    const kept = this.#kept;
    if (kept === undefined || this.#follower.changes - this.#saved < worthSaving) return;
    this.#savedAt = clock();
    await this.#follower.whileStill(async () => {
      const { state, changes } = this.#follower;
      if (await kept.save(state)) this.#saved = changes;
    });
  }
}
