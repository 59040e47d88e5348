import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sql } from 'kysely';
import { DRAFT } from './backup.ts';
import type { Store } from './open.ts';

/** A file that SQLite finds broken. Its message says what to do. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';

  constructor(path: string, problem: string) {
    super(`${path} is damaged (${problem}). ${wayOut(path)}`);
  }
}

/**
 * To compare each index with its table takes eight times as long as to read the file once, and some 15 ms a megabyte: at
 * the start only small files are looked through so well. A larger one whose index alone is torn is found by `backup`.
 */
const SMALL_BYTES = 8_000_000;

interface Found {
  readonly integrity_check?: string;
  readonly quick_check?: string;
}

/** `start` is quick, `whole` takes its time. @throws DamagedError */
export async function mustBeSound(
  store: Store,
  path: string,
  how: 'start' | 'whole',
): Promise<void> {
  const isWhole = how === 'whole' || statSync(path).size <= SMALL_BYTES;
  const check = sql.raw<Found>(`pragma ${isWhole ? 'integrity_check' : 'quick_check'}(1)`);
  const { rows } = await check.execute(store);
  const problem = rows[0]?.integrity_check ?? rows[0]?.quick_check;
  if (problem !== 'ok') throw new DamagedError(path, `${problem}`.split('\n').join(' '));
}

export const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Whether an error of SQLite says that the file is broken. */
export function saysDamaged(error: unknown): error is Error {
  const kind = kindOf(error);
  return kind === SQLITE_CORRUPT || kind === SQLITE_NOTADB;
}

/** What kind of error of SQLite it is (sqlite.org/rescode.html); undefined for any other. */
export function kindOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error)) return undefined;
  // The lower eight bits are the kind, the others which one of it.
  return Number(error.errcode) & 0xff;
}

function wayOut(path: string): string {
  const backup = newestBackup(path);
  const aside = `Move it away, with ${basename(path)}-wal and ${basename(path)}-shm`;
  if (backup === undefined) {
    return `${aside}, and put a backup in its place: there is none beside it that npm run paperboy -- backup has made. Without one, Paperboy begins anew.`;
  }
  const of = statSync(backup).mtime.toISOString().slice(0, 16).replace('T', ' ');
  return `${aside}, and put the newest backup in its place: ${backup}, of ${of} UTC.`;
}

/** Another database in the same folder: what `backup` has most likely written there. */
function newestBackup(path: string): string | undefined {
  const folder = dirname(path);
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .filter((name) => name !== basename(path) && !name.endsWith(DRAFT))
    .map((name) => join(folder, name))
    .filter(isDatabase)
    .toSorted((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs)
    .at(-1);
}

const HEADER = 'SQLite format 3\0';

function isDatabase(path: string): boolean {
  // A link into nowhere is none.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const bytes = Buffer.alloc(HEADER.length);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, HEADER.length, 0);
  } finally {
    closeSync(file);
  }
  return bytes.toString('latin1') === HEADER;
}
