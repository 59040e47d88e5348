import { folded } from './index/words.ts';

/** A word as it is written in a text, case and accents kept; itself where it is not written there. */
export function asWritten(text: string, word: string): string {
  const written = text.matchAll(WORD).find(([one]) => folded(one) === word);
  return written?.[0] ?? word;
}

/** The text with another word wherever this one stands, whole, however it is written. */
export function withInstead(text: string, word: string, instead: string): string {
  const wanted = folded(word);
  return text.replace(WORD, (one) => (folded(one) === wanted ? instead : one));
}

/** What the index takes for a word, but that an accent may be a letter of its own, and parts of a compound are words. */
const WORD = /[\p{L}\p{N}\p{M}]+(?:(?:['’ʼ]|(?<=\p{N})\.(?=\p{N}))[\p{L}\p{N}\p{M}]+)*(?:\+\+)?/gu;
