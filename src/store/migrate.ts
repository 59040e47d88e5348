import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { up as first } from './migrations/0001-first.ts';
import type { Database } from './schema.ts';

/** Forward only. A new migration is a new line here and a new file beside the others. */
const migrations = { '0001-first': { up: first } };

/** Brings the schema up to date. @throws what the failing migration threw; nothing of that migration stays. */
export async function migrate(store: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({
    db: store,
    provider: { getMigrations: async () => migrations },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
