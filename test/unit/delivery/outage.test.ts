import { afterEach, beforeEach, expect, it } from 'vitest';
import { runs } from '../../fakes/store/index.ts';
import { ADA, ask, linesOf } from '../commands/talk.ts';
import { aPaper } from '../digest/papers.ts';
import { House, MINUTE, WORKSPACE } from './house.ts';

let house: House;
beforeEach(async () => {
  house = await House.open();
  for (const day of [9, 10, 11, 12]) {
    const list = [1, 2, 3].map((n) => aPaper(`26${day < 10 ? `0${day}` : day}.0000${n}`));
    house.source.lists.set(`2026-03-${day < 10 ? `0${day}` : day}`, list);
  }
});
afterEach(() => house[Symbol.asyncDispose]());

const CHANNELS = runs(1_000);

async function subscribeAll(): Promise<void> {
  for (let n = 0; n < CHANNELS; n += 1) {
    const workspace = `${WORKSPACE}${n % 10}`;
    await house.subscribe({ place: { workspace, channel: `C${n}` }, details: 'none' });
  }
}

const perChannel = () => Map.groupBy(house.fake.messages, ({ ref }) => ref.channel);

it('after an outage of three days every channel gets one digest, the newest', async () => {
  await subscribeAll();
  house.run();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(5 * MINUTE);
  const before = house.fake.messages.length;
  house.fake.messages.length = 0;

  await house.restart({ isKilled: true });
  house.run();
  await house.tickAt('2026-03-13T09:30:00Z');
  await house.time.pass(5 * MINUTE);

  expect(before).toBe(CHANNELS);
  const posted = perChannel();
  expect(posted.size).toBe(CHANNELS);
  expect([...posted.values()].filter((messages) => messages.length > 1)).toEqual([]);
  expect(house.fake.messages[0]?.message.summary).toMatch(/^Daily Papers .*12 March/);
});

it('what a process left behind as it went is left out, and status says so', async () => {
  await house.subscribe({ details: 'none' });
  house.fake.faults.push({ kind: 'rate-limited', retryAfterMs: 5 * MINUTE, of: 'installation' });
  house.run();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(1_000);

  await house.restart({ isKilled: true });
  house.run();
  await house.tickAt('2026-03-13T09:30:00Z');
  await house.time.pass(5 * MINUTE);

  const rows = await house.deliveries();
  expect(rows.map(({ state }) => state)).toEqual(['skipped', 'sent']);
  expect(house.fake.messages).toHaveLength(1);
  expect(linesOf(await ask(house, 'status', { person: ADA }))).toEqual(
    expect.arrayContaining(['All is well', 'Left out: 1 message not out in time']),
  );
});
