import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock, type Wait } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { createArchive } from '../../../src/papers/archive.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { createLiveIndex, type LiveIndex } from '../../../src/search/live-index.ts';
import { readChanges } from '../../../src/search/reading.ts';
import { createIndex, type SearchIndex, type Wanted } from '../../../src/search/search-index.ts';
import type { Store } from '../../../src/store/open.ts';
import { openTestStore, runs } from '../../fakes/store/index.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';

/** Few papers of few words, so that they meet in every question. */
const IDS = Array.from({ length: 12 }, (_, n) => `2603.000${10 + n}`);
const WORDS =
  'diffusion model models video multi-modal robot robots calibration attention 3d'.split(' ');
const NAMES = ['Ada Lovelace', 'Bo Chen', 'Ada Chen', 'Zoé Müller'];
const DAYS = ['2026-03-09', '2026-03-10', '2026-03-11'];

const QUESTIONS: readonly Wanted[] = [
  ...['diffusion', 'video diffusion models', 'multimodal robot', 'calibratoin', 'ada chen'].map(
    (words) => ({ words }),
  ),
  { words: 'model', phrases: ['video model'] },
  { words: 'robot', without: ['diffusion'] },
  { words: '', authors: ['ada'], order: 'new' },
  { words: 'attention', after: '2026-03-10' },
  { words: '', upvotesAbove: 3, hasCode: true },
  { words: '', organizations: ['engines'], before: '2026-03-11' },
];

const text = (maxLength: number) =>
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength }).map((words) => words.join(' '));

const aPaperOf = fc
  .record({
    id: fc.constantFrom(...IDS),
    title: text(4),
    summary: text(12),
    authors: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 3 }),
    upvotes: fc.nat(6),
    organization: fc.constantFrom(undefined, 'Analytical Engines'),
    codeUrl: fc.constantFrom(undefined, 'https://github.com/ada/engine'),
  })
  .map(({ id, organization, codeUrl, ...given }): Paper => {
    const some = { ...(organization && { organization }), ...(codeUrl && { codeUrl }) };
    return aPaper(id, { ...given, ...some });
  });

const aProcess = fc.constantFrom(0, 1);

/** What happens, one after another. */
const anEvent = fc.oneof(
  fc.record({ kind: fc.constant('save'), paper: aPaperOf }),
  fc.record({
    kind: fc.constant('list'),
    day: fc.constantFrom(...DAYS),
    papers: fc.array(aPaperOf, { maxLength: 5 }),
  }),
  fc.record({ kind: fc.constant('catch up'), process: aProcess }),
  fc.record({ kind: fc.constant('restart'), process: aProcess }),
  fc.record({ kind: fc.constant('kill'), process: aProcess }),
  fc.record({ kind: fc.constant('flip'), at: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
  fc.record({ kind: fc.constant('cut'), at: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
  fc.record({ kind: fc.constant('copy') }),
  fc.record({ kind: fc.constant('put back') }),
);

type Event = typeof anEvent extends fc.Arbitrary<infer E> ? E : never;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-'));
});
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 3 }));

it('answers as an index built afresh, whatever happened to archive, processes and snapshot', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anEvent, { minLength: 5, maxLength: 25 }), async (events) => {
      await using town = await Town.open();

      for (const event of events) await town.happen(event);

      await town.expectAlike();
    }),
    { numRuns: runs(60) },
  );
}, 60_000);

/** Two processes on one database with one snapshot. */
class Town implements AsyncDisposable {
  readonly #home = mkdtempSync(join(folder, 'town-'));
  readonly #snapshot = join(this.#home, 'paperboy.db.search');
  readonly #processes: Process[] = [];

  static async open(): Promise<Town> {
    const town = new Town();
    for (const place of [0, 1]) town.#processes[place] = await town.#begin();
    return town;
  }

