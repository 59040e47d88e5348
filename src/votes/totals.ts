import { sql } from 'kysely';
import type { StoreHandle } from '../store/open.ts';
import type { Totals } from './picks.ts';
import { papersIn, type TeamScope, votedIn } from './scope.ts';
import { sayingsOn } from './tally.ts';
import { voteOf } from './vote.ts';

/** How much was voted, by how many, on how many of the papers. */
export async function totalsOf(db: StoreHandle, scope: TeamScope): Promise<Totals> {
  const listed = await papersIn(db, scope)
    .select((eb) => eb.fn.countAll<number>().as('papers'))
    .executeTakeFirstOrThrow();
  const row = await votedIn(db, scope)
    .select((eb) => [
      eb.fn.countAll<number>().as('voted'),
      sql<number | null>`sum(tally.up + tally.down)`.as('votes'),
    ])
    .executeTakeFirstOrThrow();
  const people = await countPeople(db, scope, row.voted);
  return {
    votes: row.votes ?? 0,
    voted: row.voted,
    listed: listed.papers,
    ...(people !== undefined && { people }),
  };
}

/** Counting people reads every reaction to these papers: not more than a moment's work is spent on a number in small print. */
const MOST_COUNTED = 500;

async function countPeople(
  db: StoreHandle,
  scope: TeamScope,
  voted: number,
): Promise<number | undefined> {
  if (voted > MOST_COUNTED) return undefined;
  const rows = await votedIn(db, scope).select('tally.paper').execute();
  const sayings = await sayingsOn(
    db,
    scope.workspace,
    rows.map((row) => row.paper),
  );
  const byVoter = Map.groupBy(sayings, ({ paper, human }) => `${paper}\n${human}`);
  const voters = [...byVoter.values()]
    .filter((said) => voteOf(said.map(({ meaning }) => meaning)) !== 'none')
    .map(([first]) => first?.human);
  return new Set(voters).size;
}
