import { existsSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { kindOf, SQLITE_BUSY } from '../../../src/store/damage.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import type { Database } from '../../../src/store/schema.ts';
import { sqliteDialect } from '../../../src/store/sqlite.ts';

/** A migrated database, made once: migrating takes longer than most tests. */
let empty: Promise<Uint8Array> | undefined;

function emptyDatabase(): Promise<Uint8Array> {
  empty ??= (async () => {
    const database = new DatabaseSync(':memory:');
    const dialect = sqliteDialect(database, 0);
    await using store = new Kysely<Database>({ dialect });
    await migrate(store);
    return database.serialize();
  })();
  return empty;
}

export async function openMemory(): Promise<Store> {
  const database = new DatabaseSync(':memory:');
  database.deserialize(await emptyDatabase());
  return new Kysely<Database>({ dialect: sqliteDialect(database, 0) });
}

export async function openFile(path: string): Promise<Store> {
  if (!existsSync(path)) writeFileSync(path, await emptyDatabase());
  const store = await openStore(`file:${path}`, 500);
  // No test takes the power away, and a busy disk takes longer for a commit than the test for all the rest.
  await sql`pragma synchronous = off`.execute(store);
  return store;
}

/** Whether somebody is in the middle of a write into that file, which keeps everybody else from writing. */
export function isHeld(path: string): boolean {
  using file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec('begin immediate; rollback');
    return false;
  } catch (error) {
    if (kindOf(error) === SQLITE_BUSY) return true;
    throw error;
  }
}
