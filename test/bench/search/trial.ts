// A process of its own for one engine and one corpus, so that no other shares its memory: writes what it measured as JSON.
import { statSync } from 'node:fs';
import { setImmediate as breath } from 'node:timers/promises';
import { timed } from '../measure.ts';
import { CORPORA, type Corpus, judgedQueries } from './corpus.ts';
import type { Engine, Found } from './engines/engine.ts';
import type { JudgedQuery } from './quality.ts';
import type { Answer, EngineName, Trial, Tried, Way } from './trials.ts';

const ENGINES: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  ours: async () => (await import('./engines/ours.ts')).engine,
  unicode61: async () => (await import('./engines/fts5.ts')).unicode61,
  porter: async () => (await import('./engines/fts5.ts')).porter,
  minisearch: async () => (await import('./engines/minisearch.ts')).engine,
  orama: async () => (await import('./engines/orama.ts')).engine,
};

const WARM_UP = 50;

async function run({ engine: name, corpus, percent, file }: Trial): Promise<Tried> {
  const engine = await ENGINES[name]();
  const empty = await memoryUsed();
  const { filled, buildMs } = await build(engine, corpus, file);
  const memory = (await memoryUsed()) - empty;
  const ways = Object.entries(filled.ways).slice(0, percent === 100 ? undefined : 1);
  const asked: Way[] = [];
  for (const [name, ask] of ways) {
    asked.push({ name, answers: await askAll(ask, judgedQueries(), percent) });
  }
  if (percent < 100) return { buildMs, memory, ways: asked };
  await filled.keep();
  const openMs = await timed(async () => {
    const opened = await engine.open(file);
    await Object.values(opened.ways)[0]?.('diffusion');
  });
  return { buildMs, memory, ways: asked, kept: { size: statSync(file).size, openMs } };
}

async function build(engine: Engine, corpus: Corpus, file: string) {
  const papers = CORPORA[corpus]();
  const startedAt = performance.now();
  const filled = await engine.fill(papers, file);
  return { filled, buildMs: performance.now() - startedAt };
}

async function memoryUsed(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.();
    await breath();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function askAll(
  ask: (typed: string) => Found | Promise<Found>,
  queries: readonly JudgedQuery[],
  percent: number,
): Promise<readonly Answer[]> {
  const asked = [...queries.entries()].filter(([place]) => place % 100 < percent);
  for (const [, { query }] of asked.slice(0, WARM_UP)) await ask(query);
  const answers: Answer[] = [];
  for (const [query, { query: typed }] of asked) {
    const startedAt = performance.now();
    const found = await ask(typed);
    answers.push({ query, found, ms: performance.now() - startedAt });
  }
  return answers;
}

process.stdout.write(JSON.stringify(await run(JSON.parse(process.argv[2] ?? ''))));
