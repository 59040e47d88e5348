import { sql } from 'kysely';
import type { PaperId } from '../papers/paper.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import { cutsOf, type Field, scoresAt } from './picks.ts';
import { netIn, papersIn, ranked, type Scope, type TeamScope, tallied, votedIn } from './scope.ts';
import { totalsOf } from './totals.ts';

/** What the team's picks of a period are decided from, as many candidates as `most` shown papers need. */
export async function fieldOf(store: Store, scope: Scope, most: number): Promise<Field> {
  const own = await tallied(store, scope);
  const totals = await totalsOf(store, own);
  const cuts = await cutsIn(store, own, totals.listed);
  return {
    leaders: await ranked(store, own)
      .where(netIn(own), '>', 0)
      .limit(most + 1)
      .execute(),
    sleepers: await sleepersIn(store, own, { ...cuts, most }),
    skipped: await skippedIn(store, own, { ...cuts, most }),
    totals,
  };
}

interface Cuts {
  readonly team: { readonly top: number; readonly low: number };
  readonly theirs: { readonly top: number; readonly low: number };
}

async function cutsIn(db: StoreHandle, scope: TeamScope, papers: number): Promise<Cuts> {
  const scores = await votedIn(db, scope)
    .select((eb) => [netIn(scope).as('net'), eb.fn.countAll<number>().as('papers')])
    .groupBy(netIn(scope))
    .execute();
  const { top, low } = cutsOf(papers);
  const upvotesAt = async (order: 'asc' | 'desc', position: number) => {
    const row = await papersIn(db, scope)
      .select('paper.upvotes')
      .orderBy('paper.upvotes', order)
      .limit(1)
      .offset(Math.max(0, position))
      .executeTakeFirst();
    return row?.upvotes ?? 0;
  };
  return {
    team: scoresAt(scores, papers),
    theirs: { top: await upvotesAt('desc', top), low: await upvotesAt('asc', low) },
  };
}

interface Wanted extends Cuts {
  readonly most: number;
}

/** Among as many papers as are shown, and two more, two are not shown already. */
const SPARE = 2;

async function sleepersIn(
  db: StoreHandle,
  scope: TeamScope,
  { team, theirs, most }: Wanted,
): Promise<readonly PaperId[]> {
  const rows = await votedIn(db, scope)
    .innerJoin('paper', 'paper.id', 'tally.paper')
    .select('tally.paper')
    .where(netIn(scope), '>=', Math.max(1, team.top))
    .where('paper.upvotes', '<=', theirs.low)
    .where('paper.upvotes', '<', theirs.top)
    .orderBy(netIn(scope), 'desc')
    .orderBy('tally.up', 'desc')
    .orderBy('paper.upvotes')
    .orderBy('tally.paper', 'desc')
    .limit(most + SPARE)
    .execute();
  return rows.map((row) => row.paper);
}

async function skippedIn(
  db: StoreHandle,
  scope: TeamScope,
  { team, theirs, most }: Wanted,
): Promise<readonly PaperId[]> {
  const net = sql<number>`coalesce(tally.net, 0)`;
  const rows = await papersIn(db, scope)
    .leftJoin('tally', (join) =>
      join.onRef('tally.paper', '=', 'paper.id').on('tally.team', '=', scope.team),
    )
    .select('paper.id')
    .where('paper.upvotes', '>=', theirs.top)
    .where('paper.upvotes', '>', theirs.low)
    .where(net, '<=', team.low)
    .where(net, '<', Math.max(1, team.top))
    .orderBy('paper.upvotes', 'desc')
    .orderBy('paper.id', 'desc')
    .limit(most + SPARE)
    .execute();
  return rows.map((row) => row.id);
}
