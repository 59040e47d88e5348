import type { Kysely } from 'kysely';
import { define } from '../define.ts';

/** Failures with a face: who is still to be told of a pause, thresholds that rest, and digests that a platform refuses. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await define(db, statements);
}

const statements = [
  'alter table subscription add column untold integer not null default 0',
  'create index subscription_untold on subscription (workspace) where untold = 1',
  'alter table subscription add column tried_from integer',
  'alter table subscription add column tried_until integer',
  'alter table threshold add column paused_reason text',
  'alter table threshold add column paused_fix text',
  'alter table threshold add column paused_at integer',
  'alter table threshold add column probe_at integer',
  'alter table threshold add column tried_from integer',
  'alter table threshold add column tried_until integer',
  'alter table threshold add column untold integer not null default 0',
  'alter table delivery add column rendering text',
  // Cards are found by what they follow, so that a morning's million of them costs nothing here.
  'create index delivery_head on delivery (workspace, channel, id) where after is null',
  // Whatever people do anywhere may be done with a message that nobody knows of: these are few.
  `create index delivery_doubtful on delivery (workspace)
    where maybe_sent = 1 and state in ('pending', 'sending')`,
  `create table rendering (
    name text primary key, state text not null check (state = 'trial' or state = 'good' or state = 'plain'),
    until integer not null, reason text) strict`,
];
