import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSweep } from '../../../src/ops/sweep.ts';
import type { Store } from '../../../src/store/open.ts';
import type { NewDelivery } from '../../../src/store/schema.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aRow } from '../delivery/a-row.ts';

const DAY = 24 * 60 * 60_000;
const NOW = Date.parse('2026-03-10T09:00:00Z');

let store: Store;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.destroy());

const ago = (days: number) => NOW - days * DAY;

async function insert(row: Partial<NewDelivery>): Promise<number> {
  const { id: _, ...columns } = aRow({ owner: null, state: 'sent' });
  const { id } = await store
    .insertInto('delivery')
    .values({ ...columns, ...row })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** A digest with an overview and a card under it, both voted on. */
async function insertDigest(day: string, subscription = 's1'): Promise<void> {
  const id = `${day}-${subscription}`;
  const place = { workspace: 'fake:W1', channel: 'C1' };
  await store
    .insertInto('digest')
    .values({
      ...place,
      id,
      subscription,
      day,
      slot: Date.parse(day),
      content: '{}',
      created_at: 0,
    })
    .execute();
  await store
    .insertInto('shown')
    .values({ ...place, paper: `paper of ${id}`, digest: id })
    .execute();
  const overview = await insert({ key: `${id}-o`, digest: id, part: 'overview' });
  const card = await insert({ key: `${id}-c`, digest: id, part: '2603.00001', after: overview });
  for (const delivery of [overview, card]) {
    await store.insertInto('refresh').values({ delivery, due_at: null }).execute();
    await store.insertInto('heal').values({ delivery }).execute();
  }
}

const keys = async () =>
  (await store.selectFrom('delivery').select('key').orderBy('id').execute()).map(({ key }) => key);

describe('the sweep', () => {
  it('forgets digests after 400 days, with all that belongs to them but what was shown', async () => {
    await insertDigest('2025-02-01');
    await insertDigest('2025-02-05');

    await createSweep(store)(NOW);

    const digests = await store.selectFrom('digest').select('id').execute();
    expect(digests).toEqual([{ id: '2025-02-05-s1' }]);
    expect(await keys()).toEqual(['2025-02-05-s1-o', '2025-02-05-s1-c']);
    expect(await store.selectFrom('refresh').selectAll().execute()).toHaveLength(2);
    expect(await store.selectFrom('shown').selectAll().execute()).toHaveLength(2);
  });

  it('forgets what old messages were made of, but not of those that may still be found or pressed', async () => {
    const payload = '{"kind":"card"}';
    const old = { payload, created_at: ago(31), part: '2603.00001', purpose: 'share' } as const;
    await insert({ ...old, key: 'share' });
    await insert({ ...old, key: 'notice', part: null, purpose: 'notice', state: 'refused' });
    await insert({ ...old, key: 'young', created_at: ago(29) });
    await insert({ ...old, key: 'uncertain', state: 'uncertain' });
    await insert({ ...old, key: 'open', state: 'pending' });
    await insert({ ...old, key: 'picks', part: null, purpose: 'pick' });
    await insert({ ...old, key: 'threshold', purpose: 'pick' });

    await createSweep(store)(NOW);

    const kept = await store
      .selectFrom('delivery')
      .select('key')
      .where('payload', 'is not', null)
      .orderBy('id')
      .execute();
    expect(kept.map(({ key }) => key)).toEqual(['young', 'uncertain', 'open', 'picks']);
    expect(await keys()).toHaveLength(7);
  });

  it('forgets events, views, cached answers, codes, alerts and processes when their time is over', async () => {
    const seen = [
      { id: 'old', at: ago(1) - 1 },
      { id: 'young', at: ago(1) + 1 },
    ];
    await store.insertInto('seen_event').values(seen).execute();
    const view = { workspace: 'w', person: 'p', state: '{}' };
    await store
      .insertInto('view')
      .values([
        { ...view, key: 'old', created_at: ago(30) - 1 },
        { ...view, key: 'young', created_at: ago(30) + 1 },
      ])
      .execute();
    await store
      .insertInto('cache')
      .values([
        { ns: 'n', k: 'old', v: '1', expires: NOW },
        { ns: 'n', k: 'young', v: '1', expires: NOW + 1 },
        { ns: 'n', k: 'for ever', v: '1', expires: null },
      ])
      .execute();
    const code = { team: 't', person: 'p' };
    await store
      .insertInto('link_code')
      .values([
        { ...code, hash: 'old', expires_at: NOW },
        { ...code, hash: 'young', expires_at: NOW + 1 },
      ])
      .execute();
    await store
      .insertInto('alert')
      .values([
        { name: 'old', raised: 1, at: ago(41) },
        { name: 'young', raised: 1, at: ago(39) },
      ])
      .execute();
    const lease = { owner: 'o', epoch: 1, until: ago(2) };
    await store
      .insertInto('lease')
      .values([
        { ...lease, name: 'process:old' },
        { ...lease, name: 'process:young', until: NOW },
        { ...lease, name: 'lane:old' },
      ])
      .execute();

    await createSweep(store)(NOW);

    const names = async (
      table: 'seen_event' | 'view' | 'cache' | 'link_code' | 'alert' | 'lease',
      column: string,
    ) => {
      const rows = await store.selectFrom(table).selectAll().execute();
      return rows
        .map((row) => new Map<string, unknown>(Object.entries(row)).get(column))
        .toSorted();
    };
    expect(await names('seen_event', 'id')).toEqual(['young']);
    expect(await names('view', 'key')).toEqual(['young']);
    expect(await names('cache', 'k')).toEqual(['for ever', 'young']);
    expect(await names('link_code', 'hash')).toEqual(['young']);
    expect(await names('alert', 'name')).toEqual(['young']);
    expect(await names('lease', 'name')).toEqual(['lane:old', 'process:young']);
  });

  it('does a part at each tick, more than a hundred thousand channels need, and lets others have their turn', async () => {
    const ids = Array.from({ length: 9_000 }, (_, index) => ({ id: `e${index}`, at: ago(2) }));
    for (let start = 0; start < ids.length; start += 3_000) {
      await store
        .insertInto('seen_event')
        .values(ids.slice(start, start + 3_000))
        .execute();
    }
    const left = async () => (await store.selectFrom('seen_event').select('id').execute()).length;
    const sweep = createSweep(store);
    let turns = 0;
    const others = setInterval(() => turns++, 0);

    await sweep(NOW);
    clearInterval(others);
    const after = await left();
    await sweep(NOW + 60_000);
    await sweep(NOW + 120_000);

    expect(after).toBe(5_000);
    expect(turns).toBeGreaterThan(1);
    expect(await left()).toBe(0);
  });

  it('goes on with the rest when one part fails, says so, and does the daily part again', async () => {
    await store.insertInto('seen_event').values({ id: 'old', at: 0 }).execute();
    await store.schema.alterTable('view').renameTo('away').execute();
    const sweep = createSweep(store);

    const failed = await sweep(NOW).catch((error: unknown) => `${error}`);
    await store.schema.alterTable('away').renameTo('view').execute();
    await store.insertInto('alert').values({ name: 'old', raised: 0, at: 0 }).execute();
    await sweep(NOW + 60_000);

    expect(failed).toMatch(/view/);
    expect(await store.selectFrom('seen_event').selectAll().execute()).toEqual([]);
    expect(await store.selectFrom('alert').selectAll().execute()).toEqual([]);
  });
});
