import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { crc32 } from 'node:zlib';

/** What a snapshot says of itself. */
export interface SnapshotOf {
  /** The database it was made from: a UUID. */
  readonly database: string;
  /** The form of its bytes. */
  readonly version: number;
  /** Every change up to this number is in it. */
  readonly upTo: number;
}

export interface Snapshot extends SnapshotOf {
  /** They begin at a multiple of eight in their buffer, which is theirs alone. */
  readonly bytes: Uint8Array;
}

/** Why a file is no snapshot, in words. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}

/**
 * The file begins with a header: magic (8 bytes), CRC-32 of the bytes and then of the rest of the header (4), version
 * (4), how many bytes follow (8), number of the last change (8), database (36), nothing (12).
 */
const HEADER = 80;
const MAGIC = Buffer.from('paperboy');
const REST = 12;
/** Summed at once, a millisecond or so; in between others have their turn. */
const PIECE = 4 * 1024 * 1024;

/**
 * Puts a snapshot in the place of the one before, whole or not at all, whoever else does so at the same time. It does
 * not wait for the disk: what a lost power supply leaves torn is found out when it is read. The bytes must stay as they
 * are until it is done.
 */
export async function writeSnapshot(
  path: string,
  of: SnapshotOf,
  bytes: Iterable<Uint8Array>,
): Promise<void> {
  const draft = `${path}.${randomUUID()}${DRAFT}`;
  try {
    await writeFile(draft, of, bytes);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeFile(path: string, of: SnapshotOf, bytes: Iterable<Uint8Array>): Promise<void> {
  await using file = await open(path, 'wx');
  await file.writeFile(Buffer.alloc(HEADER));
  let length = 0;
  let sum = 0;
  for (const piece of piecesOf(bytes)) {
    await file.writeFile(piece);
    length += piece.length;
    sum = crc32(piece, sum);
  }
  await file.write(toHeader(of, length, sum), 0, HEADER, 0);
}

function* piecesOf(bytes: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const some of bytes) {
    for (let start = 0; start < some.length; start += PIECE) {
      yield some.subarray(start, start + PIECE);
    }
  }
}

function toHeader({ database, version, upTo }: SnapshotOf, length: number, sum: number): Buffer {
  const rest = Buffer.alloc(HEADER - REST);
  rest.writeUInt32LE(version, 0);
  rest.writeBigUInt64LE(BigInt(length), 4);
  rest.writeBigUInt64LE(BigInt(upTo), 12);
  rest.write(database, 20, 36, 'latin1');
  const head = Buffer.alloc(4);
  head.writeUInt32LE(crc32(rest, sum));
  return Buffer.concat([MAGIC, head, rest]);
}

/**
 * The snapshot in a file; undefined when there is no file.
 * @throws SnapshotError when it is damaged, or no snapshot at all; what the file system says
 */
export async function readSnapshot(path: string): Promise<Snapshot | undefined> {
  const file = await readWhole(path);
  if (file === undefined) return undefined;
  const header = Buffer.from(file.buffer, 0, Math.min(HEADER, file.length));
  if (header.length < HEADER || !header.subarray(0, 8).equals(MAGIC)) {
    throw new SnapshotError('it is no snapshot');
  }
  const rest = header.subarray(REST);
  const bytes = file.subarray(HEADER);
  if (rest.readBigUInt64LE(4) !== BigInt(bytes.length)) {
    throw new SnapshotError('it is cut or too long');
  }
  let sum = 0;
  for (const piece of piecesOf([bytes])) {
    sum = crc32(piece, sum);
    await breath();
  }
  if (crc32(rest, sum) !== header.readUInt32LE(8)) throw new SnapshotError('it is damaged');
  return {
    version: rest.readUInt32LE(0),
    upTo: Number(rest.readBigUInt64LE(12)),
    database: rest.toString('latin1', 20, 56),
    bytes,
  };
}

/** In one buffer of its own. */
async function readWhole(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  await using file = await openIfThere(path);
  if (file === undefined) return undefined;
  const { size } = await file.stat();
  const whole = new Uint8Array(size);
  for (let filled = 0; filled < size; ) {
    const { bytesRead } = await file.read(whole, filled, size - filled, filled);
    if (bytesRead === 0) return whole.subarray(0, filled);
    filled += bytesRead;
  }
  return whole;
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const DRAFT = '.draft';
/** Nobody writes for that long. */
const FORGOTTEN_MS = 60 * 60_000;

/** Removes what processes that were killed have left half written. */
export async function removeOldDrafts(path: string, now: number): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith(DRAFT)) continue;
    const draft = join(dirname(path), name);
    // Whoever writes it may put it in its place at this very moment.
    const { mtimeMs } = await stat(draft).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > FORGOTTEN_MS) await rm(draft, { force: true });
  }
}
