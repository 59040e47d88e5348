import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { up as first } from './migrations/0001-first.ts';
import { up as votes } from './migrations/0002-votes.ts';
import { up as search } from './migrations/0003-search.ts';
import { up as secondList } from './migrations/0004-second-list.ts';
import { up as unfurl } from './migrations/0005-unfurl.ts';
import type { Database } from './schema.ts';

/** Forward only. A new migration is a new line here and a new file beside the others. */
const migrations = {
  '0001-first': { up: first },
  '0002-votes': { up: votes },
  '0003-search': { up: search },
  '0004-second-list': { up: secondList },
  '0005-unfurl': { up: unfurl },
};

/** Brings the schema up to date. @throws what the failing migration threw; nothing of that migration stays. */
export async function migrate(store: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({
    db: store,
    provider: { getMigrations: async () => migrations },
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (await isNewer(store)) throw new Error('it belongs to a newer Paperboy than this one');
  throw error;
}

async function isNewer(store: Kysely<Database>): Promise<boolean> {
  const made = sql<{ name: string }>`select name from kysely_migration`.execute(store);
  const { rows } = await made.catch(() => ({ rows: [] }));
  return rows.some(({ name }) => !Object.hasOwn(migrations, name));
}
