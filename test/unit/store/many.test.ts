import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { insertMany } from '../../../src/store/insert-many.ts';
import type { Store } from '../../../src/store/open.ts';
import { openTestStore } from '../../fakes/store/index.ts';

let store: Store;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.destroy());

it('inserts thousands of rows, each as it is, and says what became of each', async () => {
  const rows = Array.from({ length: 1_201 }, (_, n) => ({ name: `name ${n}`, value: `${n}` }));

  const inserted = await insertMany(store, rows, (some) =>
    store.insertInto('setting').values(some).returning('value'),
  );

  expect(inserted.map(({ value }) => Number(value))).toEqual([...rows.keys()]);
  const stored = await store
    .selectFrom('setting')
    .selectAll()
    .orderBy(sql`cast(value as integer)`)
    .execute();
  expect(stored.map((row) => ({ ...row }))).toEqual(rows);
});

it('leaves alone what is there when told so, and returns only what is new', async () => {
  await store.insertInto('setting').values({ name: 'old', value: 'kept' }).execute();
  const rows = ['old', 'new'].map((name) => ({ name, value: 'later' }));

  const inserted = await insertMany(store, rows, (some) =>
    store
      .insertInto('setting')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .returning('name'),
  );

  expect(inserted).toEqual([{ name: 'new' }]);
});

it('answers right after more statements than are kept, and again the first', async () => {
  const ask = async (n: number) => {
    const long = 'x'.repeat(5_000);
    const { rows } = await sql<{
      n: number;
    }>`select cast(${n} as integer) as n /* ${sql.raw(long + n)} */`.execute(store);
    return rows[0]?.n;
  };

  const answers: (number | undefined)[] = [];
  for (let n = 0; n < 100; n++) answers.push(await ask(n), await ask(n));

  expect(answers).toEqual(Array.from({ length: 200 }, (_, n) => Math.floor(n / 2)));
  expect(await ask(0)).toBe(0);
});
