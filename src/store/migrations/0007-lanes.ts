import type { Kysely } from 'kysely';
import { define } from '../define.ts';

/** Lanes that many processes share: what may go stands in the order in which it goes, and a pace outlives its process. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await define(db, statements);
}

const statements = [
  'alter table delivery add column turn integer not null default 0',
  `update delivery set turn = 1 where state in ('pending', 'sending') and after is not null`,
  // As delivery/turns.ts has it: what follows a message that is not out yet is not due.
  `update delivery set not_before = 8640000000000000 where state = 'pending' and after is not null
    and exists (select 1 from delivery as first where first.id = delivery.after and first.state <> 'sent')`,
  'drop index delivery_open',
  `create index delivery_open on delivery (lane, turn, not_before, id) where state in ('pending', 'sending')`,
  `create index delivery_sending on delivery (lane, lease_until) where state = 'sending'`,
  'alter table lane add column why text',
  'alter table lane add column rate real',
  `create table refusal (
    lane text not null, minute integer not null, count integer not null, primary key (lane, minute)) strict`,
];
