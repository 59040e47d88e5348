import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { BUSY_TIMEOUT_MS, openStore, pathOf, type Store } from '../../src/store/open.ts';
import { isHeld } from '../fakes/store/sqlite.ts';
import { type Cluster, startCluster } from './cluster.ts';

export type DatabaseName = 'sqlite' | 'postgres';

/** Where the scenes of one kind of database get theirs. */
export interface Databases extends AsyncDisposable {
  readonly name: DatabaseName;
  /** A URL of a new, empty database; `home` is a folder of its own. */
  create(home: string): Promise<string>;
  /** Whether a write is under way that keeps everybody else from writing. */
  isHeld(database: string): boolean;
  /** What is wrong with its files, in sentences. */
  damage(store: Store): Promise<readonly string[]>;
  /** Ends what runs and leaves the files; a sentence that says where they are. */
  keep(): Promise<string>;
}

export async function openDatabases(name: DatabaseName, folder: string): Promise<Databases> {
  return name === 'sqlite' ? sqliteFiles(folder) : onCluster(await startCluster());
}

export function sqliteFiles(folder: string): Databases {
  let template: Promise<string> | undefined;
  return {
    name: 'sqlite',
    create: async (home) => {
      template ??= migrated(join(folder, 'template.db'));
      const path = join(home, 'paperboy.db');
      copyFileSync(await template, path);
      return `file:${path}`;
    },
    isHeld: (database) => isHeld(pathOf(database)),
    damage: async (store) => {
      const { rows } = await sql<{
        integrity_check: string;
      }>`pragma integrity_check`.execute(store);
      return rows.map((row) => row.integrity_check).filter((word) => word !== 'ok');
    },
    keep: async () => folder,
    [Symbol.asyncDispose]: async () => {},
  };
}

async function migrated(path: string): Promise<string> {
  const store = await openStore(`file:${path}`, BUSY_TIMEOUT_MS.tool);
  await store.destroy();
  return path;
}

/** A migrated database is copied for each scene: that is quicker than to make the schema anew. */
export async function onCluster(cluster: Cluster): Promise<Databases> {
  await cluster.query('create database template_of_ours');
  const store = await openStore(cluster.urlOf('template_of_ours'), BUSY_TIMEOUT_MS.tool);
  await sql`create extension amcheck`.execute(store);
  await store.destroy();
  let made = 0;
  let isKept = false;
  let turn: Promise<unknown> = Promise.resolve();
  return {
    name: 'postgres',
    create: () => {
      made += 1;
      const database = `scene_${made}`;
      // A template that is being copied cannot be copied twice at once.
      const copied = turn.then(() =>
        cluster.query(`create database ${database} template template_of_ours`),
      );
      turn = copied;
      return copied.then(() => cluster.urlOf(database));
    },
    isHeld: () => false,
    damage,
    keep: async () => {
      isKept = true;
      await cluster.stop();
      return cluster.folder;
    },
    [Symbol.asyncDispose]: async () => {
      if (!isKept) await cluster[Symbol.asyncDispose]();
    },
  };
}

/** Every index of ours against the rows of its table. */
async function damage(store: Store): Promise<readonly string[]> {
  try {
    await sql`select bt_index_check(index => c.oid, heapallindexed => true)
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
      where a.amname = 'btree' and c.relpersistence = 'p' and i.indisvalid`.execute(store);
    return [];
  } catch (error) {
    return [`amcheck: ${error}`];
  }
}
