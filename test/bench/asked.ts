import type { World } from './measure.ts';
import type { Asked } from './stages.ts';

const SEARCHES = [
  'video diffusion',
  'language model',
  'reasoning agents with long memory',
  'a model of the world that plans',
  'attention',
  'yann',
  'robot zzz',
  'open vision language action models for real robots',
];

/** Commands of every kind; a search looks for something else every time. */
export function askedKinds({ day, paper }: World['known']): readonly ((run: number) => Asked)[] {
  return [
    () => ({ name: 'help' }),
    () => ({ name: 'today' }),
    () => ({ name: 'day', options: { date: day } }),
    (run) => ({ name: 'search', options: { words: SEARCHES[run % SEARCHES.length] ?? '' } }),
    () => ({ name: 'show', options: { paper } }),
    () => ({ name: 'status', isForAdmins: true }),
  ];
}
