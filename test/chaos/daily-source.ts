import { feedDay, isWeekday } from '../../src/papers/feed-day.ts';
import type { Day, Paper } from '../../src/papers/paper.ts';
import type { PaperSource } from '../../src/papers/source.ts';

const PAPERS = 5;

/** A Hugging Face with another five papers on every weekday there ever was. */
export function createDailySource(): PaperSource {
  return {
    name: 'hugging-face',
    firstDay: '2023-05-04',
    today: feedDay,
    dailyList: async (day) => (isWeekday(day) ? papersOf(day) : []),
    paper: async () => undefined,
  };
}

/** `2609.23001` is the first of 23 September 2026. */
function papersOf(day: Day): readonly Paper[] {
  const [year = '', month = '', date = ''] = day.split('-');
  return Array.from({ length: PAPERS }, (_, at) => ({
    id: `${year.slice(2)}${month}.${date}00${at + 1}`,
    title: `Paper ${at + 1} of ${day}`,
    summary: 'It is about what a bot does on a bad day.',
    authors: ['Ada Lovelace'],
    publishedOn: day,
    upvotes: 10 - at,
  }));
}
