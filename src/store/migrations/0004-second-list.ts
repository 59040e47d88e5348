import { type Kysely, sql } from 'kysely';

/** Who has asked Hugging Face's own search how often, for all processes that share the database. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table beyond_window (
        number integer primary key, ends_at integer not null, used integer not null, shares text not null) strict`,
    )
    .execute(db);
}
