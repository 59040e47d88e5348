import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A PostgreSQL of this run alone: no other is ever touched. */
export interface Cluster extends AsyncDisposable {
  /** Where its files are. */
  readonly folder: string;
  urlOf(database: string): string;
  query(sql: string, database?: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** As a machine that loses its power: the server and all that it started. */
  kill(): Promise<void>;
  /** After `kill`; resolves when it answers, with the real milliseconds that took. */
  restart(): Promise<number>;
  /** Ends it, and leaves its files. */
  stop(): Promise<void>;
}

const USER = 'postgres';
/** The server refuses to be run by root. */
const NOBODY = 65_534;
/**
 * What a killed server had written is in the system's cache, and no kill takes it from there: syncing saves nothing
 * here. With it a server that comes back first syncs every file it has, which is up to 12 s on a busy disk.
 */
const NOT_SYNCED = ['-c', 'fsync=off'];

/** @throws Error when there is no PostgreSQL on this machine, with what to do */
export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-chaos-postgres-'));
  const as = unprivileged(folder);
  const data = join(folder, 'data');
  const bin = programs();
  const options = ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  execFileSync(join(bin, 'initdb'), options, { ...as, cwd: folder, stdio: 'pipe' });
  const port = await freePort();
  const place = ['-p', `${port}`, '-k', folder, '-c', 'listen_addresses=127.0.0.1'];
  const argv = ['-D', data, ...place, ...NOT_SYNCED];
  const urlOf = (database: string) => `postgres://${USER}@127.0.0.1:${port}/${database}`;
  const start = () => spawn(join(bin, 'postgres'), argv, { ...as, cwd: folder, stdio: 'ignore' });
  let server = start();
  process.once('exit', () => server.kill('SIGKILL')); // whatever ends this run, it ends too
  const query = (sql: string, database = 'postgres') => ask(urlOf(database), sql);
  await untilAnswering(query);
  const stop = () => end(server, 'SIGINT');
  return {
    ...{ folder, urlOf, query, stop },
    kill: async () => {
      for (const child of childrenOf(server.pid)) tryKill(child);
      await end(server, 'SIGKILL');
    },
    restart: async () => {
      const began = performance.now();
      server = start();
      await untilAnswering(query, () => {
        if (server.exitCode !== null) server = start(); // what the dead one left in memory was still in use
      });
      return performance.now() - began;
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Debian keeps them beside each other by version, and out of the path. */
function programs(): string {
  const debian = globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed();
  const found = debian.find((folder) => existsSync(join(folder, 'postgres')));
  try {
    return found ?? execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
  } catch (cause) {
    const problem = 'no PostgreSQL server here: install one, or run with --database sqlite';
    throw new Error(problem, { cause });
  }
}

function unprivileged(folder: string): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  chownSync(folder, NOBODY, NOBODY);
  return { uid: NOBODY, gid: NOBODY };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function ask(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<Readonly<Record<string, unknown>>>(sql);
    return rows;
  } finally {
    await client.end().catch(() => {});
  }
}

const LOOK_EVERY_MS = 20;
const START_MS = 30_000;

async function untilAnswering(
  query: (sql: string) => Promise<unknown>,
  meanwhile = () => {},
): Promise<void> {
  for (const end = performance.now() + START_MS; ; ) {
    try {
      await query('select 1');
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    meanwhile();
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill(signal);
  await exited;
}

/** Linux tells; elsewhere they notice by themselves that the server is gone. */
function childrenOf(pid: number | undefined): readonly number[] {
  return globSync('/proc/[0-9]*/stat').flatMap((path) => {
    const [, child, parent] = /^(\d+) \(.*\) \S (\d+)/s.exec(readSafely(path)) ?? [];
    return Number(parent) === pid ? [Number(child)] : [];
  });
}

function readSafely(path: string): string {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
