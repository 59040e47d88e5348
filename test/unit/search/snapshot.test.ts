import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  readHeader,
  readSnapshot,
  removeOldDrafts,
  SnapshotError,
  writeSnapshot,
} from '../../../src/search/snapshot.ts';

const OF = { stamp: '6d0a1f3e-0c55-4f0e-9a4b-0d6a0e6f9b11', version: '7/4', upTo: 12_693 };

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-'));
  path = join(folder, 'paperboy.db.search');
});
afterEach(() => rm(folder, { recursive: true }));

const bytesOf = (...numbers: readonly number[]) => Uint8Array.from(numbers);

it('gives back what was written, piece after piece', async () => {
  const large = new Uint8Array(9_000_001).map((_, at) => at % 251);

  await writeSnapshot(path, OF, [bytesOf(1, 2, 3), large]);

  const read = await readSnapshot(path);
  expect(read).toMatchObject(OF);
  expect(Buffer.compare(read?.bytes ?? bytesOf(), Buffer.concat([bytesOf(1, 2, 3), large]))).toBe(
    0,
  );
  expect((read?.bytes.byteOffset ?? 1) % 8).toBe(0);
});

it('knows that there is none', async () => {
  expect(await readSnapshot(path)).toBeUndefined();
});

it('finds out every bit of its header that is not as it was', async () => {
  await writeSnapshot(path, OF, [bytesOf(1, 2, 3, 4, 5, 6, 7, 8, 9)]);
  const whole = await readFile(path);

  await fc.assert(
    fc.asyncProperty(fc.nat(80 * 8 - 1), async (bit) => {
      const damaged = Uint8Array.from(whole);
      const at = Math.floor(bit / 8);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (bit % 8));
      await writeFile(path, damaged);

      await expect(readSnapshot(path)).rejects.toThrow(SnapshotError);
    }),
    { numRuns: 200 },
  );
});

it('says what it is without its bytes being read', async () => {
  await writeSnapshot(path, OF, [bytesOf(1, 2, 3)]);
  await truncate(path, 80);

  expect(await readHeader(path)).toMatchObject(OF);
});

it('is none when it is a terabyte of nothing, which is not read', async () => {
  await writeSnapshot(path, OF, [bytesOf(1)]);
  await truncate(path, 2 ** 40);

  await expect(readSnapshot(path)).rejects.toThrow(SnapshotError);
});

it('is not read where there is a folder in its place', async () => {
  await mkdir(path);

  await expect(readSnapshot(path)).rejects.toThrow(/is no file$/);
  await expect(readSnapshot(path)).rejects.not.toThrow(SnapshotError);
});

it.each([0, 5, 79, 80, 88, 90])('is none when it is cut or grows to %i bytes', async (length) => {
  await writeSnapshot(path, OF, [bytesOf(1, 2, 3, 4, 5, 6, 7, 8, 9)]);

  await truncate(path, length);

  await expect(readSnapshot(path)).rejects.toThrow(SnapshotError);
});

it('is whole whenever it is read, while two write it again and again', async () => {
  const write = async (upTo: number) => {
    const bytes = new Uint8Array(100_000 + upTo).fill(upTo);
    for (let turn = 0; turn < 10; turn++) await writeSnapshot(path, { ...OF, upTo }, [bytes]);
  };
  await write(1);

  const writing = Promise.all([write(1), write(2)]);
  const seen: (Awaited<ReturnType<typeof readSnapshot>> | undefined)[] = [];
  for (let turn = 0; turn < 20; turn++) seen.push(await readSnapshot(path));
  await writing;

  for (const snapshot of seen) {
    expect(snapshot?.bytes.length).toBe(100_000 + (snapshot?.upTo ?? 0));
    expect(new Set(snapshot?.bytes)).toEqual(new Set([snapshot?.upTo]));
  }
  expect(await readdir(folder)).toEqual(['paperboy.db.search']);
});

it('leaves the one before, and no draft, when it cannot be written', async () => {
  await writeSnapshot(path, OF, [bytesOf(1)]);
  const failing = function* () {
    yield bytesOf(2);
    throw new Error('no more');
  };

  await expect(writeSnapshot(path, OF, failing())).rejects.toThrow('no more');

  expect(await readdir(folder)).toEqual(['paperboy.db.search']);
  expect((await readSnapshot(path))?.bytes).toEqual(bytesOf(1));
});

it('clears away old drafts of its own, and nothing else', async () => {
  const names = ['paperboy.db', 'paperboy.db.search', 'paperboy.db.search.new.draft'];
  const old = ['paperboy.db.search.old.draft', 'other.db.search.old.draft', 'my.draft'];
  for (const name of [...names, ...old]) await writeFile(join(folder, name), '');
  for (const name of old) await utimes(join(folder, name), 1, 1);

  await removeOldDrafts(path, Date.now());

  expect(await readdir(folder)).toEqual(
    [...names, 'other.db.search.old.draft', 'my.draft'].toSorted(),
  );
});
