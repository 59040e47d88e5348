import type { Instant } from '#chat/platform.ts';
import type { Day } from './paper.ts';

/** Hugging Face's day begins the evening before, 21:30 New York (huggingface.md, section 4). */
const ZONE = 'America/New_York';
const FLIP = { hour: 21, minute: 30 } as const;

/** The first day that has a list. */
export const FIRST_DAY: Day = '2023-05-04';

/** The newest day that may be asked for: the calendar day of New York, and the next one from 21:30 on. */
export function feedDay(now: Instant): Day {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(ZONE);
  const hasFlipped = local.hour * 60 + local.minute >= FLIP.hour * 60 + FLIP.minute;
  const date = local.toPlainDate();
  return (hasFlipped ? date.add({ days: 1 }) : date).toString();
}

/** When a day's list can no longer grow, because the next day begins: 21:30 New York on that day. */
export function closesAt(day: Day): Instant {
  return Temporal.PlainDate.from(day).toPlainDateTime(FLIP).toZonedDateTime(ZONE).epochMilliseconds;
}

/** Lists appear Monday to Friday only. */
export function isWeekday(day: Day): boolean {
  return Temporal.PlainDate.from(day).dayOfWeek <= 5;
}

export function laterDay(one: Day, other: Day): Day {
  return one > other ? one : other;
}

export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

const DAY_MS = 24 * 60 * 60_000;

/** All days from the first to the last, both included. Those of years are counted every second: Temporal takes ten times as long. */
export function daysBetween(from: Day, to: Day): readonly Day[] {
  const first = Date.parse(from);
  const count = Math.max(0, 1 + (Date.parse(to) - first) / DAY_MS);
  return Array.from({ length: count }, (_, index) =>
    new Date(first + index * DAY_MS).toISOString().slice(0, 10),
  );
}

/**
 * A day as people write it, the year first: `2026-3-10`, `2026/03/10`, `2026.3.10`. Undefined for anything else: where the
 * year is last, nobody can tell the month from the day.
 */
export function readDay(text: string): Day | undefined {
  const [, year, , month, day] = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  return toDay([year, month.padStart(2, '0'), day.padStart(2, '0')].join('-'));
}

/** Undefined for what is no day of the calendar, zero-padded: `2026-02-30`, `2026-6-3`. */
export function toDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch {
    return undefined;
  }
}
