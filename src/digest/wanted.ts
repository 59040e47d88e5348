import { quoted } from '#chat/quoted.ts';
import { capitalized } from '#chat/words.ts';
import { type Problem, sortWords, toWords } from './typed-words.ts';
import { PICKS_EXAMPLE } from './wanted-picks.ts';
import { readTime } from './wanted-time.ts';
import { readZone } from './wanted-zone.ts';

/** What a person asked for in `subscribe`; what they left out is absent. */
export interface TypedSubscription {
  readonly localMinute?: number;
  readonly zone?: string;
  readonly top?: number;
}

/** The words of a person, read; or the sentence that says which one was not understood, and what to type. */
export type ReadSubscription = TypedSubscription | Problem;

export const EXAMPLE = '/papers subscribe daily 09:00 Europe/Berlin top 10';
/** More do not fit into one message with a vote button each. */
export const MOST_PAPERS = 10;

/** Reads `daily 09:00 Europe/Berlin top 10`, in any order, each part optional, a city for a zone. */
export function readSubscription(typed: string): ReadSubscription {
  const { rhythm, day, time, place, size } = sortWords(typed);
  const other = rhythm.find((word) => /^(?:hourly|weekly|monthly)$/i.test(word));
  if (other !== undefined) {
    return { problem: `${capitalized(other.toLowerCase())} digests do not exist yet. ${TRY}` };
  }
  if (day.length > 0) return { problem: noDay(day.join(' ')) };
  const read = readOptions({
    ...(time.length > 0 && { at: time.join(' ') }),
    ...(place.length > 0 && { zone: place.join(' ') }),
    ...(size.length > 0 && { top: size.join(' ') }),
  });
  return 'problem' in read ? { problem: `${read.problem} ${TRY}` } : read;
}

const TRY = `Try: ${EXAMPLE}`;

/** Whoever names a day of the week means something else, or the picks. */
export function noDay(days: string): string {
  return `A digest comes with each new list, not on ${quoted(days)} alone; picks have a day. Try: ${PICKS_EXAMPLE}`;
}

/**
 * The same from options that come one by one, of a platform's own form or the command line; without an example, as each
 * says by itself what it is. The first problem, else all that was read.
 */
export function readOptions({ at, zone, top }: Readonly<Record<string, string>>): ReadSubscription {
  const parts = {
    ...(at !== undefined && { localMinute: readTime(at) }),
    ...(zone !== undefined && { zone: readZone(zone) }),
    ...(top !== undefined && { top: readTop(top) }),
  };
  const problem = Object.values(parts).find((part) => typeof part === 'object');
  return problem ?? (parts as TypedSubscription);
}

/** `5`, `top 5`, `top 5 papers`. */
export function readTop(typed: string): number | Problem {
  const word = toWords(typed)
    .join(' ')
    .replace(/^top[ -]?|(?:^| )papers?$/gi, '');
  const top = Number(word);
  if (/^\d+$/.test(word) && top >= 1 && top <= MOST_PAPERS) return top;
  const not = word === '' ? '' : `, not ${quoted(word)}`;
  return { problem: `“top” takes a number from 1 to ${MOST_PAPERS}${not}.` };
}
