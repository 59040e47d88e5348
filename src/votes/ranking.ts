import type { Store, StoreHandle } from '../store/open.ts';
import type { Ranked } from './picks.ts';
import { ranked, type Scope, type TeamScope, tallied, votedIn } from './scope.ts';

export interface RankingPage {
  readonly ranked: readonly Ranked[];
  /** The place of the first of them. */
  readonly place: number;
  /** How many papers were voted on. */
  readonly total: number;
}

/** One page of all papers that the team voted on, best first; one more than `limit`, so that a tie shows. */
export async function rankingPage(
  store: Store,
  scope: Scope,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<RankingPage> {
  const own = await tallied(store, scope);
  const page = await ranked(store, own)
    .limit(limit + 1)
    .offset(offset)
    .execute();
  const [first] = page;
  const place = first === undefined ? offset + 1 : 1 + (await countBetter(store, own, first));
  return { ranked: page, place, total: await countVoted(store, own) };
}

async function countBetter(db: StoreHandle, scope: TeamScope, { up, down }: Ranked) {
  const net = up - down;
  const row = await votedIn(db, scope)
    .select((eb) => eb.fn.countAll<number>().as('papers'))
    .where((eb) =>
      eb.or([
        eb('tally.net', '>', net),
        eb.and([eb('tally.net', '=', net), eb('tally.up', '>', up)]),
      ]),
    )
    .executeTakeFirstOrThrow();
  return row.papers;
}

async function countVoted(db: StoreHandle, scope: TeamScope): Promise<number> {
  const row = await votedIn(db, scope)
    .select((eb) => eb.fn.countAll<number>().as('papers'))
    .executeTakeFirstOrThrow();
  return row.papers;
}
