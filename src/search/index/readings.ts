import * as W from '../weights.ts';
import { frequencyOf, idfOf, isKnown } from './idf.ts';
import type { IndexMemory } from './memory.ts';
import type { TypedWord } from './typed-line.ts';

const AS_TELLING_AS_IT_IS = Number.POSITIVE_INFINITY;

/** A word to look for, because of one that was typed. */
export interface Reading {
  readonly word: string;
  readonly share: number;
  readonly places: readonly number[];
  readonly isInstead: boolean;
  /** Another word is no more telling than what was typed: a rare way to write a common thing. */
  readonly mostIdf: number;
}

/** What the typed word at that place is looked for with: itself, and what may be there instead. Only what papers have. */
export function readingsOf(
  memory: IndexMemory,
  { word, asides, perhaps }: TypedWord,
  place: number,
): readonly Reading[] {
  const typed = { word, share: 1, places: [place], isInstead: false };
  const instead = { share: W.ASIDE, isInstead: true };
  const mostIdf = AS_TELLING_AS_IT_IS;
  const others = asides.map((aside) => ({
    ...{ ...instead, word: aside, mostIdf },
    places: placesOf(aside, word, place),
  }));
  const meant = perhaps.map((other) => ({
    ...{ ...instead, word: other, places: [place] },
    mostIdf: idfOf(memory, frequencyOf(memory, word)),
  }));
  const all = [{ ...typed, mostIdf }, ...others, ...meant];
  return all.filter((reading) => isKnown(memory, reading.word));
}

/** A compound written as one stands for the word before as well. */
function placesOf(aside: string, word: string, place: number): readonly number[] {
  return aside.length > word.length && place > 0 ? [place - 1, place] : [place];
}

/** *data set* is also *dataset*, *qwen 2.5* also *qwen2.5*, where papers write it so. */
export function joinedNeighbours(
  memory: IndexMemory,
  typed: readonly TypedWord[],
): readonly Reading[] {
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
