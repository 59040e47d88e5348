import { dayWords, many } from '#chat/words.ts';
import type { DailyList } from '../papers/archive.ts';
import { isWeekday } from '../papers/feed-day.ts';
import type { Day } from '../papers/paper.ts';

export interface AskedList {
  /** The day that was asked for. */
  readonly asked: Day;
  /** Its list, or the newest one before it; absent when there is neither. */
  readonly list?: DailyList;
  /** Whether the list of the day asked for may still come. */
  readonly mayCome: boolean;
  readonly today: Day;
}

/** What stands over a day's list in a private answer; `below` when the list is another day's (messages.md, States). */
export function listWords({ asked, list, mayCome, today }: AskedList): {
  readonly heading: string;
  readonly below?: string;
} {
  const missing = missingWords({ asked, mayCome, today });
  if (list === undefined || list.papers.length === 0) return { heading: missing };
  const so = list.state === 'open' ? ' so far' : '';
  const count = many(list.papers.length, 'paper');
  const heading = `Daily Papers, ${dayWords(list.day, today)}${so}: ${count}`;
  if (list.day === asked) return { heading };
  return { heading, below: `${missing} The last one is ${dayWords(list.day, today)}:` };
}

function missingWords({ asked, mayCome, today }: Omit<AskedList, 'list'>): string {
  if (!isWeekday(asked)) return 'No new list at the weekend.';
  if (mayCome) return `No papers are listed on ${dayWords(asked, today)} yet.`;
  return `No papers were listed on ${dayWords(asked, today)}.`;
}