  async happen(event: Event): Promise<void> {
    const archive = createArchive(this.#process(0).store);
    switch (event.kind) {
      case 'save':
        return archive.save(event.paper, 1);
      case 'list':
        return archive.saveList(event.day, event.papers, { now: 1 });
      case 'catch up':
        return this.#process(event.process).live.catchUp();
      case 'restart':
      case 'kill':
        await this.#process(event.process).end(event.kind === 'kill');
        this.#processes[event.process] = await this.#begin();
        return;
      case 'flip':
      case 'cut':
        return this.#damage(event);
      case 'copy':
        return copyIfThere(this.#snapshot, `${this.#snapshot}.old`);
      case 'put back':
        return copyIfThere(`${this.#snapshot}.old`, this.#snapshot);
    }
  }

  async expectAlike(): Promise<void> {
    const fresh = await builtAfresh(this.#process(0).store);
    for (const { live } of this.#processes) {
      await live.catchUp();
      expectAlike(live.index, fresh);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of this.#processes) await process.end(false);
  }

  #process(place: number): Process {
    const process = this.#processes[place];
    if (process === undefined) throw new Error(`no process ${place}`);
    return process;
  }

  async #begin(): Promise<Process> {
    const store = await openTestStore(join(this.#home, 'paperboy.db'));
    return new Process(store, this.#snapshot);
  }

  #damage({ kind, at }: Extract<Event, { readonly at: number }>): void {
    if (!existsSync(this.#snapshot)) return;
    const bytes = readFileSync(this.#snapshot);
    const place = Math.floor(at * bytes.length);
    bytes[place] = (bytes[place] ?? 0) ^ 0x10;
    writeFileSync(this.#snapshot, kind === 'cut' ? bytes.subarray(0, place) : bytes);
  }
}

/** It looks when it begins, and then only when it is asked; it keeps a snapshot when it ends in good order. */
class Process {
  readonly store: Store;
  readonly live: LiveIndex;
  readonly #ending = new AbortController();
  readonly #running: Promise<void>;

  constructor(store: Store, snapshotPath: string) {
    this.store = store;
    const wait: Wait = (_, signal) =>
      new Promise((_, reject) => {
        if (signal?.aborted) reject(new Error('aborted'));
        signal?.addEventListener('abort', reject, { once: true });
      });
    this.live = createLiveIndex({
      ...{ store, wait, snapshotPath, clock: systemClock, log: silentLog },
      ...{ slice: 3, worthSaving: 1 },
    });
    this.#running = this.live.run(this.#ending.signal);
  }

  /** Killed, whatever it has in hand comes to nothing: its database is closed. */
  async end(isKilled: boolean): Promise<void> {
    if (!isKilled) {
      this.#ending.abort();
      await this.#running;
    }
    await this.store.destroy();
  }
}

async function builtAfresh(store: Store): Promise<SearchIndex> {
  const index = createIndex();
  for (const { document } of await readChanges(store, 0, 1_000)) index.put(document());
  return index;
}

const PAGE = { limit: 20, offset: 0 };

function expectAlike(index: SearchIndex, fresh: SearchIndex): void {
  expect(index.size).toBe(fresh.size);
  for (const wanted of QUESTIONS) {
    const [is, should] = [index.find(wanted, PAGE), fresh.find(wanted, PAGE)];
    expect({ wanted, ...is, matches: 0, hits: scoresOf(is.hits) }).toEqual({
      ...{ wanted, ...should, matches: 0 },
      hits: scoresOf(should.hits),
    });
    const [best] = should.hits;
    if (best === undefined) continue;
    expect(index.explain(wanted, best.id)).toEqual(fresh.explain(wanted, best.id));
  }
  const boost = () => 0;
  for (const typed of ['dif', 'video m', 'robto']) {
    const papers = (one: SearchIndex) => one.suggestPapers(typed, { limit: 20, boost });
    expect(papers(index)).toEqual(papers(fresh));
  }
  expect(index.suggestAuthors('ada', 9)).toEqual(fresh.suggestAuthors('ada', 9));
}

/** Sums of the same numbers in another order differ in their last digits. */
function scoresOf(hits: ReturnType<SearchIndex['find']>['hits']) {
  return hits.map(({ id, score }) => ({ id, score: score.toFixed(9) }));
}

function copyIfThere(from: string, to: string): void {
  if (existsSync(from)) copyFileSync(from, to);
}
