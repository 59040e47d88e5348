import * as W from '../weights.ts';
import { type Correction, correctionOf } from './corrections.ts';
import { frequencyOf, idfOf, isKnown } from './idf.ts';
import type { IndexMemory } from './memory.ts';
import type { Word } from './words.ts';

const AS_TELLING_AS_IT_IS = Number.POSITIVE_INFINITY;
/** Each costs a look at every known word. */
const MOST_CORRECTED = 8;

/** A word to look for, because of one that was typed. */
export interface Reading {
  readonly word: string;
  readonly share: number;
  readonly places: readonly number[];
  readonly isInstead: boolean;
  /** Another word is no more telling than what was typed: a rare way to write a common thing. */
  readonly mostIdf: number;
}

/** What may have been meant by words that neither a paper nor an author has. */
export function correctionsOf(memory: IndexMemory, typed: readonly Word[]): readonly Correction[] {
  const unknown = typed.filter(
    ({ word, asides }) =>
      ![word, ...asides].some((form) => isKnown(memory, form)) &&
      memory.authors.having(word).length === 0,
  );
  return [...new Set(unknown.map(({ word }) => word))]
    .slice(0, MOST_CORRECTED)
    .map((word) => correctionOf(memory, word));
}

/** What a typed word is looked for with: itself and other ways to write it, or its correction. Only what papers have. */
export function readingsOf(
  memory: IndexMemory,
  { word, asides, place }: Word & { readonly place: number },
  corrected: readonly Correction[],
): readonly Reading[] {
  const instead = corrected.find(({ typed }) => typed === word);
  if (instead !== undefined) return insteadOf(memory, instead, place);
  const typed = {
    word,
    share: 1,
    places: [place],
    isInstead: false,
    mostIdf: AS_TELLING_AS_IT_IS,
  };
  const others = asides.map((aside) => ({
    ...typed,
    word: aside,
    share: W.ASIDE,
    isInstead: true,
    places: placesOf(aside, word, place),
  }));
  return [typed, ...others].filter((reading) => isKnown(memory, reading.word));
}

/** A compound written as one stands for the word before as well. */
function placesOf(aside: string, word: string, place: number): readonly number[] {
  return aside.length > word.length && place > 0 ? [place - 1, place] : [place];
}

function insteadOf(memory: IndexMemory, { shown, share }: Correction, place: number) {
  const words = shown.flatMap((words) => words.split(' '));
  const isSplit = words.length > shown.length;
  const mostIdf = isSplit
    ? AS_TELLING_AS_IT_IS
    : idfOf(memory, frequencyOf(memory, words[0] ?? ''));
  return words.map((word) => ({ word, share, places: [place], isInstead: false, mostIdf }));
}

/** *data set* is also *dataset*, *qwen 2.5* also *qwen2.5*, where papers write it so. */
export function joinedNeighbours(memory: IndexMemory, typed: readonly Word[]): readonly Reading[] {
  return typed.slice(1).flatMap(({ word, asides }, before) => {
    const joined = `${typed[before]?.word}${word}`;
    if (asides.includes(joined) || !isKnown(memory, joined)) return [];
    const places = [before, before + 1];
    return [
      {
        word: joined,
        share: W.NEIGHBOURS,
        places,
        isInstead: true,
        mostIdf: AS_TELLING_AS_IT_IS,
      },
    ];
  });
}
