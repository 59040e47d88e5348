import { z } from 'zod';
import type { PaperId } from '../papers/paper.ts';

/** A paper with the votes of a team. */
export interface Ranked {
  readonly paper: PaperId;
  readonly up: number;
  readonly down: number;
}

/** What the picks of a period are decided from. */
export interface Field {
  /** Papers that were voted up, best first: as many as are shown, and one more. */
  readonly leaders: readonly Ranked[];
  /** In the team's top fifth and Hugging Face's lower half, the team's best first. */
  readonly sleepers: readonly PaperId[];
  /** In Hugging Face's top fifth and the team's lower half, Hugging Face's best first. */
  readonly skipped: readonly PaperId[];
  readonly totals: Totals;
}

const Totals = z.object({
  /** Ups and downs. */
  votes: z.number().int(),
  /** Who voted; absent where counting them would take long. */
  people: z.number().int().optional(),
  voted: z.number().int(),
  listed: z.number().int(),
});
export type Totals = z.infer<typeof Totals>;

/** What a team picked in a period: decided once, worded whenever it is shown. */
export const Picks = z.object({
  /** Papers with the same ups and downs share a place: 1, 2, 2, 4. */
  places: z.array(z.object({ paper: z.string(), place: z.number().int(), isTied: z.boolean() })),
  sleepers: z.array(z.string()),
  skipped: z.array(z.string()),
  totals: Totals,
});
export type Picks = z.infer<typeof Picks>;
export type Placed = Picks['places'][number];

/** Every paper of them, each once. */
export function papersOf({ places, sleepers, skipped }: Picks): readonly PaperId[] {
  return [...places.map(({ paper }) => paper), ...sleepers, ...skipped];
}

/** Sleepers, and skipped hype, in one message (messages.md, Team picks). */
const MOST_APART = 2;

/** At most so many papers in all, each once. */
export function picksOf({ leaders, sleepers, skipped, totals }: Field, most: number): Picks {
  const ranked = placed(leaders);
  const sure = ranked.slice(0, most - 2 * MOST_APART).map(({ paper }) => paper);
  const apart = (papers: readonly PaperId[]) =>
    papers.filter((paper) => !sure.includes(paper)).slice(0, MOST_APART);
  const [own, theirs] = [apart(sleepers), apart(skipped)];
  const shownApart = new Set([...own, ...theirs]);
  const room = ranked.slice(0, most - shownApart.size);
  const end = room.findIndex(({ paper }) => shownApart.has(paper));
  return {
    places: end < 0 ? room : room.slice(0, end),
    sleepers: own,
    skipped: theirs,
    totals,
  };
}

/**
 * Places of a ranking, or of a page of it: so many papers stand on the pages before, and the first of this one has
 * `firstPlace`. A last paper without a next one to compare is taken for untied.
 */
export function placed(ranked: readonly Ranked[], before = 0, firstPlace = 1): Placed[] {
  let place = firstPlace;
  return ranked.map((one, index) => {
    const [previous, next] = [ranked[index - 1], ranked[index + 1]];
    const isEqual = previous === undefined ? firstPlace <= before : isTie(one, previous);
    if (index > 0 && !isEqual) place = before + index + 1;
    return { paper: one.paper, place, isTied: isEqual || (next !== undefined && isTie(one, next)) };
  });
}

function isTie(one: Ranked, other: Ranked): boolean {
  return one.up === other.up && one.down === other.down;
}

/** How many papers have a score. */
export interface Score {
  readonly net: number;
  readonly papers: number;
}

/**
 * Where the top fifth and the lower half of so many papers begin, as positions from 0: the first from the best, the
 * second from the worst. Whoever has the score of that position is in it, so that a tie is never torn.
 */
export function cutsOf(papers: number): { readonly top: number; readonly low: number } {
  return { top: Math.ceil(papers / 5) - 1, low: Math.ceil(papers / 2) - 1 };
}

/** The scores at both cuts; papers that nobody voted on have none. */
export function scoresAt(
  scores: readonly Score[],
  papers: number,
): { readonly top: number; readonly low: number } {
  const voted = scores.reduce((sum, score) => sum + score.papers, 0);
  const all = [...scores, { net: 0, papers: papers - voted }].toSorted((a, b) => b.net - a.net);
  const { top, low } = cutsOf(papers);
  return { top: scoreAt(all, top), low: scoreAt(all.toReversed(), low) };
}

function scoreAt(scores: readonly Score[], position: number): number {
  let passed = 0;
  for (const { net, papers } of scores) {
    passed += papers;
    if (passed > position) return net;
  }
  return 0;
}
