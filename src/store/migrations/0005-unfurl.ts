import { type Kysely, sql } from 'kysely';

/** Whether cards stand under the links that people of a workspace post. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      'alter table workspace add column unfurls integer not null default 0 check (unfurls in (0, 1))',
    )
    .execute(db);
}
