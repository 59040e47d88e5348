import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureZoneTable } from '../../../src/delivery/zone-table.ts';
import { House, PLACE } from './house.ts';

const NOW = Date.parse('2026-03-10T07:00:00Z');
let house: House;
beforeEach(async () => {
  house = await House.open();
  await house.subscribe();
});
afterEach(() => house[Symbol.asyncDispose]());

const nextRunAt = async () => (await house.services.subscriptions.find(PLACE))?.nextRunAt;

/** As an older table had it: an hour later. */
async function anOldTable(next_run_at: number): Promise<void> {
  await ensureZoneTable(house.store, NOW, '2025a');
  await house.store.updateTable('subscription').set({ next_run_at }).execute();
}

it('with another version every slot to come is computed anew, once', async () => {
  await anOldTable(Date.parse('2026-03-10T09:00:00Z'));

  const first = await ensureZoneTable(house.store, NOW, '2026a');
  const second = await ensureZoneTable(house.store, NOW, '2026a');

  expect([first, second]).toEqual([true, false]);
  expect(await nextRunAt()).toBe(Date.parse('2026-03-10T08:00:00Z'));
});

it('a slot that has come stays due', async () => {
  const due = Date.parse('2026-03-10T06:00:00Z');
  await anOldTable(due);

  await ensureZoneTable(house.store, NOW, '2026a');

  expect(await nextRunAt()).toBe(due);
});

it('a paused subscription is looked at again when it was to be', async () => {
  const probe = Date.parse('2026-03-10T07:15:00Z');
  await anOldTable(probe);
  await house.store.updateTable('subscription').set({ enabled: 0 }).execute();

  await ensureZoneTable(house.store, NOW, '2026a');

  const { next_run_at } = await house.store
    .selectFrom('subscription')
    .select('next_run_at')
    .executeTakeFirstOrThrow();
  expect(next_run_at).toBe(probe);
});

it('the first version of all is only remembered', async () => {
  const wrong = Date.parse('2026-03-10T09:00:00Z');
  await house.store.updateTable('subscription').set({ next_run_at: wrong }).execute();

  expect(await ensureZoneTable(house.store, NOW, '2026a')).toBe(false);
  expect(await nextRunAt()).toBe(wrong);
});
