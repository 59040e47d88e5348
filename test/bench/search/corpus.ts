import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Paper } from '../../../src/papers/paper.ts';
import { sentences } from '../../../src/papers/text.ts';
import { archivePapers } from '../archive.ts';
import { numbers, type Random } from '../invented.ts';
import type { JudgedQuery } from './quality.ts';

/** Third-party text that lies beside the project on some machines. */
const QUERIES = new URL('../../../../shared/data/search/queries.jsonl', import.meta.url);

export const hasQueries = existsSync(QUERIES);

const Judged = z.object({ set: z.string(), query: z.string(), relevant: z.array(z.string()) });

export function judgedQueries(): readonly JudgedQuery[] {
  const lines = readFileSync(QUERIES, 'utf8').trim().split('\n');
  return lines.map((line) => Judged.parse(JSON.parse(line)));
}

/** What is searched: the papers of the archive, or so many that nobody wrote. */
export const CORPORA = {
  archive: () => archivePapers(),
  recombined: () => [...recombined(archivePapers(), 100_000)],
} as const;

export type Corpus = keyof typeof CORPORA;

/**
 * Papers of the size and the words of real ones, each made of sentences of many, with the beginning of one title and the
 * end of another. Good for speed and memory; what is found among them says nothing.
 */
function* recombined(papers: readonly Paper[], count: number): Generator<Paper> {
  const random = numbers(20_230_504);
  const all = papers.flatMap(({ summary }) => sentences(summary));
  for (let number = 0; number < count; number++) {
    const [first, second] = [pick(papers, random), pick(papers, random)];
    const length = sentences(first.summary).length;
    const summary = Array.from({ length }, () => pick(all, random).trim()).join(' ');
    const title = `${half(first.title, 'first')} ${half(second.title, 'second')}`;
    yield { ...first, id: idOf(number), title, summary };
  }
}

/** An id of its own for each, in the form of arXiv. */
function idOf(number: number): string {
  const month = 1 + (Math.floor(number / 10_000) % 12);
  return `27${`${month}`.padStart(2, '0')}.${`${10_000 + (number % 10_000)}`}`;
}

function half(title: string, which: 'first' | 'second'): string {
  const words = title.split(' ');
  const middle = Math.ceil(words.length / 2);
  return (which === 'first' ? words.slice(0, middle) : words.slice(middle)).join(' ');
}

function pick<T>(from: readonly T[], random: Random): T {
  const picked = from[random(from.length)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}
