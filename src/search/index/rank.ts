import * as W from '../weights.ts';
import { DOCUMENT_SHIFT, type IndexMemory, MOST_TIMES } from './memory.ts';
import type { AskedName } from './name-question.ts';
import type { Asked, Question } from './question.ts';
import type { Scratch } from './scratch.ts';

/** BM25 with a share for any occurrence at all (BM25F+): how much so many occurrences are worth, 0.5 to 2.7. */
export function worth(times: number, norm: number): number {
  if (times === 0) return 0;
  return ((W.SATURATION + 1) * times) / (times + norm) + W.ANY_OCCURRENCE;
}

/** Adds up in the scratch what every document has of the question's stems and names, and which typed words it has. */
export function addScores(memory: IndexMemory, { asked, names }: Question, scratch: Scratch): void {
  for (const one of asked.filter(({ isInstead }) => !isInstead)) addStem(memory, one, scratch);
  for (const name of names) addName(memory, name, scratch);
  for (const one of asked.filter(({ isInstead }) => isInstead)) addInstead(memory, one, scratch);
}

function addStem(
  { postings }: IndexMemory,
  { stem, weight, places }: Asked,
  scratch: Scratch,
): void {
  const { scores, norms, had } = scratch;
  const bits = bitsOf(places);
  const most = W.SATURATION + 1;
  const any = W.ANY_OCCURRENCE;
  postings.forEachPiece(stem, (page, from, to) => {
    for (let place = from; place < to; place++) {
      const posting = page[place] ?? 0;
      const document = posting >>> DOCUMENT_SHIFT;
      const times = posting & MOST_TIMES;
      const gain = (most * times) / (times + (norms[document] ?? 0)) + any;
      scores[document] = (scores[document] ?? 0) + weight * gain;
      had[document] = (had[document] ?? 0) | bits;
    }
  });
}

/** What is written in another way, where the papers do not have it as it was typed, nor that author. */
function addInstead(
  { postings }: IndexMemory,
  { stem, weight, places }: Asked,
  scratch: Scratch,
): void {
  const { scores, norms, had } = scratch;
  const bits = bitsOf(places);
  postings.forEach(stem, (posting) => {
    const document = posting >>> DOCUMENT_SHIFT;
    const before = had[document] ?? 0;
    if (bits !== 0 && (before & bits) === bits) return;
    const gain = worth(posting & MOST_TIMES, norms[document] ?? 0);
    scores[document] = (scores[document] ?? 0) + weight * gain;
    had[document] = before | bits;
  });
}

function addName(
  { authors, documents }: IndexMemory,
  { names, weight, places }: AskedName,
  scratch: Scratch,
): void {
  const { scores, had } = scratch;
  const bits = bitsOf(places);
  const isMet = new Uint8Array(documents.size);
  const meet = (document: number) => {
    if (isMet[document] === 1) return;
    isMet[document] = 1;
    scores[document] = (scores[document] ?? 0) + weight;
    had[document] = (had[document] ?? 0) | bits;
  };
  for (const name of names) authors.forEachPaper(name, meet);
}

/** One bit for each of the first typed words: longer questions find whatever has any of their words. */
function bitsOf(places: readonly number[]): number {
  return places.reduce((bits, place) => (place < W.MOST_COUNTED ? bits | (1 << place) : bits), 0);
}
