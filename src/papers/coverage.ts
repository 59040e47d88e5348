import type { Store } from '../store/open.ts';
import { addDays, daysBetween } from './feed-day.ts';
import type { Days } from './listed.ts';
import type { Day } from './paper.ts';

/** How much of some days the archive has. */
export interface Coverage {
  /** Every day from the last one back to this one was read, or could not be; absent while the last was not. */
  readonly backTo?: Day;
  /** From 0 to 1, and 1 only when nothing is missing. */
  readonly share: number;
  /** A day is missing that was not tried and left for later. */
  readonly isFilling: boolean;
}

/** Days whose list was read, be it empty. */
export async function daysRead(store: Store, { from, to }: Days): Promise<ReadonlySet<Day>> {
  const rows = await store
    .selectFrom('day')
    .select('day')
    .where('day', '>=', from)
    .where('day', '<=', to)
    .execute();
  return new Set(rows.map((row) => row.day));
}

/** Days that were never read, newest first. */
export async function missingDays(store: Store, days: Days): Promise<readonly Day[]> {
  const read = await daysRead(store, days);
  return daysBetween(days.from, days.to)
    .filter((day) => !read.has(day))
    .toReversed();
}

/** `isPassed` says which of the missing days were tried and left for later. */
export function coverageOf(
  { from, to }: Days,
  read: ReadonlySet<Day>,
  isPassed: (day: Day) => boolean = () => false,
): Coverage {
  const all = daysBetween(from, to).toReversed();
  const gap = all.find((day) => !read.has(day) && !isPassed(day));
  const backTo = gap === undefined ? from : addDays(gap, 1);
  const share = all.length === 0 ? 1 : all.filter((day) => read.has(day)).length / all.length;
  return { share, isFilling: gap !== undefined, ...(backTo <= to && { backTo }) };
}
