import { createHash, randomInt } from 'node:crypto';
import type { Instant, PersonId } from '#chat/platform.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import { accountsOf } from './humans.ts';
import { turnOfTeam } from './room.ts';

/** Long enough to walk over to the other app. */
export const CODE_LIVES_MS = 10 * 60_000;
/** Without letters that look like another. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 8;

export interface Account {
  readonly team: string;
  readonly person: PersonId;
}

/** A code by which another account of the same human joins this one; an older code of theirs ends. */
export async function makeCode(
  store: Store,
  { team, person }: Account,
  now: Instant,
): Promise<string> {
  const letters = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]);
  const code = letters.join('');
  await store.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('link_code')
      .where((eb) => eb.or([eb('person', '=', person), eb('expires_at', '<=', now)]))
      .execute();
    await trx
      .insertInto('link_code')
      .values({ hash: hashOf(code), team, person, expires_at: now + CODE_LIVES_MS })
      .execute();
  });
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** `own`: the code is this account's own. `unknown`: mistyped, used, too old, or of another team. */
export type Joined = 'joined' | 'own' | 'unknown';

/** Joins the account with the one that made the code; a code works once. */
export async function useCode(
  store: Store,
  { team, person, code }: Account & { readonly code: string },
  now: Instant,
): Promise<Joined> {
  return store.transaction().execute(async (trx) => {
    await turnOfTeam(trx, team);
    const row = await trx
      .selectFrom('link_code')
      .selectAll()
      .where('hash', '=', hashOf(code))
      .where('team', '=', team)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    if (row === undefined) return 'unknown';
    if (row.person === person) return 'own';
    await trx.deleteFrom('link_code').where('hash', '=', row.hash).execute();
    await joinAccounts(trx, { team, now }, [row.person, person]);
    return 'joined';
  });
}

async function joinAccounts(
  trx: StoreHandle,
  { team, now }: { readonly team: string; readonly now: Instant },
  [first, second]: readonly [PersonId, PersonId],
): Promise<void> {
  const people = [
    ...(await accountsOf(trx, team, first)),
    ...(await accountsOf(trx, team, second)),
  ];
  for (const person of new Set(people)) {
    await trx
      .insertInto('identity')
      .values({ team, person, human: first, at: now })
      .onConflict((conflict) => conflict.columns(['team', 'person']).doUpdateSet({ human: first }))
      .execute();
  }
}

/** Each account of the human is its own again. True when they were joined. */
export async function unlink(db: StoreHandle, { team, person }: Account): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('identity')
    .where('team', '=', team)
    .where('person', 'in', await accountsOf(db, team, person))
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Typed with or without the dash, in any case. */
function hashOf(code: string): string {
  const letters = code.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return createHash('sha256').update(letters).digest('base64url');
}
