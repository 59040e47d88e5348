import { sql } from 'kysely';
import { z } from 'zod';
import type { Installation, Installations } from '#chat/installations.ts';
import { ConfigError } from '../errors.ts';
import { isPostgres } from '../store/dialect.ts';
import type { Store } from '../store/open.ts';
import { createSeal, type Seal } from './seal.ts';

const Secrets = z.record(z.string(), z.string());

/**
 * The workspaces that installed Paperboy by themselves, their tokens sealed with `TOKEN_KEY`.
 * @throws ConfigError when those that are there were sealed with another key
 */
export async function openInstallations(store: Store, key: Uint8Array): Promise<Installations> {
  const seal = createSeal(key);
  await checkKey(store, seal);
  return {
    find: async (workspace) => {
      const row = await store
        .selectFrom('installation')
        .selectAll()
        .where('workspace', '=', workspace)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { name, sealed, installed_at: installedAt } = row;
      const secrets = Secrets.parse(JSON.parse(seal.open(sealed, workspace)));
      return { workspace, name, secrets, installedAt };
    },
    save: async (installation) => {
      const row = rowOf(installation, seal);
      await store
        .insertInto('installation')
        .values(row)
        .onConflict((conflict) => conflict.column('workspace').doUpdateSet(row))
        .execute();
    },
    remove: async (workspace) => {
      await store.deleteFrom('installation').where('workspace', '=', workspace).execute();
      await forget(store);
    },
  };
}

function rowOf({ workspace, name, secrets, installedAt }: Installation, seal: Seal) {
  const sealed = seal.close(JSON.stringify(secrets), workspace);
  return { workspace, name, key: seal.id, sealed, installed_at: installedAt };
}

async function checkKey(store: Store, { id }: Seal): Promise<void> {
  const { count } = await store
    .selectFrom('installation')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('key', '<>', id)
    .executeTakeFirstOrThrow();
  if (count === 0) return;
  const whose = count === 1 ? 'a workspace' : `${count} workspaces`;
  throw new ConfigError([
    `TOKEN_KEY is not the key with which the tokens of ${whose} are encrypted. Set it to that key. If it is lost, empty the table installation, and let each workspace install Paperboy again.`,
  ]);
}

/** What was deleted stands in SQLite's log until that is written into the file, which overwrites it there too. */
async function forget(store: Store): Promise<void> {
  if (isPostgres(store)) return;
  await sql`pragma wal_checkpoint(truncate)`.execute(store);
}
