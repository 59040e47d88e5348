import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { BUSY_TIMEOUT_MS, openDatabase, openStore, pathOf } from '../../../src/store/open.ts';
import { sqliteDialect } from '../../../src/store/sqlite.ts';

const folders: string[] = [];

async function aFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-'));
  folders.push(folder);
  return `file:${join(folder, 'paperboy.db')}`;
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

it('makes every commit durable, also after the file was opened again', async () => {
  const url = await aFile();
  await (await openStore(url, BUSY_TIMEOUT_MS.tool)).destroy();

  const store = await openStore(url, BUSY_TIMEOUT_MS.tool);
  const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(store);
  await store.destroy();

  expect(rows[0]?.synchronous).toBe(2);
});

it.each([[new Date()], [{ a: 1 }], [true], [undefined], [Number.NaN]])(
  'refuses %s, which SQLite would store as something else',
  async (value) => {
    const store = await openStore('file::memory:', BUSY_TIMEOUT_MS.tool);

    const stored = sql`insert into setting (name, value) values ('x', ${value})`.execute(store);

    await expect(stored).rejects.toThrow('not a value for SQLite');
    await store.destroy();
  },
);

it('leaves nothing of a migration that did not come to its end, and makes it at the next start', async () => {
  const url = await aFile();
  const database = new Kysely({ dialect: sqliteDialect(pathOf(url), 0) });
  // In the way of the last of its tables.
  await sql`create table setting (name text)`.execute(database);
  await expect(openStore(url, BUSY_TIMEOUT_MS.tool)).rejects.toThrow('setting already exists');
  await sql`drop table setting`.execute(database);
  await database.destroy();

  const store = await openStore(url, BUSY_TIMEOUT_MS.tool);
  const papers = await store.selectFrom('paper').selectAll().execute();
  await store.destroy();

  expect(papers).toEqual([]);
});

it('says of the file of a newer Paperboy what it is', async () => {
  const url = await aFile();
  const store = await openStore(url, BUSY_TIMEOUT_MS.tool);
  await sql`insert into kysely_migration values ('9999-later', '2030-01-01')`.execute(store);
  await store.destroy();

  const opening = openDatabase(url, 'tool');

  await expect(opening).rejects.toThrow('a newer Paperboy');
});

it('says what went wrong when a full disk has ended the transaction by itself', async () => {
  const store = await openStore(await aFile(), BUSY_TIMEOUT_MS.tool);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store);
  await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 0)}`.execute(store);

  const writing = store.transaction().execute(async (trx) => {
    const large = { name: 'large', value: 'x'.repeat(100_000) };
    await trx.insertInto('setting').values(large).execute();
  });

  await expect(writing).rejects.toThrow('disk is full');
  expect(await store.selectFrom('setting').select('name').execute()).toEqual([]);
  await store.destroy();
});

it('reads rows one by one to the end, or a part of them, while others ask the same', async () => {
  const store = await openStore('file::memory:', BUSY_TIMEOUT_MS.tool);
  const stored = ['a', 'b', 'c'].map((name) => ({ name, value: name }));
  await store.insertInto('setting').values(stored).execute();
  const all = store.selectFrom('setting').select('name').orderBy('name');
  const seen: string[] = [];
  const others: Promise<readonly { readonly name: string }[]>[] = [];

  for await (const { name } of all.stream()) {
    seen.push(name);
    others.push(all.execute());
  }
  for await (const { name } of all.stream()) {
    seen.push(name);
    break;
  }

  const answers = await Promise.all([...others, all.execute()]);
  const names = answers.map((rows) => rows.map(({ name }) => name).join(''));
  expect(names).toEqual(['abc', 'abc', 'abc', 'abc']);
  expect(seen.join('')).toBe('abca');
  await store.destroy();
});
