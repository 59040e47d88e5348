import type { Place } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { Store } from '../store/open.ts';
import { ensureTallied } from '../votes/kept-tallies.ts';
import { teamOf } from '../votes/workspaces.ts';
import type { PostedPapers } from './posted.ts';
import type { Asker } from './public-channels.ts';
import type { Filters, Query } from './query.ts';
import type { Wanted } from './search-index.ts';

export interface WantedDeps {
  readonly store: Store;
  readonly posted: PostedPapers;
}

/** What the index is asked: what only the database knows, votes and where papers were posted, becomes a set of papers. */
export async function wantedBy(
  query: Query,
  place: Asker | undefined,
  deps: WantedDeps,
): Promise<Wanted> {
  const needsVotes = query.votesAbove !== undefined || query.sort === 'votes';
  const votes = needsVotes && place ? await votesOf(deps.store, place) : NO_VOTES;
  const only = intersection([
    ...(query.votesAbove === undefined ? [] : [papersAbove(votes, query.votesAbove)]),
    ...(query.isPostedHere ? [place ? await deps.posted.inSight(place) : NO_PAPERS] : []),
  ]);
  return {
    ...filtersOf(query),
    words: query.words,
    ...(only !== undefined && { only }),
    order: query.sort === 'votes' ? votes : query.sort,
  };
}

/** The filters that a paper itself passes or does not. */
export function filtersOf(query: Query): Filters {
  const { phrases, without, authors, organizations, after, before, upvotesAbove } = query;
  return {
    ...{ phrases, without, authors, organizations },
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
    ...(upvotesAbove !== undefined && { upvotesAbove }),
    ...(query.hasCode && { hasCode: true }),
  };
}

/** Whether the list is cut by more than its words. */
export function isFiltered(query: Query): boolean {
  const filters = Object.values(filtersOf(query));
  return (
    query.isPostedHere ||
    query.votesAbove !== undefined ||
    filters.some((filter) => !Array.isArray(filter) || filter.length > 0)
  );
}

/** Nothing is left of what was typed; an order alone asks for all papers. */
export function asksNothing(query: Query): boolean {
  return query.words === '' && query.sort === 'best' && !isFiltered(query);
}

type Votes = ReadonlyMap<PaperId, number>;

const NO_VOTES: Votes = new Map();
const NO_PAPERS: ReadonlySet<PaperId> = new Set();

/** Ups minus downs of the team, of every paper that it voted on. */
async function votesOf(store: Store, { workspace }: Place): Promise<Votes> {
  const team = await teamOf(store, workspace);
  await ensureTallied(store, team);
  const rows = await store
    .selectFrom('tally')
    .select(['paper', 'net'])
    .where('team', '=', team)
    .execute();
  return new Map(rows.map(({ paper, net }) => [paper, net]));
}

/** Papers without votes have none, which is never above a number. */
function papersAbove(votes: Votes, above: number): ReadonlySet<PaperId> {
  return new Set([...votes].filter(([, net]) => net > above).map(([paper]) => paper));
}

function intersection(sets: readonly ReadonlySet<PaperId>[]): ReadonlySet<PaperId> | undefined {
  const [first, ...others] = sets;
  return first && others.reduce((all, one) => all.intersection(one), first);
}
