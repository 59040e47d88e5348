import { dayWords, shortNumber } from '#chat/words.ts';
import type { DailyList } from '../papers/archive.ts';
import { addDays } from '../papers/feed-day.ts';
import type { Day, Paper } from '../papers/paper.ts';
import type { DigestContent } from './digest.ts';

/** What a choice is made from; all of it is known before the slot's transaction begins. */
export interface Candidates {
  /** Lists that can no longer grow, any order. */
  readonly closed: readonly DailyList[];
  /** What the channel's daily digests have shown. */
  readonly isShown: (paper: string) => boolean;
  /** The newest day that its last digest covered; absent for a new subscription. */
  readonly coveredTo?: Day;
  readonly top: number;
  /** Whose absence a gap was, with its first day; absent when nobody was away. */
  readonly away?: { readonly who: 'Paperboy' | 'a pause'; readonly since: Day };
  /** That the list came more than half an hour after the slot. */
  readonly isLate: boolean;
}

/** After missed slots the papers of this many days' lists are candidates (product.md, Editions). */
const CATCH_UP_DAYS = 7;

/**
 * Which papers a daily digest shows: the newest closed list that was not covered yet, or after missed slots the best of
 * the last seven days. Undefined when there is no new list: the slot is silent.
 */
export function select(candidates: Candidates): DigestContent | undefined {
  const lists = newLists(candidates);
  const newest = lists.at(-1);
  const oldest = lists[0];
  if (newest === undefined || oldest === undefined) return undefined;
  const papers = unseen(lists, candidates.isShown);
  if (papers.length === 0) return undefined;
  const note = candidates.isLate ? 'Hugging Face published this list late.' : undefined;
  const left = Math.max(0, papers.length - candidates.top);
  const news = newsOf(candidates, { lists: lists.length, left, today: newest.day });
  return {
    papers: papers.slice(0, candidates.top).map(({ id }) => ({ paper: id })),
    total: papers.length,
    from: oldest.day,
    to: newest.day,
    ...(news !== undefined && { news }),
    ...(note !== undefined && { note }),
  };
}

/** Oldest first. A new subscription starts with one list, never with a flood. */
function newLists({ closed, coveredTo }: Candidates): readonly DailyList[] {
  const sorted = closed
    .filter((list) => list.papers.length > 0)
    .toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const newest = sorted.at(-1);
  if (newest === undefined || coveredTo === undefined) return sorted.slice(-1);
  const oldest = addDays(newest.day, 1 - CATCH_UP_DAYS);
  return sorted.filter((list) => list.day > coveredTo && list.day >= oldest);
}

/** A paper listed twice counts once; the best stand first. */
function unseen(lists: readonly DailyList[], isShown: Candidates['isShown']): readonly Paper[] {
  const papers = new Map(lists.flatMap((list) => list.papers).map((paper) => [paper.id, paper]));
  return [...papers.values()]
    .filter((paper) => !isShown(paper.id))
    .toSorted((a, b) => b.upvotes - a.upvotes);
}

interface Chosen {
  readonly lists: number;
  /** Papers that found no room. */
  readonly left: number;
  readonly today: Day;
}

function newsOf({ away }: Candidates, { lists, left, today }: Chosen): string | undefined {
  if (lists < 2 || away === undefined) return undefined;
  const since = `since ${dayWords(away.since, today)}: the best since then.`;
  const start = away.who === 'Paperboy' ? 'Paperboy was away' : 'Resumed after a pause';
  const more = left === 0 ? '' : ` And ${shortNumber(left)} more: /papers missed`;
  return `${start} ${since}${more}`;
}
