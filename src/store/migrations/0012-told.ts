import type { Kysely } from 'kysely';
import { define } from '../define.ts';

/** What a platform's own clock said of a reaction last, so that an event which it repeats is known for an old one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await define(db, statements);
}

const statements = [
  'alter table reaction add column told_us integer not null default 0',
  'alter table taken_back add column told_us integer not null default 0',
];
