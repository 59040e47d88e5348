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

/**
 * Says whether a phrase stands in a text, which is read word by word: a number has one bit for each beginning of the
 * phrase that ends at the last word (“shift-and”). `apart` is the phrase with compounds taken apart, `asOne` with
 * compounds written as one; the text is read in the same two ways.
 */
export function phraseReader(
  vocabulary: Vocabulary,
  { apart, asOne }: { readonly apart: Places; readonly asOne: Places },
): (words: Uint8Array) => boolean {
  const [fitsApart, fitsAsOne] = [fitsOf(vocabulary, apart), fitsOf(vocabulary, asOne)];
  const hasCompound = apart.length !== asOne.length;
  return (words) => {
    const first = standsApart(words, fitsApart, fitsAsOne);
    if (first === 'yes' || (first === 'no' && !hasCompound)) return first === 'yes';
    return standsAsOne(words, fitsAsOne, vocabulary);
  };
}

function fitsOf(vocabulary: Vocabulary, places: Places): Fits {
  const of = new Uint32Array(vocabulary.size);
  for (const [place, forms] of places.entries()) {
    for (const word of forms) of[word] = (of[word] ?? 0) | (1 << place);
  }
  return { of, whole: places.length === 0 ? 0 : 1 << (places.length - 1) };
}

/** `perhaps` when a compound of the text fits: without one, reading compounds as one finds no more than this. */
function standsApart(
  words: Uint8Array,
  { of, whole }: Fits,
  asOne: Fits,
): 'yes' | 'no' | 'perhaps' {
  let begun = 0;
  let before = -1;
  let ofCompounds = 0;
  for (let at = 0; at < words.length; ) {
    const word = numberAt(words, at);
    at += bytesOf(word);
    if (before === ASIDE) ofCompounds |= asOne.of[word] ?? 0;
    else if (word !== ASIDE) {
      begun = ((begun << 1) | 1) & (of[word] ?? 0);
      if ((begun & whole) !== 0) return 'yes';
    }
    before = word;
  }
  return ofCompounds === 0 ? 'no' : 'perhaps';
}

function standsAsOne(words: Uint8Array, { of, whole }: Fits, vocabulary: Vocabulary): boolean {
  let begun = 0;
  let before = -1;
  const last: { readonly word: number; readonly begun: number }[] = [];
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

/** The first of the last words that a compound is made of. A name without its version is no compound. */
function firstPart<P extends { readonly word: number }>(
  vocabulary: Vocabulary,
  last: readonly P[],
  aside: number,
): P | undefined {
  const length = vocabulary.lengthOf(aside);
  let covered = 0;
  for (const [parts, part] of last.entries()) {
    covered += vocabulary.lengthOf(part.word);
    if (covered >= length) return parts === 0 ? undefined : part;
  }
  return undefined;
}
