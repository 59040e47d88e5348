import { quoted } from '#chat/quoted.ts';
import { type Problem, sortWords, toWords } from './typed-words.ts';
import { readTime } from './wanted-time.ts';
import { readZone } from './wanted-zone.ts';
import { weekdayOf } from './weekdays.ts';

/** What a person asked for in `subscribe picks`; what they left out is absent. */
export interface TypedPicks {
  /** From 0, Monday. */
  readonly weekday?: number;
  readonly localMinute?: number;
  readonly zone?: string;
}

export const PICKS_EXAMPLE = '/papers subscribe picks Fri 16:00 Europe/Berlin';
const TRY = `Try: ${PICKS_EXAMPLE}`;

/** The words after `picks`, as options: `Fri 16:00 Europe/Berlin`, in any order, each part optional, a city for a zone. */
export function picksOptions(words: string): Readonly<Record<string, string>> {
  const { rhythm, day, time, place, size } = sortWords(words);
  const others = rhythm.filter((word) => !/^weekly$/i.test(word));
  const zone = [...others, ...place];
  return {
    ...(day.length > 0 && { day: day.join(' ') }),
    ...(time.length > 0 && { at: time.join(' ') }),
    ...(zone.length > 0 && { zone: zone.join(' ') }),
    ...(size.length > 0 && { top: size.join(' ') }),
  };
}

/** Options as typed or as a platform sends them one by one; or the sentence that says which was not understood. */
export function readPicks({
  day,
  at,
  zone,
  top,
}: Readonly<Record<string, string>>): TypedPicks | Problem {
  if (top !== undefined) return { problem: `Picks take no “top”: votes decide. ${TRY}` };
  const weekday = day === undefined ? undefined : readWeekday(day);
  const localMinute = at === undefined ? undefined : readTime(at);
  const where = zone === undefined ? undefined : readZone(zone);
  if (typeof weekday === 'object') return weekday;
  if (typeof localMinute === 'object') return { problem: `${localMinute.problem} ${TRY}` };
  if (typeof where === 'object') return where;
  return {
    ...(weekday !== undefined && { weekday }),
    ...(localMinute !== undefined && { localMinute }),
    ...(where !== undefined && { zone: where }),
  };
}

function readWeekday(typed: string): number | Problem {
  const word = toWords(typed).join(' ');
  if (word === '') return { problem: `Name a day of the week. ${TRY}` };
  return weekdayOf(word) ?? { problem: `${quoted(word)} is no day of the week. ${TRY}` };
}
