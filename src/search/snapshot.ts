import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** What a snapshot says of itself. */
export interface SnapshotOf {
  /** A UUID of its own, which its database knows. */
  readonly stamp: string;
  /** The form of its bytes: at most 12 letters, digits and signs. */
  readonly version: string;
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
 * The file begins with a header: magic (8 bytes), CRC-32 of the rest of the header (4), nothing (4), how many bytes follow
 * (8), number of the last change (8), stamp (36), version (12). The bytes hold a checksum of their own.
 */
const HEADER = 80;
const MAGIC = Buffer.from('paperboy');
const REST = 12;
/** No archive comes near it: 100,000 papers take 140 MB. */
const MOST_BYTES = 2 ** 31;

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
  for (const piece of bytes) {
    await file.writeFile(piece);
    length += piece.length;
  }
  await file.write(toHeader(of, length), 0, HEADER, 0);
}

function toHeader({ stamp, version, upTo }: SnapshotOf, length: number): Buffer {
  const rest = Buffer.alloc(HEADER - REST);
  rest.writeBigUInt64LE(BigInt(length), 4);
  rest.writeBigUInt64LE(BigInt(upTo), 12);
  rest.write(stamp, 20, 36, 'latin1');
  rest.write(version, 56, 12, 'latin1');
  const head = Buffer.alloc(4);
  head.writeUInt32LE(crc32(rest));
  return Buffer.concat([MAGIC, head, rest]);
}

interface Header extends SnapshotOf {
  /** How many bytes follow. */
  readonly length: number;
}

/**
 * The snapshot in a file; undefined when there is no file. Whether its bytes are as they were, they must tell themselves.
 * @throws SnapshotError when it is cut, or no snapshot at all; what the file system says
 */
export async function readSnapshot(path: string): Promise<Snapshot | undefined> {
  await using file = await openIfThere(path);
  if (file === undefined) return undefined;
  const { length, ...of } = await headerOf(file);
  // A file that is not as long as it says is not read, however long it is.
  if ((await file.stat()).size !== HEADER + length || length > MOST_BYTES) {
    throw new SnapshotError('it is cut or too long');
  }
  return { ...of, bytes: await readBytes(file, length) };
}

/** What the snapshot in a file says of itself, its bytes unread; throws as `readSnapshot` does. */
export async function readHeader(path: string): Promise<SnapshotOf | undefined> {
  await using file = await openIfThere(path);
  return file && headerOf(file);
}

async function headerOf(file: FileHandle): Promise<Header> {
  const header = Buffer.alloc(HEADER);
  const { bytesRead } = await file.read(header, 0, HEADER, 0);
  if (bytesRead < HEADER || !header.subarray(0, 8).equals(MAGIC)) {
    throw new SnapshotError('it is no snapshot');
  }
  const rest = header.subarray(REST);
  if (crc32(rest) !== header.readUInt32LE(8)) throw new SnapshotError('it is damaged');
  return {
    length: Number(rest.readBigUInt64LE(4)),
    upTo: Number(rest.readBigUInt64LE(12)),
    stamp: rest.toString('latin1', 20, 56),
    version: rest.toString('latin1', 56, 68).replace(/\0+$/, ''),
  };
}

/** In one buffer of their own. */
async function readBytes(file: FileHandle, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, HEADER + filled);
    if (bytesRead === 0) throw new SnapshotError('it is cut or too long');
    filled += bytesRead;
  }
  return bytes;
}

/** Only a file is opened: a pipe would never answer. */
async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    if (!(await stat(path)).isFile()) throw new Error(`${path} is no file`);
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
