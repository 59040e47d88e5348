import type { Kysely } from 'kysely';
import { define } from '../define.ts';

/** Whether cards stand under the links that people of a workspace post. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await define(db, [
    'alter table workspace add column unfurls integer not null default 0 check (unfurls in (0, 1))',
  ]);
}
