import type { Kysely } from 'kysely';
import { define } from '../define.ts';

/** What replicas share of answers, what the operator was told, and what the numbers and the sweep look for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await define(db, statements);
}

const statements = [
  `create table cache (
    ns text not null, k text not null, v text not null, expires integer, primary key (ns, k)) strict`,
  'create index cache_expires on cache (expires) where expires is not null',
  `create table alert (
    name text primary key, raised integer not null check (raised = 0 or raised = 1), at integer not null) strict`,
  'alter table delivery add column slot integer',
  // Messages that wait for no other: how late they are is asked every minute.
  `create index delivery_first on delivery (not_before)
    where state in ('pending', 'sending') and after is null`,
  `create index delivery_uncertain on delivery (workspace) where state = 'uncertain'`,
  // What a message outside a digest was made of, once nobody needs it: weekly picks have a button that does.
  `create index delivery_payload on delivery (created_at) where payload is not null
    and (purpose <> 'pick' or part is not null) and state in ('sent', 'refused', 'skipped', 'dead')`,
  'create index seen_event_at on seen_event (at)',
  'create index view_created on view (created_at)',
  'create index link_code_expires on link_code (expires_at)',
];
