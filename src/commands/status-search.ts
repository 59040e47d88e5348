import type { Fact } from '#chat/message.ts';
import { momentWords } from '#chat/words.ts';
import type { Services } from './services.ts';

/** Whether search has fallen behind the archive: a problem, where it is said at all. */
export function standingFact(zone: string, { live, today }: Services): readonly Fact[] {
  const { failingSince } = live.status();
  if (failingSince === undefined) return [];
  return [
    {
      label: 'Search',
      value: `not brought up to date since ${momentWords(failingSince, zone, today())}`,
    },
  ];
}
