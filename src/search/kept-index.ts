import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { serialised } from '../store/dialect.ts';
import { isServer, pathOf, type Store, type StoreHandle } from '../store/open.ts';
import type { IndexUpTo } from './follower.ts';
import { FORMAT_VERSION, fromBytes, IndexFormatError, toPieces } from './search-index.ts';
import {
  readHeader,
  readSnapshot,
  removeOldDrafts,
  type Snapshot,
  SnapshotError,
  writeSnapshot,
} from './snapshot.ts';
import { TITLE_WEIGHT } from './weights.ts';

/** Where the index of a database is kept; undefined for one in memory or on a server, which has no folder beside it. */
export function snapshotPathOf(databaseUrl: string): string | undefined {
  if (isServer(databaseUrl)) return undefined;
  const path = pathOf(databaseUrl);
  return path === ':memory:' ? undefined : `${path}.search`;
}

/** The form of an index in bytes. How much a title counts is counted into it, unlike the other weights. */
export const KEPT_VERSION = `${FORMAT_VERSION}/${TITLE_WEIGHT}`;

export interface KeptIndexDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly path: string;
  /** Whether this process lives on the snapshot: a service does, a tool leaves alone what is not its own. */
  readonly isOwner: () => boolean;
}

/** The index kept in a file beside its database, so that a start does not read the whole archive. */
export interface KeptIndex {
  /**
   * What was kept, when it belongs to this database. Anything else gets a line in the log, and the owner throws it
   * away; but what only cannot be read just now stays. @throws only what the database says
   */
  load(): Promise<IndexUpTo | undefined>;
  /** The index must not change meanwhile. False when it was not written, with a line in the log the first time that it could not be. */
  save(kept: IndexUpTo): Promise<boolean>;
}

export function createKeptIndex(deps: KeptIndexDeps): KeptIndex {
  return new KeptFile(deps);
}

class KeptFile implements KeptIndex {
  readonly #deps: KeptIndexDeps;
  #hasFailed = false;

  constructor(deps: KeptIndexDeps) {
    this.#deps = deps;
  }

  async load(): Promise<IndexUpTo | undefined> {
    const { store, path } = this.#deps;
    const snapshot = await this.#ifOfUse(() => readSnapshot(path));
    if (snapshot === undefined) return undefined;
    // Not before the snapshot was read: another process may write both meanwhile.
    const stamps = await lastStamps(store);
    return this.#ifOfUse(async () => indexOf(snapshot, stamps));
  }

  async save({ index, upTo }: IndexUpTo): Promise<boolean> {
    const { store, clock, path, isOwner } = this.#deps;
    try {
      if (!isOwner() && !(await isFreeOrOurs(path))) return false;
      await removeOldDrafts(path, clock());
      const stamp = await makeStamp(store);
      await writeSnapshot(path, { stamp, version: KEPT_VERSION, upTo }, toPieces(index));
      this.#hasFailed = false;
      return true;
    } catch (error) {
      if (!this.#hasFailed) this.#warn('search snapshot not written', error);
      this.#hasFailed = true;
      return false;
    }
  }

  async #ifOfUse<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      const isUseless = error instanceof SnapshotError || error instanceof IndexFormatError;
      const state = isUseless ? 'of no use' : 'cannot be read';
      this.#warn(`search snapshot ${state}, reading the archive`, error);
      const { path, isOwner } = this.#deps;
      if (isUseless && isOwner()) await rm(path, { force: true }).catch(() => {});
      return undefined;
    }
  }

  #warn(sentence: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : `${error}`;
    this.#deps.log.warn({ path: this.#deps.path, reason }, sentence);
  }
}

/** @throws SnapshotError, IndexFormatError when it is not of this archive, or not as we write it */
function indexOf({ version, upTo, bytes, stamp }: Snapshot, stamps: readonly string[]): IndexUpTo {
  if (version !== KEPT_VERSION) throw new SnapshotError(`it is of version ${version}`);
  if (!stamps.includes(stamp)) throw new SnapshotError('its database does not know it');
  return { index: fromBytes(bytes), upTo };
}

async function isFreeOrOurs(path: string): Promise<boolean> {
  const header = await readHeader(path).catch(() => NOT_OURS);
  return header === undefined || header.version === KEPT_VERSION;
}

const NOT_OURS = { version: '' };

const SETTING = 'search snapshots';

/**
 * What a database knows its snapshots by: the last two, since another process may be writing the next one just now. A
 * database that was put back from a copy does not know what was written after the copy, however far it has come again.
 */
async function lastStamps(store: StoreHandle): Promise<readonly string[]> {
  const row = await store
    .selectFrom('setting')
    .select('value')
    .where('name', '=', SETTING)
    .executeTakeFirst();
  return row?.value.split(' ') ?? [];
}

async function makeStamp(store: Store): Promise<string> {
  const stamp = randomUUID();
  await store.transaction().execute(async (trx) => {
    await serialised(trx, SETTING);
    const value = [stamp, ...(await lastStamps(trx))].slice(0, 2).join(' ');
    await trx
      .insertInto('setting')
      .values({ name: SETTING, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
  });
  return stamp;
}
