import { createHmac, randomBytes } from 'node:crypto';
import type { ReactionChange } from '#chat/inbox.ts';
import type { Instant, PersonId, WorkspaceId } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';

const KEY = 'forget-key';
/** A platform's clock and ours may differ by this much: what is younger counts as new. */
const CLOCKS_DIFFER_MS = 5_000;

export interface Member {
  readonly workspace: WorkspaceId;
  readonly person: PersonId;
}

/**
 * Whether a person of a workspace asked to be forgotten; asked in bulk, since a heal meets many people. By workspace,
 * not by team, so that a hash holds its meaning when teams are joined or parted.
 */
export async function forgottenIn(
  db: StoreHandle,
  workspace: WorkspaceId,
): Promise<(person: PersonId) => boolean> {
  const rows = await db.selectFrom('forgotten').select('hash').execute();
  if (rows.length === 0) return () => false;
  const hashes = new Set(rows.map((row) => row.hash));
  const key = await ensureKey(db);
  return (person) => hashes.has(hashOf(key, { workspace, person }));
}

/** Keeps the one keyed hash by which heals skip what this person left standing. */
export async function rememberForgotten(
  db: StoreHandle,
  member: Member,
  now: Instant,
): Promise<void> {
  const hash = hashOf(await ensureKey(db), member);
  await db
    .insertInto('forgotten')
    .values({ hash, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whether it tells of a reaction of before the person asked to be forgotten: platforms repeat events, minutes later. */
export async function isOldNews(db: StoreHandle, change: ReactionChange): Promise<boolean> {
  if (change.kind !== 'added' || change.at === undefined) return false;
  const { at, person, ref } = change;
  const later = await db
    .selectFrom('forgotten')
    .select('hash')
    .where('at', '>', Math.floor(at) + CLOCKS_DIFFER_MS)
    .execute();
  if (later.length === 0) return false;
  const own = hashOf(await ensureKey(db), { workspace: ref.workspace, person });
  return later.some(({ hash }) => hash === own);
}

/** A new reaction or press of theirs ends it. True when there was something to end. */
export async function liftForgotten(db: StoreHandle, member: Member): Promise<boolean> {
  const some = await db.selectFrom('forgotten').select('hash').limit(1).executeTakeFirst();
  if (some === undefined) return false;
  const { numDeletedRows } = await db
    .deleteFrom('forgotten')
    .where('hash', '=', hashOf(await ensureKey(db), member))
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Made once per database, so that a hash alone names nobody. */
async function ensureKey(db: StoreHandle): Promise<string> {
  await db
    .insertInto('setting')
    .values({ name: KEY, value: randomBytes(32).toString('base64url') })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', KEY)
    .executeTakeFirstOrThrow();
  return row.value;
}

function hashOf(key: string, { workspace, person }: Member): string {
  return createHmac('sha256', key).update(`${workspace}\n${person}`).digest('base64url');
}
