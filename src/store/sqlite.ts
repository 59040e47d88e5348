import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteDialect } from 'kysely';

/**
 * Kysely's SQLite dialect over Node's own `node:sqlite`.
 * `busyTimeoutMs`: how long a locked database is waited for; it blocks the event loop, so the service keeps it short.
 */
export function sqliteDialect(path: string, busyTimeoutMs: number): SqliteDialect {
  return new SqliteDialect({
    database: async () => {
      const database = openFile(path, busyTimeoutMs);
      return {
        close: () => database.close(),
        prepare: (sql) => adapt(database.prepare(sql === 'begin' ? BEGIN : sql)),
      };
    },
  });
}

/** A transaction that reads before it writes would be refused, without waiting, when another process wrote in between. */
const BEGIN = 'begin immediate';

/** The timeout goes first: with WAL first, two processes that start together die on `database is locked` (delivery.md, 4). */
function openFile(path: string, busyTimeoutMs: number): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  return database;
}

function adapt(statement: StatementSync) {
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...parameters.map(checked)),
    run: (parameters: readonly unknown[]) => statement.run(...parameters.map(checked)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...parameters.map(checked)),
  };
}

/** node:sqlite stores a Date, an object or NaN as NULL without a word: refuse whatever is not a plain value. */
function checked(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`not a value for SQLite: ${typeof value} ${String(value)}`);
}
