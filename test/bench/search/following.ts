// A process of its own: an index that follows an archive in a database, as the product has it. Writes what it measured as JSON.
import { existsSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock, systemWait } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { createArchive } from '../../../src/papers/archive.ts';
import { addDays } from '../../../src/papers/feed-day.ts';
import { createLiveIndex, type LiveIndex } from '../../../src/search/live-index.ts';
import { readQuery } from '../../../src/search/query.ts';
import { filtersOf, isFiltered } from '../../../src/search/wanted.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';
import { CORPORA, type Corpus } from './corpus.ts';
import { randomLines } from './random-lines.ts';

export interface Following {
  readonly corpus: Corpus;
  readonly database: string;
  /** So many random lines are asked. */
  readonly lines: number;
}

/** All in milliseconds. */
export interface Followed {
  readonly build: number;
  readonly buildBlock: number;
  readonly snapshot: number;
  readonly snapshotBlock: number;
  readonly open: number;
  readonly openBlock: number;
  readonly findable: readonly number[];
  readonly lines: readonly number[];
}

const DEPS = { clock: systemClock, wait: systemWait, log: silentLog };
const CHANGES = 10;

async function run({ corpus, database, lines }: Following): Promise<Followed> {
  await using store = await openStore(`file:${database}`, 5_000);
  await fill(store, corpus);
  const snapshotPath = `${database}.search`;
  const first = createLiveIndex({ ...DEPS, store, snapshotPath });
  const built = await watched(() => first.catchUp());
  const kept = await watched(async () => {
    await using _ = running(first);
    await until(() => existsSync(snapshotPath));
  });
  const second = createLiveIndex({ ...DEPS, store, snapshotPath });
  const opened = await watched(() => second.catchUp());
  await using _ = running(second);
  return {
    ...{ build: built.ms, buildBlock: built.block, snapshot: kept.ms, snapshotBlock: kept.block },
    ...{ open: opened.ms, openBlock: opened.block },
    findable: await changeAndFind(database, second),
    lines: randomLines(lines).map((line) => ask(second, line)),
  };
}

/** Lists of 500, as nobody wants to wait for the disk. */
const PAPERS_A_LIST = 500;

async function fill(store: Store, corpus: Corpus): Promise<void> {
  const archive = createArchive(store);
  const papers = CORPORA[corpus]();
  for (let start = 0; start < papers.length; start += PAPERS_A_LIST) {
    const day = addDays('2024-01-01', start / PAPERS_A_LIST);
    await archive.saveList(day, papers.slice(start, start + PAPERS_A_LIST), { now: Date.now() });
  }
}

function running(live: LiveIndex): AsyncDisposable {
  const ending = new AbortController();
  const run = live.run(ending.signal);
  return {
    [Symbol.asyncDispose]: () => {
      ending.abort();
      return run;
    },
  };
}

/** How long it took, and the longest time that the event loop stood still meanwhile. */
async function watched(work: () => Promise<void>) {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const startedAt = performance.now();
  await work();
  const ms = performance.now() - startedAt;
  delays.disable();
  return { ms, block: delays.max / 1_000_000 };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await systemWait(1);
}

/** What another connection writes is found by the running index at its next look. */
async function changeAndFind(database: string, live: LiveIndex): Promise<readonly number[]> {
  await using other = await openStore(`file:${database}`, 5_000);
  const archive = createArchive(other);
  const samples: number[] = [];
  for (let change = 0; change < CHANGES; change++) {
    const title = String.fromCharCode(97 + change).repeat(9);
    await archive.save(aPaper('2801.00001', { title }), Date.now());
    const startedAt = performance.now();
    const wanted = { words: title, isLiteral: true };
    await until(() => live.index.find(wanted, { limit: 1, offset: 0 }).total > 0);
    samples.push(performance.now() - startedAt);
    await systemWait(137); // At another moment between two looks.
  }
  return samples;
}

function ask({ index }: LiveIndex, line: string): number {
  const startedAt = performance.now();
  const query = readQuery(line);
  const order = query.sort === 'new' ? 'new' : 'best';
  index.find({ ...filtersOf(query), words: query.words, order }, { limit: 10, offset: 0 });
  // As the product does, which says of how many a filter cut the list.
  if (isFiltered(query)) index.find({ words: query.words }, { limit: 1, offset: 0 });
  return performance.now() - startedAt;
}

process.stdout.write(JSON.stringify(await run(JSON.parse(process.argv[2] ?? ''))));
