import type { PersonId } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';

/** The human behind each account of a team; an account that was never joined is a human of its own. */
export type Humans = (person: PersonId) => string;

/** Two accounts that were joined have one vote (product.md, Commands: `link`). */
export async function humansOf(db: StoreHandle, team: string): Promise<Humans> {
  const rows = await db
    .selectFrom('identity')
    .select(['person', 'human'])
    .where('team', '=', team)
    .execute();
  const humans = new Map(rows.map((row) => [row.person, row.human]));
  return (person) => humans.get(person) ?? person;
}

/** All accounts of the human behind one account, itself included. */
export async function accountsOf(
  db: StoreHandle,
  team: string,
  person: PersonId,
): Promise<readonly PersonId[]> {
  const rows = await db
    .selectFrom('identity as own')
    .innerJoin('identity as other', (join) =>
      join.onRef('other.human', '=', 'own.human').onRef('other.team', '=', 'own.team'),
    )
    .select('other.person')
    .where('own.team', '=', team)
    .where('own.person', '=', person)
    .execute();
  return rows.length === 0 ? [person] : rows.map((row) => row.person);
}
