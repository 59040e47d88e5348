import { setImmediate as breath, setTimeout as pause } from 'node:timers/promises';
import { inject } from 'vitest';
import type { Store } from '../../../src/store/open.ts';
import { isServerBusy, openOnServer } from './server.ts';
import { openFile, openMemory } from './sqlite.ts';

/**
 * An empty store with its schema, on whatever database the tests run on. Tests that open a store by it run on SQLite,
 * and once more on PostgreSQL (vitest.config.ts). With a path it is the one that others open at that path, as another
 * process would, or the same after a restart; on SQLite it is that file.
 */
export function openTestStore(path?: string): Promise<Store> {
  const server = inject('server');
  if (server !== undefined) return openOnServer(server, path);
  return path === undefined ? openMemory() : openFile(path);
}

/** Whether the tests run on PostgreSQL. */
export function isOnServer(): boolean {
  return inject('server') !== undefined;
}

/** Everything that can be done without waiting for time or for anybody outside is done. */
export async function allDone(): Promise<void> {
  await breath();
  // A turn of the loop is too short a time: asking again and again would keep the server from its work.
  while (isServerBusy()) await pause(1);
}

/** How often a property is tried: a statement to a server takes ten times as long, and the properties are the same. */
export function runs(onSqlite: number): number {
  return isOnServer() ? Math.ceil(onSqlite / 25) : onSqlite;
}
