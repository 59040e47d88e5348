import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createArchive } from '../../../src/papers/archive.ts';
import { openDatabase, openStore } from '../../../src/store/open.ts';
import { backup } from '../../../src/tools/backup.ts';
import { aPaper } from '../digest/papers.ts';

let folder: string;
let path: string;
let said: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-'));
  path = join(folder, 'paperboy.db');
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const deps = () => ({
  say: (line: string) => void said.push(line),
  terminal: { isTerminal: false, write: () => {} },
  databaseUrl: `file:${path}`,
});

async function fill(papers: number): Promise<void> {
  await using store = await openStore(`file:${path}`, 500);
  const some = Array.from({ length: papers }, (_, n) =>
    aPaper(`2603.${String(n).padStart(5, '0')}`, { title: `Paper ${n}` }),
  );
  await createArchive(store).saveList('2026-03-09', some, { now: 1 });
}

describe('backup', () => {
  it('copies what was stored, while the bot has the file open and writes', async () => {
    await using store = await openStore(`file:${path}`, 500);
    const archive = createArchive(store);
    await archive.save(aPaper('2603.00001'), 1);
    const target = join(folder, 'backup.db');

    await Promise.all([backup.run([target], deps()), archive.save(aPaper('2603.00002'), 2)]);
    await archive.save(aPaper('2603.00003'), 3);

    await using copy = await openDatabase(`file:${target}`, 'service');
    expect(await createArchive(copy).find('2603.00001')).toBeDefined();
    expect(await createArchive(copy).find('2603.00003')).toBeUndefined();
    expect(said).toEqual([`${target} is a whole copy of ${path}.`]);
    expect(existsSync(`${target}.draft`)).toBe(false);
  });

  it('takes nothing’s place, and leaves a server to pg_dump', async () => {
    await fill(1);
    const target = join(folder, 'backup.db');
    writeFileSync(target, 'mine');

    await expect(backup.run([target], deps())).rejects.toThrow('is there already');
    const onServer = { ...deps(), databaseUrl: 'postgres://db/paperboy' };
    await expect(backup.run(['x'], onServer)).rejects.toThrow('pg_dump');
    expect(readFileSync(target, 'utf8')).toBe('mine');
  });
});

describe('a damaged file', () => {
  /** Letters may be others; nothing is torn. */
  const readEverything = async () => {
    await using store = await openStore(`file:${path}`, 500);
    const tables = await store.introspection.getTables();
    for (const { name } of tables) await sql`select * from ${sql.table(name)}`.execute(store);
  };
  const open = async () => (await openDatabase(`file:${path}`, 'service')).destroy();

  it('is noticed at the start, or does no harm, wherever bytes were flipped', async () => {
    await fill(300);
    await backup.run([join(folder, 'backup.db')], deps());
    const sound = readFileSync(path);
    const refusals: string[] = [];

    for (let round = 0; round < 40; round++) {
      const bytes = Buffer.from(sound);
      const at = Math.floor((bytes.length * (round + 0.5)) / 40);
      for (let place = at; place < at + 256; place++) bytes[place] = (bytes[place] ?? 0) ^ 0x5a;
      for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
      writeFileSync(path, bytes);
      await open().then(readEverything, (error: unknown) => refusals.push(`${error}`));
    }

    expect(refusals.length).toBeGreaterThan(8);
    for (const words of refusals) {
      expect(words).toContain(`DamagedError: ${path} is damaged (`);
      expect(words).toContain(`newest backup in its place: ${join(folder, 'backup.db')}, of 2`);
    }
  });

  it('without a backup beside it says how to make one', async () => {
    writeFileSync(path, 'no database at all, only words and more words '.repeat(100));

    await expect(open()).rejects.toThrow(/is damaged \(.*npm run paperboy -- backup has made/);
  });

  it('is not to be replaced by a backup that broke off, and links into nowhere do no harm', async () => {
    await fill(3);
    copyFileSync(path, join(folder, 'backup.db.draft'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    writeFileSync(path, 'no database at all, only words and more words '.repeat(100));

    await expect(open()).rejects.toThrow(/is damaged \(.*npm run paperboy -- backup has made/);
  });

  it('is none when only the end of its log is missing: what was whole is there', async () => {
    const store = await openStore(`file:${path}`, 500);
    await createArchive(store).save(aPaper('2603.00001'), 1);
    const [file, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
    await store.destroy();

    for (const part of [0.1, 0.5, 0.9, 0.999]) {
      rmSync(`${path}-shm`, { force: true });
      writeFileSync(path, file);
      writeFileSync(`${path}-wal`, log.subarray(0, Math.floor(log.length * part)));
      await expect(open()).resolves.toBeUndefined();
    }
  });
});
