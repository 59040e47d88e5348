import { dayRange, dayWords, many, shortNumber, spokenDay, spokenRange } from '#chat/words.ts';
import type { Days } from '../papers/listed.ts';
import type { Day } from '../papers/paper.ts';
import type { Picks, Totals } from '../votes/picks.ts';

/** Of which lists the picks are: of all without `listed`. */
export interface Period {
  readonly listed?: Days;
  readonly today: Day;
}

/** `Team picks, 9 to 13 Mar`. */
export function headingWords({ listed, today }: Period): string {
  if (listed === undefined) return 'Team picks of all time';
  const { from, to } = listed;
  return `Team picks, ${from === to ? dayWords(to, today) : dayRange(from, to, today)}`;
}

/** `37 votes by 14 people on 13 of 114 papers. Tied papers share a place.` */
export function smallPrint({ totals, places }: Picks): string {
  const tied = places.some(({ isTied }) => isTied) ? ' Tied papers share a place.' : '';
  const { voted, listed } = totals;
  return `${votesWords(totals)} on ${shortNumber(voted)} of ${many(listed, 'paper')}.${tied}`;
}

/** `Team picks for 9 to 13 March, from 37 votes by 14 people.` */
export function spokenHeading({ listed, today }: Period, totals: Totals): string {
  const when = listed === undefined ? 'of all time' : `for ${spokenDays(listed, today)}`;
  return `Team picks ${when}, from ${votesWords(totals)}.`;
}

/** `No votes last week, so no picks. Press Vote on a digest to change that.` */
export function noPicksWords(when: string): string {
  return `No votes ${when}, so no picks. Press Vote on a digest to change that.`;
}

/** `37 votes by 14 people`. */
function votesWords({ votes, people }: Totals): string {
  const by = people === undefined ? '' : ` by ${many(people, 'person', 'people')}`;
  return many(votes, 'vote') + by;
}

function spokenDays({ from, to }: Days, today: Day): string {
  return from === to ? spokenDay(to, today) : spokenRange(from, to, today);
}
