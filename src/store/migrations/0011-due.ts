import type { Kysely } from 'kysely';
import { define } from '../define.ts';

/** What is asked every minute of subscriptions: which are due, in an order that pages can follow, and which that rest are looked at again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await define(db, statements);
}

const statements = [
  // When the table was made anew for its second kind, one index lost its second column and the other was forgotten.
  'drop index subscription_due',
  'create index subscription_due on subscription (next_run_at, id) where enabled = 1',
  'create index subscription_paused on subscription (next_run_at) where enabled = 0',
];
