import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kysely, type Transaction } from 'kysely';
import { ConfigError } from '../errors.ts';
import { migrate } from './migrate.ts';
import type { Database } from './schema.ts';
import { sqliteDialect } from './sqlite.ts';

export type Store = Kysely<Database>;

/** A store, or one of its transactions: inside a transaction use only its handle. */
export type StoreHandle = Kysely<Database> | Transaction<Database>;

/** The service must not block its event loop for long; a tool may wait. */
export const BUSY_TIMEOUT_MS = { service: 500, tool: 5_000 } as const;

/**
 * Opens the database of `DATABASE_URL` (`file:./data/paperboy.db`, `file::memory:`), makes its folder and brings its
 * schema up to date. The caller closes it with `destroy()`.
 * @throws ConfigError for a URL that is not `file:`
 */
export async function openStore(url: string, busyTimeoutMs: number): Promise<Store> {
  const path = pathOf(url);
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const store = new Kysely<Database>({ dialect: sqliteDialect(path, busyTimeoutMs) });
  await migrate(store);
  return store;
}

/** For the whole run of a program. @throws ConfigError when there is no database to be had */
export async function openDatabase(url: string, use: keyof typeof BUSY_TIMEOUT_MS): Promise<Store> {
  try {
    return await openStore(url, BUSY_TIMEOUT_MS[use]);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const reason = cause instanceof Error ? cause.message : `${cause}`;
    throw new ConfigError([`DATABASE_URL ${url} cannot be opened: ${reason}`]);
  }
}

/** `file:./data/x.db` is relative to the working folder, which `new URL` cannot express. */
export function pathOf(url: string): string {
  if (!url.startsWith('file:')) {
    throw new ConfigError([`DATABASE_URL must begin with file:, not ${url.split(':')[0]}:`]);
  }
  return url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length);
}
