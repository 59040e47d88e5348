import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kysely, sql, type Transaction } from 'kysely';
import { ConfigError } from '../errors.ts';
import { DamagedError, kindOf, mustBeSound, SQLITE_BUSY, saysDamaged } from './damage.ts';
import { migrate } from './migrate.ts';
import { createPool, PATIENT, postgresStore, USUAL } from './postgres.ts';
import type { Database } from './schema.ts';
import { sqliteDialect } from './sqlite.ts';

export type Store = Kysely<Database>;

/** A store, or one of its transactions: inside a transaction use only its handle. */
export type StoreHandle = Kysely<Database> | Transaction<Database>;

/** The service must not block its event loop for long; a tool may wait. */
export const BUSY_TIMEOUT_MS = { service: 500, tool: 5_000 } as const;

/**
 * Opens the database of `DATABASE_URL` (`file:./data/paperboy.db`, `file::memory:`, `postgres://…`), makes a file's
 * folder and brings the schema up to date. `busyTimeoutMs` is how long a file in use is waited for. The caller closes it
 * with `destroy()`.
 * @throws ConfigError for any other URL
 */
export async function openStore(url: string, busyTimeoutMs: number): Promise<Store> {
  if (isServer(url)) return openServer(url);
  const path = pathOf(url);
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const store = new Kysely<Database>({ dialect: sqliteDialect(path, busyTimeoutMs) });
  await migrate(store);
  return store;
}

/** Migrations wait for those of another process, and take their time. */
async function openServer(url: string): Promise<Store> {
  await using migrating = postgresStore<Database>(createPool(url, PATIENT));
  await migrate(migrating);
  return postgresStore<Database>(createPool(url, USUAL));
}

/** For the whole run of a program. @throws ConfigError when there is no database to be had, DamagedError for a broken file */
export async function openDatabase(url: string, use: keyof typeof BUSY_TIMEOUT_MS): Promise<Store> {
  try {
    const store = await openStore(url, BUSY_TIMEOUT_MS[use]);
    if (use === 'service' && isFile(url)) {
      await mustBeWritable(store, url);
      await mustBeSound(store, pathOf(url), 'start');
    }
    return store;
  } catch (cause) {
    if (saysDamaged(cause)) throw new DamagedError(pathOf(url), cause.message);
    if (cause instanceof ConfigError || cause instanceof DamagedError) throw cause;
    const reason = cause instanceof Error ? cause.message : `${cause}`;
    throw new ConfigError([`DATABASE_URL ${withoutPassword(url)} cannot be opened: ${reason}`]);
  }
}

const SQLITE_READONLY = 8;

/** SQLite opens what it may only read without a word, and does not notice when that changes. @throws ConfigError */
async function mustBeWritable(store: Store, url: string): Promise<void> {
  try {
    await store.deleteFrom('lease').where(sql.lit(false)).execute();
  } catch (error) {
    const kind = kindOf(error);
    // Somebody else is writing, so it can be written.
    if (kind === SQLITE_BUSY) return;
    if (kind !== SQLITE_READONLY) throw error;
    throw new ConfigError([`DATABASE_URL ${url} cannot be written: it, or its disk, is read-only`]);
  }
}

function isFile(url: string): boolean {
  return !isServer(url) && pathOf(url) !== ':memory:';
}

/** Whether it names a PostgreSQL server. */
export function isServer(url: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(url);
}

/** `file:./data/x.db` is relative to the working folder, which `new URL` cannot express. */
export function pathOf(url: string): string {
  if (!url.startsWith('file:')) {
    throw new ConfigError([
      `DATABASE_URL must begin with file: or postgres:, not ${url.split(':')[0]}:`,
    ]);
  }
  return url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length);
}

/** By its letters and not by its parts: a password with a # or a / in it makes another URL of it. */
function withoutPassword(url: string): string {
  if (!isServer(url)) return url;
  return url.replace(/\/\/.*@/s, '//…@').replace(/\?.*$/s, '?…');
}
