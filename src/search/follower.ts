import { setImmediate as breath } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import { type Change, readArchive, readChanges } from './reading.ts';
import { createIndex, type SearchIndex } from './search-index.ts';

/** An index with every change up to that number. */
export interface IndexUpTo {
  readonly index: SearchIndex;
  readonly upTo: number;
}

export interface FollowerDeps {
  readonly store: Store;
  readonly log: Log;
  /** Papers a query. */
  readonly slice: number;
  /** What was kept of an index, where there is something of use. */
  readonly load: () => Promise<IndexUpTo | undefined>;
}

/** After so long others have their turn. */
const TURN_MS = 4;

/** Reads what has changed in the archive into an index, one reading at a time. */
export class Follower {
  readonly #deps: FollowerDeps;
  #state: IndexUpTo = { index: createIndex(), upTo: 0 };
  #papers: number | undefined;
  #changes = 0;
  #isWhole = false;
  #isStopped = false;
  /** Somebody asked since the last query began. */
  #isAsked = false;
  #reading: Promise<void> | undefined;
  /** The index must stand still for it. */
  #work: Promise<unknown> | undefined;

  constructor(deps: FollowerDeps) {
    this.#deps = deps;
  }

  get state(): IndexUpTo {
    return this.#state;
  }

  /** The archive was read to its end once. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** How many papers the archive held when its reading began; 0 before. */
  get papers(): number {
    return this.#papers ?? 0;
  }

  /** How many changes were read, since the process began. */
  get changes(): number {
    return this.#changes;
  }

  /** Whatever was committed before the call is in the index then, unless it was stopped. @throws what kept it from reading */
  async read(): Promise<void> {
    if (this.#isStopped) return this.#reading;
    this.#isAsked = true;
    this.#reading ??= this.#readAll();
    return this.#reading;
  }

  /** The index stands still while this is done. */
  async whileStill<T>(work: () => Promise<T>): Promise<T> {
    while (this.#underWay !== undefined) await this.#underWay.catch(() => {});
    const working = work();
    this.#work = working.catch(() => {});
    return working.finally(() => {
      this.#work = undefined;
    });
  }

  /** Finishes what is in flight; nothing is read any more. Safe to call twice. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#reading?.catch(() => {});
    await this.#work;
  }

  get #underWay(): Promise<unknown> | undefined {
    return this.#reading ?? this.#work;
  }

  async #readAll(): Promise<void> {
    try {
      await this.#work;
      await this.#ensureBegun();
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

  async #ensureBegun(): Promise<void> {
    if (this.#papers !== undefined) return;
    const { papers } = await readArchive(this.#deps.store);
    this.#state = (await this.#deps.load()) ?? this.#state;
    this.#papers = papers;
  }

  /** True while there is more. */
  async #readSlice(): Promise<boolean> {
    const { store, slice } = this.#deps;
    const changes = await readChanges(store, this.#state.upTo, slice);
    let turnEndsAt = performance.now() + TURN_MS;
    for (const change of changes) {
      this.#take(change);
      if (performance.now() < turnEndsAt) continue;
      await breath();
      turnEndsAt = performance.now() + TURN_MS;
    }
    return changes.length === slice;
  }

  /** One paper that cannot be read keeps no other from being found. */
  #take({ id, changed, document }: Change): void {
    const { index } = this.#state;
    try {
      index.put(document());
    } catch (error) {
      const facts = { paper: id, error: error instanceof Error ? error.stack : `${error}` };
      this.#deps.log.error(facts, 'paper left out of the search index');
      index.remove(id);
    }
    this.#state = { index, upTo: changed };
    this.#changes++;
  }
}
