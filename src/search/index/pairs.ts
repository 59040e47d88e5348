import * as W from '../weights.ts';
import type { Pair } from './question.ts';

/** For the number of a stem, the pairs of which it is the second, and the places of these pairs in the question. */
export type PairsEndingAt = ReadonlyMap<
  number,
  readonly { readonly pair: Pair; readonly place: number }[]
>;

export function pairsEndingAt(pairs: readonly Pair[]): PairsEndingAt {
  const placed = pairs.map((pair, place) => ({ pair, place }));
  return Map.groupBy(placed, ({ pair }) => pair.second);
}

/** How much of a pair two neighbours are. */
export function nearness(
  { first, second, gap }: Pair,
  there: Omit<Pair, 'text' | 'weight'>,
): number {
  if (first !== there.first || second !== there.second) return 0;
  return gap === there.gap ? 1 : W.PAIR_ACROSS;
}
