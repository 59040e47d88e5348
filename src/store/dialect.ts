import { type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely';

/** Whether this is PostgreSQL, where transactions run side by side; SQLite's wait for each other. */
export function isPostgres<Tables>(db: Kysely<Tables>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/**
 * From here to the end of the transaction nobody else is in the room of that name: for what reads and then writes by
 * what it read. On SQLite a transaction has the whole house to itself already. Take one room a transaction, and take it
 * first: who has changed rows and then waits for a room may wait for somebody who waits for those rows.
 */
export async function serialised<Tables>(trx: Kysely<Tables>, room: string): Promise<void> {
  if (!isPostgres(trx)) return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${room}, 0))`.execute(trx);
}

/** The later of two moments. SQLite calls it `max` and PostgreSQL `greatest`; this both read. */
export function laterOf(one: RawBuilder<unknown>, other: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`case when ${one} > ${other} then ${one} else ${other} end`;
}

/** The earlier of two moments. */
export function earlierOf(
  one: RawBuilder<unknown>,
  other: RawBuilder<unknown>,
): RawBuilder<number> {
  return sql<number>`case when ${one} < ${other} then ${one} else ${other} end`;
}
