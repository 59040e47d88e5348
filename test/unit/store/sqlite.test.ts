import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { BUSY_TIMEOUT_MS, openStore } from '../../../src/store/open.ts';

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
