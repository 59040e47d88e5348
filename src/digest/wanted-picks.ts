import { EXAMPLE, readTime, readZone } from './wanted.ts';

/** What a person asked for in `subscribe picks`; what they left out is absent. */
export interface TypedPicks {
  /** From 0, Monday. */
  readonly weekday?: number;
  readonly localMinute?: number;
  readonly zone?: string;
}

export interface Problem {
  readonly problem: string;
}

export const PICKS_EXAMPLE = '/papers subscribe picks Fri 16:00 Europe/Berlin';
const TRY = `Try: ${PICKS_EXAMPLE}`;

/** In their order, Monday first. */
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** The words after `picks`, as options: `Fri 16:00 Europe/Berlin`, in any order, each part optional, a city for a zone. */
export function picksOptions(words: string): Readonly<Record<string, string>> {
  const all = words.split(/\s+/).filter(Boolean);
  const top = all.findIndex((word) => /^top$/i.test(word));
  const own = all.filter((_, index) => top < 0 || (index !== top && index !== top + 1));
  const at = own.find((word) => /^\d/.test(word));
  const day = own.find((word) => weekdayOf(word) !== undefined);
  const zone = own.filter((word) => word !== at && word !== day && !/^(?:at|on)$/i.test(word));
  return {
    ...(day !== undefined && { day }),
    ...(at !== undefined && { at }),
    ...(zone.length > 0 && { zone: zone.join(' ') }),
    ...(top >= 0 && { top: all[top + 1] ?? '' }),
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
  if (typeof localMinute === 'object') return own(localMinute);
  if (typeof where === 'object') return where;
  return {
    ...(weekday !== undefined && { weekday }),
    ...(localMinute !== undefined && { localMinute }),
    ...(where !== undefined && { zone: where }),
  };
}

/** With the example of picks in place of the digest's. */
function own({ problem }: Problem): Problem {
  return { problem: problem.replace(EXAMPLE, PICKS_EXAMPLE) };
}

function readWeekday(word: string): number | Problem {
  return weekdayOf(word) ?? { problem: `“${word}” is no day of the week. ${TRY}` };
}

/** Of `Fri`, `friday` or `Fridays`, but not of a city that begins so. */
function weekdayOf(word: string): number | undefined {
  const typed = word.toLowerCase().replace(/\.$/, '');
  const index = WEEKDAYS.findIndex((name) => {
    const whole = name.toLowerCase();
    const isShort = typed.length >= 3 && typed.length <= 5 && whole.startsWith(typed);
    return isShort || typed === whole || typed === `${whole}s`;
  });
  return index < 0 ? undefined : index;
}
