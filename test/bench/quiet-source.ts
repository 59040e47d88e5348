import { FIRST_DAY, feedDay } from '../../src/papers/feed-day.ts';
import type { PaperSource } from '../../src/papers/source.ts';

/** A Hugging Face with nothing new, that takes no time: what is measured is ours. */
export const quietSource: PaperSource = {
  name: 'hugging-face',
  firstDay: FIRST_DAY,
  today: feedDay,
  dailyList: async () => [],
  paper: async () => undefined,
};
