import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { up as first } from './migrations/0001-first.ts';
import { up as votes } from './migrations/0002-votes.ts';
import { up as search } from './migrations/0003-search.ts';
import { up as secondList } from './migrations/0004-second-list.ts';
import { up as unfurl } from './migrations/0005-unfurl.ts';
import { up as lanes } from './migrations/0007-lanes.ts';
import { up as faces } from './migrations/0008-faces.ts';
import { up as installations } from './migrations/0009-installations.ts';
import { up as cache } from './migrations/0010-cache.ts';
import { up as due } from './migrations/0011-due.ts';
import { up as told } from './migrations/0012-told.ts';
import type { Database } from './schema.ts';

/** Forward only. A new migration is a new line here and a new file beside the others. */
const migrations = {
  '0001-first': { up: first },
  '0002-votes': { up: votes },
  '0003-search': { up: search },
  '0004-second-list': { up: secondList },
  '0005-unfurl': { up: unfurl },
  '0007-lanes': { up: lanes },
  '0008-faces': { up: faces },
  '0009-installations': { up: installations },
  '0010-cache': { up: cache },
  '0011-due': { up: due },
  '0012-told': { up: told },
};

/** Brings the schema up to date. @throws what the failing migration threw; nothing of that migration stays. */
export async function migrate(store: Kysely<Database>): Promise<void> {
  // Kysely reads the columns of every table before it looks whether there is anything to do: 20 ms of each start.
  if (await isUpToDate(store)) return;
  const migrator = new Migrator({
    db: store,
    provider: { getMigrations: async () => migrations },
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (await isNewer(store)) throw new Error('it belongs to a newer Paperboy than this one');
  throw error;
}

async function isUpToDate(store: Kysely<Database>): Promise<boolean> {
  const made = new Set(await migrationsOf(store));
  return made.symmetricDifference(new Set(Object.keys(migrations))).size === 0;
}

async function isNewer(store: Kysely<Database>): Promise<boolean> {
  return (await migrationsOf(store)).some((name) => !Object.hasOwn(migrations, name));
}

/** None of a database that has no schema yet. */
async function migrationsOf(store: Kysely<Database>): Promise<readonly string[]> {
  const made = sql<{ name: string }>`select name from kysely_migration`.execute(store);
  const { rows } = await made.catch(() => ({ rows: [] }));
  return rows.map(({ name }) => name);
}
