import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteAdapter, SqliteDialect } from 'kysely';
import { WritingOutCompiler } from './sqlite-compiler.ts';

/**
 * Kysely's SQLite dialect over Node's own `node:sqlite`: of a file, or of a database that is open already.
 * `busyTimeoutMs`: how long a locked database is waited for; it blocks the event loop, so the service keeps it short.
 */
export function sqliteDialect(file: string | DatabaseSync, busyTimeoutMs: number): SqliteDialect {
  return new Dialect({
    database: async () => {
      const database = typeof file === 'string' ? openFile(file, busyTimeoutMs) : file;
      const kept = keeping((sql) => adapt(database.prepare(sql === 'begin' ? BEGIN : sql)));
      const prepare = (sql: string) =>
        sql === 'rollback' && !database.isTransaction ? ROLLED_BACK : kept(sql);
      return { close: () => database.close(), prepare };
    },
  });
}

/** SQLite can take back a new table, though Kysely does not count on it: a migration is made whole, and by one process. */
class Dialect extends SqliteDialect {
  override createQueryCompiler(): WritingOutCompiler {
    return new WritingOutCompiler();
  }

  override createAdapter(): SqliteAdapter {
    return new (class extends SqliteAdapter {
      override get supportsTransactionalDdl(): boolean {
        return true;
      }
    })();
  }
}

/** A full disk has ended the transaction already: to end it again would be an error that hides the true one. */
const ROLLED_BACK: ReturnType<typeof adapt> = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};

/** A transaction that reads before it writes would be refused, without waiting, when another process wrote in between. */
const BEGIN = 'begin immediate';

/** Pages that a morning's digests change again and again; SQLite's own 2 MB do not hold them (`npm run bench`). */
const CACHE_KB = 8_000;

/** The timeout goes first: with WAL first, two processes that start together die on `database is locked` (delivery.md, 4). */
function openFile(path: string, busyTimeoutMs: number): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  // What was deleted, a token or all about a person, must not stay readable in the pages that are written anyway.
  database.exec('pragma secure_delete = fast');
  database.exec(`pragma cache_size = -${CACHE_KB}`);
  // A statement of many rows keeps what it changes until it is through: on disk that is most of what planning writes.
  database.exec('pragma temp_store = memory');
  return database;
}

/** Of SQL in all: every statement of commands and ticks, and a few that insert hundreds of rows, which are large. */
const KEPT_CHARACTERS = 200_000;

/**
 * Preparing most statements takes longer than running them. Those not used for longest go. None is in use twice: who
 * reads rows one by one (`copy.ts`) has the one connection until it is through, and Kysely lets all others wait.
 */
function keeping<T>(prepare: (sql: string) => T): (sql: string) => T {
  const kept = new Map<string, T>();
  let characters = 0;
  return (sql) => {
    const statement = kept.get(sql) ?? prepare(sql);
    characters += kept.delete(sql) ? 0 : sql.length;
    kept.set(sql, statement);
    for (const oldest of kept.keys()) {
      if (characters <= KEPT_CHARACTERS || oldest === sql) break;
      characters -= oldest.length;
      kept.delete(oldest);
    }
    return statement;
  };
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
