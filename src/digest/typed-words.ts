import { weekdayOf } from './weekdays.ts';

/** The sentence that says which word was not understood, and what to write instead. */
export interface Problem {
  readonly problem: string;
}

/**
 * The words of what a person typed, without what people put around them. Hours are one word each (`9 a.m.`), options as
 * forms write them are two (`at:09:00`), and Monday to Friday is what we call weekdays.
 */
export function toWords(typed: string): readonly string[] {
  return typed
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Cs},;"“”„«»`]/gu, ' ')
    .replace(/(\d)\s*([ap])\.?\s?m\b\.?/gi, '$1$2m')
    .replace(/\bmon(?:days?)?\s*(?:[-–]|to|through)\s*fri(?:days?)?\b/gi, 'weekdays')
    .replace(/\b(at|zone|time|top)[:=]/gi, '$1 ')
    .split(/\s+/)
    .map((word) => word.replace(/^['‘’(@]+|['‘’).!?:]+$/g, ''))
    .filter((word) => /[^-–—]/.test(word));
}

/** `size` is a number of papers, or a `top` after which none comes; a `place` is whatever is nothing else. */
export type Kind = 'size' | 'rhythm' | 'day' | 'time' | 'filler' | 'place';

/** What each word is, in their order. */
export function sortWords(typed: string): Readonly<Record<Kind, readonly string[]>> {
  const words = toWords(typed);
  const none = { size: [], rhythm: [], day: [], time: [], filler: [], place: [] };
  return { ...none, ...Object.groupBy(words, (word, at) => kindOf(word, words, at)) };
}

/** People say the one thing there is in many ways, and repeat our own words: `weekdays, 09:00 Zurich time, 10 papers`. */
const FILLER =
  /^(?:every|each|the|and|day|morning|at|in|on|time|zone|timezone|papers?|digest|please|uhr|o['’]?clock)$/i;
const RHYTHM = /^(?:daily|weekdays?|hourly|weekly|monthly)$/i;

function kindOf(word: string, words: readonly string[], at: number): Kind {
  const [before, after] = [words[at - 1], words[at + 1]];
  if (before !== undefined && /^top$/i.test(before)) return 'size';
  if (/^top$/i.test(word)) return after === undefined ? 'size' : 'filler';
  if (/^top-?\d+$/i.test(word)) return 'size';
  if (/^\d+$/.test(word) && after !== undefined && /^papers?$/i.test(after)) return 'size';
  if (RHYTHM.test(word)) return 'rhythm';
  if (weekdayOf(word) !== undefined) return 'day';
  if (/^(?:\d.*|noon|midday|midnight)$/i.test(word)) return 'time';
  return FILLER.test(word) ? 'filler' : 'place';
}
