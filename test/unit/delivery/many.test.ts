import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { subscribeMany } from '../../bench/subscriptions.ts';
import { aPaper } from '../digest/papers.ts';
import { HOUR, House } from './house.ts';

/** More than one transaction plans, the last of which is not full. */
const CHANNELS = 2_600;

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house[Symbol.asyncDispose]());

/** At 8:00 Berlin time, which is now; some were due an hour ago. */
async function subscribe(): Promise<void> {
  await subscribeMany(house.store, CHANNELS, house.time.now);
  const table = house.store.updateTable('subscription');
  await table.set({ zone: 'Europe/Berlin', local_minute: 8 * 60 }).execute();
  await table
    .set({ next_run_at: house.time.now - HOUR, local_minute: 7 * 60 })
    .where('id', 'like', '%1')
    .execute();
}

async function channelsWithDigest(): Promise<number> {
  const rows = await house.store.selectFrom('digest').select('subscription').execute();
  expect(new Set(rows.map(({ subscription }) => subscription)).size).toBe(rows.length);
  return rows.length;
}

describe('thousands of channels that are due', () => {
  it('get one digest each, however often the clock ticks', async () => {
    house.source.lists.set('2026-03-09', [aPaper('2603.00001'), aPaper('2603.00002')]);
    await subscribe();

    await house.engine.tick(house.time.now);
    await house.engine.tick(house.time.now);

    expect(await channelsWithDigest()).toBe(CHANNELS);
    const messages = await house.deliveries();
    expect(messages).toHaveLength(3 * CHANNELS);
    expect(new Set(messages.map(({ key }) => key.length))).toEqual(new Set([24]));
  });

  it('wait together for a list that is late', async () => {
    house.source.isDown = true;
    await subscribe();

    await house.engine.tick(house.time.now);

    expect(await channelsWithDigest()).toBe(0);
    house.source.isDown = false;
    house.source.lists.set('2026-03-09', [aPaper('2603.00001')]);
    await house.tickAt('2026-03-10T08:00Z');
    expect(await channelsWithDigest()).toBe(CHANNELS);
  });
});
