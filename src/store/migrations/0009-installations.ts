import type { Kysely } from 'kysely';
import { define } from '../define.ts';

/** Workspaces that installed Paperboy by themselves. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await define(db, [
    `create table installation (
      workspace text primary key, name text not null, key text not null, sealed text not null,
      installed_at integer not null) strict`,
  ]);
}
