import { bytesOf, numberAt } from './texts.ts';
import { ASIDE, type Vocabulary } from './vocabulary.ts';

/** For each place of a phrase, the words that may stand there. */
export type Places = readonly (readonly number[])[];

/** Each place is one bit of a number. */
export const MOST_PLACES = 31;
/** More than a compound has parts. */
const REMEMBERED = 8;

/** The places of a phrase that each known word fits, and that of its last word, as bits. */
interface Fits {
  readonly of: Uint32Array;
  readonly whole: number;
}

/** A phrase with its compounds taken apart, and with its compounds written as one. */
export interface Phrase {
  readonly apart: Places;
  readonly asOne: Places;
}

interface PhraseReader {
  /** Whether the phrase stands in the text when compounds are taken apart in both; `perhaps`: not so, but a compound fits. */
  apart(words: Uint8Array): 'yes' | 'no' | 'perhaps';
  /** Whether it stands there when compounds are written as one in both. */
  asOne(words: Uint8Array): boolean;
}

/**
 * Reads packed texts for a phrase, word by word: a number has one bit for each beginning of the phrase that ends at the
 * last word (“shift-and”).
 */
export function phraseReader(vocabulary: Vocabulary, { apart, asOne }: Phrase): PhraseReader {
  const [fitsApart, fitsAsOne] = [fitsOf(vocabulary, apart), fitsOf(vocabulary, asOne)];
  return {
    apart: (words) => standsApart(words, fitsApart, fitsAsOne),
    asOne: (words) => standsAsOne(words, fitsAsOne, vocabulary),
  };
}

function fitsOf(vocabulary: Vocabulary, places: Places): Fits {
  const of = new Uint32Array(vocabulary.size);
  for (const [place, forms] of places.entries()) {
    for (const word of forms) of[word] = (of[word] ?? 0) | (1 << place);
  }
  return { of, whole: places.length === 0 ? 0 : 1 << (places.length - 1) };
}

function standsApart(
  words: Uint8Array,
  { of, whole }: Fits,
  asOne: Fits,
): 'yes' | 'no' | 'perhaps' {
  let begun = 0;
  let isAside = false;
  let ofCompounds = 0;
  for (let at = 0; at < words.length; ) {
    const word = numberAt(words, at);
    at += bytesOf(word);
    if (word === ASIDE) isAside = true;
    else if (isAside) {
      ofCompounds |= asOne.of[word] ?? 0;
      isAside = false;
    } else {
      begun = ((begun << 1) | 1) & (of[word] ?? 0);
      if ((begun & whole) !== 0) return 'yes';
    }
  }
  return ofCompounds === 0 ? 'no' : 'perhaps';
}

function standsAsOne(words: Uint8Array, { of, whole }: Fits, vocabulary: Vocabulary): boolean {
  let begun = 0;
  let before = -1;
  const last: Met[] = [];
  for (let at = 0; at < words.length; ) {
    const word = numberAt(words, at);
    at += bytesOf(word);
    if (before === ASIDE) {
      const first = firstPart(vocabulary, last, word);
      if (first !== undefined) begun = ((first.begun << 1) | 1) & (of[word] ?? 0);
    } else if (word !== ASIDE) {
      // Only now is it known that the word before was no part of a compound.
      if ((begun & whole) !== 0) return true;
      last.unshift({ word, begun });
      last.length = Math.min(last.length, REMEMBERED);
      begun = ((begun << 1) | 1) & (of[word] ?? 0);
    }
    before = word;
  }
  return (begun & whole) !== 0;
}

/** A word, and what had begun before it: a compound goes on from what was before its first part. */
interface Met {
  readonly word: number;
  readonly begun: number;
}

/** The first of the last words that a compound is made of. A name without its version is no compound. */
function firstPart(vocabulary: Vocabulary, last: readonly Met[], aside: number): Met | undefined {
  const length = vocabulary.lengthOf(aside);
  let covered = 0;
  for (const [parts, part] of last.entries()) {
    covered += vocabulary.lengthOf(part.word);
    if (covered >= length) return parts === 0 ? undefined : part;
  }
  return undefined;
}
