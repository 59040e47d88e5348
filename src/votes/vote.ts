import { keycapOf, type Meaning, type Meanings, meaningOf } from './meanings.ts';

export type Vote = 'up' | 'down' | 'none';

/**
 * What a person's live reactions and button votes say about one paper.
 * A function of the set alone: the platforms send no times, so order cannot matter. Up and down cancel.
 */
export function voteOf(meanings: Iterable<Meaning>): Vote {
  const said = new Set(meanings);
  if (said.has('up') === said.has('down')) return 'none';
  return said.has('up') ? 'up' : 'down';
}

/**
 * What a reaction means on a message for the paper that has this number there: on a card (0) whatever its emoji means,
 * on an overview an upvote for that number's keycap alone.
 */
export function meaningOn(
  number: number,
  emoji: string,
  meanings: Meanings = meaningOf,
): Meaning | undefined {
  if (number === 0) return meanings(emoji);
  return keycapOf(emoji) === number ? 'up' : undefined;
}
