import type { Kysely } from 'kysely';
import { define } from '../define.ts';

/** Who has asked Hugging Face's own search how often, for all processes that share the database. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await define(db, [
    `create table beyond_window (
        number integer primary key, ends_at integer not null, used integer not null, shares text not null) strict`,
  ]);
}
