import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createArchive } from '../../../src/papers/archive.ts';
import { createDatabaseClock } from '../../../src/store/clock.ts';
import { serialised } from '../../../src/store/dialect.ts';
import { up as first } from '../../../src/store/migrations/0001-first.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { createPool, PATIENT, postgresStore } from '../../../src/store/postgres.ts';
import type { Database } from '../../../src/store/schema.ts';
import { copy } from '../../../src/tools/copy.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { urlOf } from '../../fakes/store/server.ts';
import { openWay } from '../../fakes/store/way.ts';
import { aPaper } from '../digest/papers.ts';

const server = inject('server');

/** What SQLite has no part in. */
describe.skipIf(server === undefined)('a PostgreSQL store', () => {
  const base = server ?? { url: '', template: '' };
  const name = `${base.template}_${process.pid}_own`;
  const url = urlOf(base.url || 'postgres://none', name);
  let admin: Kysely<Database>;
  beforeEach(async () => {
    admin = postgresStore<Database>(createPool(base.url, PATIENT));
    await sql.raw(`create database ${name}`).execute(admin);
  });
  afterEach(async () => {
    await sql.raw(`drop database ${name} with (force)`).execute(admin);
    await admin.destroy();
  });

  it('is brought up to date once by many that start together, with what was in it', async () => {
    const old = postgresStore<unknown>(createPool(url, PATIENT));
    const provider = { getMigrations: async () => ({ '0001-first': { up: first } }) };
    const { error } = await new Migrator({ db: old, provider }).migrateToLatest();
    await sql`insert into paper (id, title, summary, authors, published_on, upvotes, updated_at)
      values ('2501.00001', 'Old', 'Old.', '[]', '2025-01-01', 1, 1)`.execute(old);
    await old.destroy();

    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore(url, 0)));

    const archives = stores.map(createArchive);
    expect(error).toBeUndefined();
    expect(await Promise.all(archives.map((archive) => archive.count()))).toEqual(Array(6).fill(1));
    await archives[0]?.save(aPaper('2603.00002'), 1);
    const papers = await stores[1]
      ?.selectFrom('paper')
      .select(['id', 'changed'])
      .orderBy('changed')
      .execute();
    expect(papers).toEqual([
      { id: '2501.00001', changed: 1 },
      { id: '2603.00002', changed: 2 },
    ]);
    for (const store of stores) await store.destroy();
  });

  it('compares all its text byte by byte, as SQLite does', async () => {
    await using store = await openStore(url, 0);

    const { rows } = await sql`select table_name, column_name from information_schema.columns
      where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'`.execute(
      store,
    );

    expect(rows).toEqual([]);
  });

  it('fails what is under way when its connection is lost, and goes on with the next', async () => {
    await using store = await openStore(url, 0);
    const asking = sql`select pg_sleep(20)`.execute(store);
    const outcome = asking.then(
      () => 'answered',
      () => 'lost',
    );
    await until(async () => {
      const { rows } = await sql<{ ended: boolean }>`select pg_terminate_backend(pid) as ended
        from pg_stat_activity where datname = ${name} and query like '%pg_sleep%'`.execute(admin);
      return rows.length > 0;
    });
    expect(await outcome).toBe('lost');

    // The pool may hand the lost one out once more before it has heard of it.
    await until(() =>
      createArchive(store)
        .count()
        .then(
          () => true,
          () => false,
        ),
    );
  });

  it('begins a transaction anew that the server ended for another', async () => {
    await using store = await openStore(url, 0);
    await store
      .insertInto('setting')
      .values([
        { name: 'a', value: '' },
        { name: 'b', value: '' },
      ])
      .execute();
    const both = Promise.withResolvers<void>();
    let begun = 0;
    const change = (names: readonly [string, string], by: string) =>
      store.transaction().execute(async (trx) => {
        for (const [place, one] of names.entries()) {
          await trx
            .updateTable('setting')
            .set({ value: sql<string>`value || cast(${by} as text)` })
            .where('name', '=', one)
            .execute();
          if (place > 0) continue;
          begun += 1;
          if (begun === 2) both.resolve();
          await both.promise;
        }
      });

    await Promise.all([change(['a', 'b'], 'x'), change(['b', 'a'], 'y')]);

    const rows = await store.selectFrom('setting').selectAll().orderBy('name').execute();
    expect(begun).toBeGreaterThanOrEqual(3);
    for (const { value } of rows) expect([...value].toSorted()).toEqual(['x', 'y']);
  });

  it('lets one after the other into a room', async () => {
    await using store = await openStore(url, 0);
    const add = () =>
      store.transaction().execute(async (trx) => {
        await serialised(trx, 'room');
        const row = await trx
          .selectFrom('setting')
          .select('value')
          .where('name', '=', 'n')
          .executeTakeFirst();
        const value = `${Number(row?.value ?? 0) + 1}`;
        await trx
          .insertInto('setting')
          .values({ name: 'n', value })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
          .execute();
      });

    await Promise.all(Array.from({ length: 30 }, add));

    const row = await store.selectFrom('setting').select('value').executeTakeFirstOrThrow();
    expect(row.value).toBe('30');
  });

  it('tells all processes one time, whatever their own clocks say', async () => {
    await using store = await openStore(url, 0);
    using wrong = await createDatabaseClock(store, {
      local: () => 0,
      monotonic: () => performance.now() - 1e9,
    });
    using right = await createDatabaseClock(store, { local: () => 0 });

    expect(Math.abs(wrong.clock() - right.clock())).toBeLessThan(2_000);
    expect(Math.abs(right.clock() - Date.now())).toBeLessThan(60_000);
  });

  it('is not believed about the time when its answer was long on the way', async () => {
    await using store = await openStore(url, 0);
    let asked = 0;
    let onTheWayMs = 0;
    const monotonic = () => performance.now() + onTheWayMs * asked++;
    using agreed = await createDatabaseClock(store, { local: () => 0, monotonic, everyMs: 1 });

    [asked, onTheWayMs] = [0, 10_000];
    await until(async () => asked > 4);
    onTheWayMs = 0;

    expect(Math.abs(agreed.clock() - Date.now())).toBeLessThan(2_000);
  });

  it('is asked on another connection after one fell silent', async () => {
    await using way = await openWay(url);
    const limits = { connections: 1, statementMs: 0, silentMs: 250 };
    await using store = postgresStore<Database>(createPool(way.url, limits));
    await sql`select 1`.execute(store);
    way.fallSilent();

    const first = await sql`select 1`.execute(store).catch((error: Error) => error.message);
    const { rows } = await sql`select 1 as one`.execute(store);

    expect(first).toBe('the server did not answer for 0.25 seconds');
    expect(rows).toEqual([{ one: 1 }]);
  });

  describe('that a file is copied to', () => {
    let folder: string;
    let file: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'paperboy-'));
      file = `file:${join(folder, 'paperboy.db')}`;
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const said: string[] = [];
    const run = (...args: string[]) =>
      copy.run(args, {
        say: (line) => void said.push(line),
        terminal: { isTerminal: false, write: (text) => void said.push(text) },
        databaseUrl: file,
      });

    it('has every row of it, and numbers on from the last', async () => {
      const source = await openStore(file, 0);
      const some = Array.from({ length: 3_000 }, (_, n) =>
        aPaper(`2603.${String(n).padStart(5, '0')}`),
      );
      await createArchive(source).saveList('2026-03-09', some, { now: 1 });
      await deliveries(source);
      const before = await everything(source);
      await source.destroy();

      await run(file, url);

      await using target = await openStore(url, 0);
      expect(await everything(target)).toEqual(before);
      await deliveries(target, 'later');
      await createArchive(target).save(aPaper('2604.00001'), 1);
      expect(
        (await target.selectFrom('delivery').select('id').orderBy('id').execute()).at(-1)?.id,
      ).toBe(4);
      expect(
        (await target.selectFrom('paper').select('changed').orderBy('changed').execute()).at(-1)
          ?.changed,
      ).toBeGreaterThan(3_000);
      expect(said.at(-1)).toMatch(/^Copied 6,\d{3}\srows, as many as there are/);
    });

    it('stays as it is when it holds something', async () => {
      await (await openStore(file, 0)).destroy();
      await using target = await openStore(url, 0);
      await target.insertInto('setting').values({ name: 'mine', value: 'kept' }).execute();

      await expect(run(file, url)).rejects.toThrow(
        'Nothing was copied: the server holds something already (rows in setting)',
      );

      expect(await target.selectFrom('setting').selectAll().execute()).toEqual([
        { name: 'mine', value: 'kept' },
      ]);
    });
  });
});

it('opens on whatever the tests run on', async () => {
  await using store = await openTestStore();

  expect(await createArchive(store).count()).toBe(0);
});

async function deliveries(store: Store, key = 'first'): Promise<void> {
  const row = {
    purpose: 'notice',
    lane: 'l',
    workspace: 'w',
    state: 'sent',
    not_before: 1,
    attempts: 1,
    maybe_sent: 0,
    created_at: 1,
  } as const;
  for (const [place, after] of [
    [0, null],
    [1, place0(key)],
  ] as const) {
    await store
      .insertInto('delivery')
      .values({ ...row, key: `${key} ${place}`, after })
      .execute();
  }
}

/** The second of the first two deliveries comes after the first. */
function place0(key: string): number | null {
  return key === 'first' ? 1 : null;
}

async function everything(store: Store): Promise<unknown> {
  const tables = ['paper', 'listing', 'day', 'delivery', 'counter'] as const;
  const all = [];
  for (const table of tables) {
    const { rows } = await sql<object>`select * from ${sql.table(table)} order by 1, 2`.execute(
      store,
    );
    all.push(rows.map((row) => ({ ...row })));
  }
  return all;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
