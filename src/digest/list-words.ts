import { dayWords, many } from '#chat/words.ts';
import type { DailyList } from '../papers/archive.ts';
import { isWeekday } from '../papers/feed-day.ts';
import type { Day } from '../papers/paper.ts';

export interface AskedList {
  /** The day that was asked for. */
  readonly asked: Day;
  /** Its list, or the newest one before it; absent when there is neither. */
  readonly list?: DailyList;
  /** The newest day with papers, where that may be later than `list`. */
  readonly newest?: Day;
  /** Whether the list of the day asked for may still come. */
  readonly mayCome: boolean;
  readonly today: Day;
}

/** What stands over a day's list in a private answer; `below` when the list is another day's (messages.md, States). */
export function listWords({ asked, list, newest, mayCome, today }: AskedList): {
  readonly heading: string;
  readonly below?: string;
} {
  const missing = missingWords({ asked, mayCome, today });
  if (list === undefined || list.papers.length === 0) return { heading: missing };
  const so = list.state === 'open' ? ' so far' : '';
  const count = many(list.papers.length, 'paper');
  const heading = `Daily Papers, ${dayWords(list.day, today)}${so}: ${count}`;
  if (list.day === asked) return { heading };
  const which = newest === undefined || newest <= list.day ? 'The last one' : 'The one before';
  return { heading, below: `${missing} ${which} is ${dayWords(list.day, today)}:` };
}

function missingWords({ asked, mayCome, today }: Omit<AskedList, 'list' | 'newest'>): string {
  if (!isWeekday(asked)) return 'No new list at the weekend.';
  if (mayCome) return `No papers are listed on ${dayWords(asked, today)} yet.`;
  return `No papers were listed on ${dayWords(asked, today)}.`;
}
