import { setImmediate as breath } from 'node:timers/promises';
import type { Clock, Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import { createKeptIndex, type KeptIndex } from './kept-index.ts';
import { readArchive, readChanges } from './reading.ts';
import { createIndex, type SearchIndex } from './search-index.ts';

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
  /** Finishes what is in flight; afterwards it stays as it is. Safe to call twice. */
  stop(): Promise<void>;
}

export function createLiveIndex(deps: LiveIndexDeps): LiveIndex {
  return new Follower(deps);
}

/** A change is to be findable within five seconds; to look for one costs microseconds. */
const LOOK_EVERY_MS = 1_000;
/** To query so many papers takes a millisecond or two. */
const SLICE = 100;
/** After so long others have their turn. */
const TURN_MS = 8;
/** What has come since the snapshot is read in less time than it takes to write a new one. */
const WORTH_SAVING = 200;
const SAVE_EVERY_MS = 5 * 60_000;

class Follower implements LiveIndex {
  readonly #deps: LiveIndexDeps;
  readonly #kept: KeptIndex | undefined;
  #index = createIndex();
  /** Every change up to this number is in the index. */
  #upTo = 0;
  #of = 0;
  #isOpen = false;
  #isWhole = false;
  #isRunning = false;
  #isStopped = false;
  #hasFailed = false;
  /** Somebody asked since the last query began. */
  #isAsked = false;
  #reading: Promise<void> | undefined;
  #saving: Promise<void> | undefined;
  #savedAt = Number.NEGATIVE_INFINITY;
  #unsaved = 0;

  constructor(deps: LiveIndexDeps) {
    const { snapshotPath: path } = deps;
    this.#deps = deps;
    this.#kept = path === undefined ? undefined : createKeptIndex({ ...deps, path });
  }

  get index(): SearchIndex {
    return this.#index;
  }

  status(): IndexStatus {
    const papers = this.#index.size;
    return { isWhole: this.#isWhole, papers, of: Math.max(papers, this.#of) };
  }

  async catchUp(patienceMs?: number): Promise<void> {
    this.#isAsked = true;
    this.#reading ??= this.#readAll();
    if (patienceMs === undefined || !this.#isRunning) return this.#reading;
    const waiting = new AbortController();
    const patience = this.#deps.wait(patienceMs, waiting.signal).catch(() => {});
    await Promise.race([this.#reading, patience]).finally(() => waiting.abort());
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#isRunning = true;
    signal.addEventListener('abort', () => void this.stop(), { once: true });
    while (!signal.aborted) {
      await this.#follow();
      if (this.#isWhole && this.#deps.clock() - this.#savedAt >= SAVE_EVERY_MS) await this.#save();
      await this.#deps.wait(LOOK_EVERY_MS, signal).catch(() => {});
    }
    await this.stop();
    await this.#save();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#reading?.catch(() => {});
    await this.#saving;
  }

  /** One line for a database that cannot be read, however long that lasts. */
  async #follow(): Promise<void> {
    const { log } = this.#deps;
    const { isWhole } = this.status();
    const startedAt = performance.now();
    try {
      await this.catchUp();
      if (this.#hasFailed) log.info({}, 'search index follows the archive again');
      this.#hasFailed = false;
    } catch (error) {
      if (this.#hasFailed || this.#isStopped) return;
      this.#hasFailed = true;
      log.error(
        { error: error instanceof Error ? error.stack : `${error}` },
        'search index stands still',
      );
    }
    if (isWhole || !this.#isWhole) return;
    const ms = Math.round(performance.now() - startedAt);
    log.info({ papers: this.#index.size, read: this.#unsaved, ms }, 'search index ready');
  }

  async #readAll(): Promise<void> {
    try {
      await this.#saving;
      if (!this.#isOpen) await this.#open();
      while (this.#isAsked && !this.#isStopped) {
        this.#isAsked = false;
        let hasMore = true;
        while (hasMore && !this.#isStopped) hasMore = await this.#readSlice();
      }
      this.#isWhole ||= !this.#isStopped;
    } finally {
      this.#reading = undefined;
    }
  }

  async #open(): Promise<void> {
    const { papers, changed } = await readArchive(this.#deps.store);
    this.#of = papers;
    const kept = await this.#kept?.load(changed);
    if (kept !== undefined) {
      this.#index = kept.index;
      this.#upTo = kept.upTo;
      this.#savedAt = this.#deps.clock();
    }
    this.#isOpen = true;
  }

  /** True while there is more. */
  async #readSlice(): Promise<boolean> {
    const { store, slice = SLICE } = this.#deps;
    const changes = await readChanges(store, this.#upTo, slice);
    let turnEndsAt = performance.now() + TURN_MS;
    for (const { document, changed } of changes) {
      this.#index.put(document);
      this.#upTo = changed;
      this.#unsaved++;
      if (performance.now() < turnEndsAt) continue;
      await breath();
      turnEndsAt = performance.now() + TURN_MS;
    }
    return changes.length === slice;
  }

  /** The index stands still while it is written. */
  async #save(): Promise<void> {
    const { worthSaving = WORTH_SAVING } = this.#deps;
    if (this.#kept === undefined || this.#unsaved < worthSaving) return;
    while (this.#reading !== undefined) await this.#reading.catch(() => {});
    this.#saving = this.#write(this.#kept);
    await this.#saving;
    this.#saving = undefined;
  }

  async #write(kept: KeptIndex): Promise<void> {
    const unsaved = this.#unsaved;
    this.#savedAt = this.#deps.clock();
    const isSaved = await kept.save({ index: this.#index, upTo: this.#upTo });
    if (isSaved) this.#unsaved -= unsaved;
  }
}
