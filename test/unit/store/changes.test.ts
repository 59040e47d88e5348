import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Archive, createArchive } from '../../../src/papers/archive.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { up as first } from '../../../src/store/migrations/0001-first.ts';
import { up as votes } from '../../../src/store/migrations/0002-votes.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { sqliteDialect } from '../../../src/store/sqlite.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';

const ID = '2603.00001';

/** Papers with the number of their last change, in that order. */
async function numbered(store: Store): Promise<readonly { id: string; changed: number }[]> {
  const rows = await store
    .selectFrom('paper')
    .select(['id', 'changed'])
    .orderBy('changed')
    .execute();
  return rows.map((row) => ({ ...row }));
}

describe('the number of a paper’s last change', () => {
  let store: Store;
  let archive: Archive;
  beforeEach(async () => {
    store = await openTestStore();
    archive = createArchive(store);
    await archive.saveList('2026-03-09', [aPaper(ID), aPaper('2603.00002')], { now: 1 });
  });
  afterEach(() => store.destroy());

  const last = async () => (await numbered(store)).at(-1);

  const changes: readonly Partial<Paper>[] = [
    { title: 'Another title' },
    { summary: 'Another abstract.' },
    { authors: ['Bo Chen', 'Ada Lovelace'] },
    { organization: 'Analytical Engines' },
    { publishedOn: '2026-03-08' },
    { upvotes: 7 },
    { codeUrl: 'https://github.com/ada/engine' },
  ];

  it.each(changes)('rises with %j', async (given) => {
    const before = await last();

    await archive.save(aPaper(ID, given), 2);

    expect(before?.id).toBe('2603.00002');
    expect(await last()).toEqual({ id: ID, changed: expect.any(Number) });
    expect((await last())?.changed).toBeGreaterThan(before?.changed ?? Number.NaN);
  });

  it('stays when a list is read again and nothing of it has changed', async () => {
    const before = await numbered(store);

    await archive.saveList('2026-03-09', [aPaper('2603.00002'), aPaper(ID)], { now: 2 });

    expect(await numbered(store)).toEqual(before);
  });

  it('stays when only that changes which the index does not hold', async () => {
    const codeUrl = 'https://github.com/ada/engine';
    await archive.save(aPaper(ID, { codeUrl }), 2);
    const before = await numbered(store);

    const moved = `${codeUrl}-2`;
    await archive.save(aPaper(ID, { aiSummary: 'In short.', comments: 3, codeUrl: moved }), 3);

    expect(await numbered(store)).toEqual(before);
  });

  it('rises with the last day on which it is listed, and with no earlier one', async () => {
    await archive.saveList('2026-03-10', [aPaper(ID)], { now: 2 });
    const listedLater = await last();
    await archive.saveList('2026-03-06', [aPaper(ID), aPaper('2603.00002')], { now: 3 });

    expect(listedLater?.id).toBe(ID);
    expect(await last()).toEqual(listedLater);
  });

  it('is each paper’s own, whatever comes in one transaction', async () => {
    const papers = Array.from({ length: 50 }, (_, n) => aPaper(`2604.${10_000 + n}`));

    await archive.saveList('2026-04-01', papers, { now: 2 });

    const numbers = (await numbered(store)).map(({ changed }) => changed);
    expect(new Set(numbers).size).toBe(52);
  });

  it('goes on rising after a transaction that failed', async () => {
    const before = await last();
    const failing = store.transaction().execute(async (trx) => {
      await trx.updateTable('paper').set({ title: 'Lost' }).where('id', '=', ID).execute();
      throw new Error('in between');
    });
    await expect(failing).rejects.toThrow('in between');

    await archive.save(aPaper('2603.00003'), 2);

    expect(await numbered(store)).toHaveLength(3);
    expect((await last())?.id).toBe('2603.00003');
    expect((await last())?.changed).toBeGreaterThan(before?.changed ?? Number.NaN);
  });
});

describe('a database from before the change sequence', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paperboy-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps its papers, numbered as they came, and goes on from there', async () => {
    const path = join(folder, 'paperboy.db');
    await makeOld(path, ['2501.00003', '2501.00001', '2501.00002']);

    await using store = await openStore(`file:${path}`, 0);
    const before = await numbered(store);
    await createArchive(store).save(aPaper('2501.00001', { title: 'Another title' }), 2);

    expect(before.map(({ id }) => id)).toEqual(['2501.00003', '2501.00001', '2501.00002']);
    expect((await numbered(store)).at(-1)).toEqual({ id: '2501.00001', changed: 4 });
    expect((await createArchive(store).find('2501.00003'))?.title).toBe('Old 2501.00003');
  });

  it('is brought up to date when it is empty', async () => {
    const path = join(folder, 'paperboy.db');
    await makeOld(path, []);

    await using store = await openStore(`file:${path}`, 0);
    await createArchive(store).save(aPaper(ID), 2);

    expect(await numbered(store)).toEqual([{ id: ID, changed: 1 }]);
  });
});

/** As version 0002 left it. */
async function makeOld(path: string, ids: readonly string[]): Promise<void> {
  await using old = new Kysely<unknown>({ dialect: sqliteDialect(path, 0) });
  const migrations = { '0001-first': { up: first }, '0002-votes': { up: votes } };
  const migrator = new Migrator({ db: old, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  for (const id of ids) {
    await sql`insert into paper (id, title, summary, authors, published_on, upvotes, updated_at)
      values (${id}, ${`Old ${id}`}, 'Old.', '["Ada Lovelace"]', '2025-01-01', 1, 1)`.execute(old);
  }
}
