import { findZone } from './zone.ts';

/** What a person asked for in `subscribe`; what they left out is absent. */
export interface TypedSubscription {
  readonly localMinute?: number;
  readonly zone?: string;
  readonly top?: number;
}

/** The words of a person, read; or the sentence that says which one was not understood, and what to type. */
export type ReadSubscription = TypedSubscription | { readonly problem: string };

export const EXAMPLE = '/papers subscribe daily 09:00 Europe/Berlin top 10';
/** More do not fit into one message with a vote button each. */
export const MOST_PAPERS = 10;

/** People name the one rhythm there is in many ways, and repeat our own words: `weekdays, 09:00 Zurich time, 10 papers`. */
const FILLER = /^(?:daily|weekdays|every|each|day|weekday|morning|at|in|time|papers?)$/i;
const OTHER_RHYTHM = /^(?:hourly|weekly|monthly)$/i;

/** Reads `daily 09:00 Europe/Berlin top 10`, in any order, each part optional, a city for a zone. */
export function readSubscription(typed: string): ReadSubscription {
  const words = typed.replaceAll(',', ' ');
  const top = /\btop(?:\s+(\S+))?|\b(\d+)\s+papers?\b/i.exec(words);
  const rest = words
    .replace(top?.[0] ?? '', '')
    .split(/\s+/)
    .filter(Boolean);
  const other = rest.find((word) => OTHER_RHYTHM.test(word));
  if (other !== undefined) {
    return { problem: `${capitalized(other)} digests do not exist yet. ${TRY}` };
  }
  const time = rest.find((word) => /^\d/.test(word));
  const zone = rest.filter((word) => word !== time && !FILLER.test(word)).join(' ');
  return combine({
    ...(time !== undefined && { localMinute: readTime(time) }),
    ...(zone !== '' && { zone: readZoneAmongWords(zone) }),
    ...(top !== null && { top: readTop(top[1] ?? top[2] ?? '') }),
  });
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

/** The same from options that come one by one, of a platform's own form or the command line. */
export function readOptions({ at, zone, top }: Readonly<Record<string, string>>): ReadSubscription {
  return combine({
    ...(at !== undefined && { localMinute: readTime(at) }),
    ...(zone !== undefined && { zone: readZone(zone) }),
    ...(top !== undefined && { top: readTop(top) }),
  });
}

type Read<T> = { readonly [K in keyof T]: T[K] | { readonly problem: string } };

/** The first problem, else all that was read. */
function combine(parts: Read<TypedSubscription>): ReadSubscription {
  const problem = Object.values(parts).find((part) => typeof part === 'object');
  return problem ?? (parts as TypedSubscription);
}

const TRY = `Try: ${EXAMPLE}`;

/** `09:00`, `9:00`, `9`, as minutes after midnight. */
export function readTime(word: string): number | { readonly problem: string } {
  const match = /^(\d{1,2})(?::(\d{2}))?$/.exec(word);
  const [hour, minute] = [Number(match?.[1] ?? 99), Number(match?.[2] ?? 0)];
  if (hour > 23 || minute > 59) {
    return { problem: `“${word}” is no time of day. Write it as 09:00 or 17:30. ${TRY}` };
  }
  return hour * 60 + minute;
}

export function readTop(word: string): number | { readonly problem: string } {
  const top = Number(word);
  if (/^\d+$/.test(word) && top >= 1 && top <= MOST_PAPERS) return top;
  return { problem: `“top” takes a number from 1 to ${MOST_PAPERS}, not “${word}”. ${TRY}` };
}

/** Any word that is nothing else is read as a place, so the nearest one may be no help. */
function readZoneAmongWords(words: string): string | { readonly problem: string } {
  const read = readZone(words);
  return typeof read === 'string' ? read : { problem: `${read.problem} ${TRY}` };
}

const NAME_ONE = 'Name a big city of your time zone, or a zone such as Europe/Berlin.';

/** An IANA zone for a city or a zone's name. */
export function readZone(words: string): string | { readonly problem: string } {
  const found = findZone(words);
  if ('zone' in found) return found.zone;
  return {
    problem: `I know no place “${words}”. ${found.nearest === undefined ? NAME_ONE : `${found.nearest}?`}`,
  };
}
