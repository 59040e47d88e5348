import type { Instant } from '#chat/platform.ts';
import { addDays, closesAt, isWeekday } from './feed-day.ts';
import type { Day } from './paper.ts';

const MINUTE_MS = 60_000;
/** A list grows all day (huggingface.md, section 4); ten requests an hour are 1 % of the anonymous limit. */
const GROWING_MS = 10 * MINUTE_MS;
/** Lists appear Monday to Friday; one in four hundred did not. */
const WEEKEND_MS = 60 * MINUTE_MS;
/** Past the time for which the source's answers are cached: what is read then is the closed list. */
const SETTLING_MS = MINUTE_MS;
/** Upvotes and late summaries are read again on these days after the list closed. */
const REFRESH_DAYS = [1, 2, 7];
/** Upvotes are nobody's morning digest: read them some hours after the day closed, not in the rush of closing. */
const REFRESH_AFTER_CLOSING_MS = 3 * 60 * MINUTE_MS;

/** When a list that was read now is read next; null when never again. */
export function nextPullAt(day: Day, now: Instant): Instant | null {
  const closing = closesAt(day);
  const pause = isWeekday(day) ? GROWING_MS : WEEKEND_MS;
  if (now < closing) return Math.min(now + pause, closing + SETTLING_MS);
  const refreshes = REFRESH_DAYS.map(
    (days) => closesAt(addDays(day, days)) + REFRESH_AFTER_CLOSING_MS,
  );
  return refreshes.find((at) => at > now) ?? null;
}
