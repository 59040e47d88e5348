import { sql } from 'kysely';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../../src/store/migrate.ts';
import { createPool, PATIENT, postgresStore } from '../../../src/store/postgres.ts';
import type { Database } from '../../../src/store/schema.ts';
import { urlOf } from './server.ts';

const PREFIX = 'paperboy_test_';
/** A run that was killed leaves its databases; no run takes so long. */
const OLD_MS = 2 * 60 * 60_000;

/** Makes the database that every test's is a copy of, and takes all of them away at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = project.config.provide.serverUrl ?? '';
  const template = `${PREFIX}${Date.now()}_${process.pid}`;
  const server = postgresStore<Database>(createPool(url, PATIENT));
  await dropWhere((name) => Number(name.split('_')[2]) < Date.now() - OLD_MS);
  await sql.raw(`create database ${template}`).execute(server);
  await using first = postgresStore<Database>(createPool(urlOf(url, template), PATIENT));
  await migrate(first);
  project.provide('server', { url, template });
  return async () => {
    await dropWhere((name) => name.startsWith(template));
    await server.destroy();
  };

  async function dropWhere(isDone: (name: string) => boolean): Promise<void> {
    const { rows } = await sql<{ name: string }>`
      select datname as name from pg_database where datname like ${`${PREFIX}%`}`.execute(server);
    for (const { name } of rows.filter((row) => isDone(row.name))) {
      await sql.raw(`drop database if exists ${name} with (force)`).execute(server);
    }
  }
}
