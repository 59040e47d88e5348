import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { pathOf, type Store } from '../store/open.ts';
import type { IndexUpTo } from './follower.ts';
import { FORMAT_VERSION, fromBytes, toPieces } from './search-index.ts';
import { readSnapshot, removeOldDrafts, SnapshotError, writeSnapshot } from './snapshot.ts';

/** Where the index of a database is kept; undefined for one in memory. */
export function snapshotPathOf(databaseUrl: string): string | undefined {
  const path = pathOf(databaseUrl);
  return path === ':memory:' ? undefined : `${path}.search`;
}

export interface KeptIndexDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly path: string;
}

/** The index kept in a file beside its database, so that a start does not read the whole archive. */
export interface KeptIndex {
  /**
   * What was kept, when it belongs to this database, whose last change has that number. Anything else in its place is
   * thrown away, with a line in the log. @throws only what the database says
   */
  load(newest: number): Promise<IndexUpTo | undefined>;
  /** The index must not change meanwhile. False, with a line in the log, when it could not be written. */
  save(kept: IndexUpTo): Promise<boolean>;
}

export function createKeptIndex(deps: KeptIndexDeps): KeptIndex {
  const { store, clock, log, path } = deps;
  return {
    load: async (newest) => {
      const database = await ensureDatabaseId(store);
      try {
        return await loadOf(path, { database, newest });
      } catch (error) {
        log.warn(
          { path, reason: reasonOf(error) },
          'search snapshot of no use, reading the archive',
        );
        await rm(path, { force: true }).catch(() => {});
        return undefined;
      }
    },
    save: async ({ index, upTo }) => {
      try {
        const database = await ensureDatabaseId(store);
        await removeOldDrafts(path, clock());
        await writeSnapshot(path, { database, version: FORMAT_VERSION, upTo }, toPieces(index));
        return true;
      } catch (error) {
        log.warn({ path, reason: reasonOf(error) }, 'search snapshot not written');
        return false;
      }
    },
  };
}

async function loadOf(
  path: string,
  { database, newest }: { readonly database: string; readonly newest: number },
): Promise<IndexUpTo | undefined> {
  const snapshot = await readSnapshot(path);
  if (snapshot === undefined) return undefined;
  const { version, upTo, bytes } = snapshot;
  if (version !== FORMAT_VERSION) throw new SnapshotError(`it is of version ${version}`);
  if (snapshot.database !== database) throw new SnapshotError('it is of another database');
  if (upTo > newest) throw new SnapshotError('it is ahead of its database');
  return { index: fromBytes(bytes), upTo };
}

const SETTING = 'database';

/** A copy of a database keeps it: what tells the two apart then is how far they are. */
async function ensureDatabaseId(store: Store): Promise<string> {
  const find = store.selectFrom('setting').select('value').where('name', '=', SETTING);
  const known = await find.executeTakeFirst();
  if (known !== undefined) return known.value;
  await store
    .insertInto('setting')
    .values({ name: SETTING, value: randomUUID() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await find.executeTakeFirstOrThrow()).value;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : `${error}`;
}
