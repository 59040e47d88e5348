import { sql } from 'kysely';
import type { Instant, PersonId, WorkspaceId } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';
import { forgottenIn } from './forgotten.ts';
import { accountsOf } from './humans.ts';
import { teammates, teamOf } from './workspaces.ts';

/** Asks that follow each other within this are one sitting: what was missed lies before it. */
const SITTING_MS = 30 * 60_000;

export interface Visitor {
  readonly workspace: WorkspaceId;
  readonly person: PersonId;
}

/** Somebody asked, pressed or reacted. Safe to repeat. */
export async function noteVisit(
  db: StoreHandle,
  { workspace, person }: Visitor,
  now: Instant,
): Promise<void> {
  const before = sql<number | null>`case when visit.at < ${now - SITTING_MS} then visit.at
    else visit.before end`;
  const at = sql<number>`case when visit.at > ${now} then visit.at else ${now} end`;
  await db
    .insertInto('visit')
    .values({ workspace, person, at: now, before: null })
    .onConflict((conflict) => conflict.columns(['workspace', 'person']).doUpdateSet({ before, at }))
    .execute();
}

/** The same, but nothing is kept about whoever asked to be forgotten. */
export async function noteAsk(db: StoreHandle, visitor: Visitor, now: Instant): Promise<void> {
  const isForgotten = await forgottenIn(db, visitor.workspace);
  if (!isForgotten(visitor.person)) await noteVisit(db, visitor, now);
}

/** When this human was last here before the sitting of now, with any of their accounts; undefined the first time. */
export async function lastHere(
  db: StoreHandle,
  { workspace, person }: Visitor,
  now: Instant,
): Promise<Instant | undefined> {
  const team = await teamOf(db, workspace);
  const rows = await db
    .selectFrom('visit')
    .select(['at', 'before'])
    .where('workspace', 'in', await teammates(db, workspace))
    .where('person', 'in', await accountsOf(db, team, person))
    .execute();
  const times = rows.flatMap(({ at, before }) => (at < now - SITTING_MS ? at : (before ?? [])));
  return times.length === 0 ? undefined : Math.max(...times);
}
