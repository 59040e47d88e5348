import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Wait } from '../../../src/clock.ts';
import { createArchive } from '../../../src/papers/archive.ts';
import {
  createLiveIndex,
  type LiveIndex,
  type LiveIndexDeps,
} from '../../../src/search/live-index.ts';
import type { Store } from '../../../src/store/open.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';
import { aLog } from '../papers/a-log.ts';

/** A database in a folder of its own, and processes that search it. */
export class Room implements AsyncDisposable {
  readonly folder: string;
  readonly path: string;
  readonly #opened: AsyncDisposableStack;
  #store: Store;

  private constructor(folder: string, opened: AsyncDisposableStack, store: Store) {
    this.folder = folder;
    this.path = join(folder, 'paperboy.db');
    this.#opened = opened;
    this.#store = store;
  }

  static async open(): Promise<Room> {
    const folder = await mkdtemp(join(tmpdir(), 'paperboy-'));
    const opened = new AsyncDisposableStack();
    opened.defer(() => rm(folder, { recursive: true }));
    const store = opened.use(await openTestStore(join(folder, 'paperboy.db')));
    return new Room(folder, opened, store);
  }

  get store(): Store {
    return this.#store;
  }

  get snapshot(): string {
    return `${this.path}.search`;
  }

  /** The store of another process, or of this one after its database was put back. */
  async another(): Promise<Store> {
    return this.#opened.use(await openTestStore(this.path));
  }

  async reopen(): Promise<void> {
    this.#store = await this.another();
  }

  save(id: string, title: string): Promise<void> {
    return createArchive(this.#store).save(aPaper(id, { title }), 1);
  }

  /** Ten papers, whose titles tell them apart. */
  async saveTen(): Promise<void> {
    const titles = 'ants bees cats dogs eels frogs goats hens ibis jays'.split(' ');
    for (const [n, title] of titles.entries()) await this.save(`2603.0000${n}`, title);
  }

  /** An index that nothing runs, as a tool has it; it keeps no snapshot unless it is told where. */
  tool(given: Partial<LiveIndexDeps> = {}) {
    const log = aLog();
    const live = createLiveIndex({
      ...{ store: this.#store, log, clock: () => 0, wait: async () => {} },
      ...given,
    });
    return { live, log };
  }

  /** A process that looks again whenever it is told to. */
  process(given: Partial<LiveIndexDeps> = {}) {
    const looks = new Looks();
    const { live, log } = this.tool({
      ...{ slice: 4, wait: looks.wait, snapshotPath: this.snapshot, worthSaving: 1 },
      ...given,
    });
    const ending = new AbortController();
    const running = live.run(ending.signal);
    const end = async () => {
      ending.abort();
      await running;
    };
    this.#opened.defer(end);
    return {
      ...{ live, log, end },
      sentences: () => log.lines.map(({ sentence }) => sentence),
      /** Resolves when it has done all there is to do. */
      settled: () => looks.settled(),
      look: () => looks.again(),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync();
  }
}

/** Waits that end when they are told to. */
class Looks {
  readonly #wakes: (() => void)[] = [];
  #waits = Promise.withResolvers<void>();

  readonly wait: Wait = (_, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) reject(new Error('aborted'));
      this.#wakes.push(resolve);
      this.#waits.resolve();
      signal?.addEventListener('abort', reject, { once: true });
    });

  settled(): Promise<void> {
    return this.#waits.promise;
  }

  again(): Promise<void> {
    this.#waits = Promise.withResolvers();
    for (const wake of this.#wakes.splice(0)) wake();
    return this.#waits.promise;
  }
}

export function idsOf({ index }: LiveIndex, words: string): readonly string[] {
  return index.find({ words, isLiteral: true }, { limit: 10, offset: 0 }).hits.map(({ id }) => id);
}
