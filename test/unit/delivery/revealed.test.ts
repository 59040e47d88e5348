import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryEvent } from '../../../src/delivery/observed.ts';
import { control, press } from '../commands/talk.ts';
import { aPaper } from '../digest/papers.ts';
import { HOUR, House, MINUTE, PLACE, WORKSPACE } from './house.ts';

let house: House;
let events: DeliveryEvent[];
beforeEach(async () => {
  events = [];
  house = await House.open({ observe: (event) => events.push(event) });
  house.source.lists.set('2026-03-09', [aPaper('2603.00001'), aPaper('2603.00002')]);
  house.run();
});
afterEach(() => house[Symbol.asyncDispose]());

/** The overview is there, its answer was lost, and the platform cannot say. */
async function lostOverview() {
  house.fake.faults.push('answer-lost');
  house.fake.findFails = 'cannot-say';
  await house.subscribe();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(MINUTE);
  house.fake.findFails = undefined;
  const [overview] = house.fake.in('C1');
  if (overview === undefined) throw new Error('nothing was posted');
  return overview;
}

const states = async () => (await house.deliveries()).map(({ state }) => state);
const react = (message: string, emoji = '1️⃣') =>
  house.engine.inbox.onReaction({
    ...{ kind: 'added', ref: { ...PLACE, message }, person: 'fake:U2', emoji, isBurst: false },
  });
const tally = async () =>
  (await house.services.tallies.of(WORKSPACE, ['2603.00001'])).get('2603.00001');

describe('a message of which nobody knew whether it arrived', () => {
  it('is found by a reaction, which counts, and its cards follow', async () => {
    const overview = await lostOverview();
    const before = await states();

    const one = { emoji: '1️⃣', isBurst: false };
    house.fake.reactions.set(overview.ref.message, [
      { ...one, person: 'fake:U2' },
      { ...one, person: 'fake:U3' }, // nobody heard of it
    ]);

    await react(overview.ref.message);
    await house.engine.healer.flush();
    await house.time.pass(MINUTE);

    expect(before).toEqual(['uncertain', 'skipped', 'skipped']);
    expect(await states()).toEqual(['sent', 'sent', 'sent']);
    expect(await tally()).toEqual({ up: 2, down: 0 });
    expect(JSON.stringify(overview.message)).toMatch(/Vote · 2/);
    expect(house.fake.underneath('C1')).toHaveLength(2);
    expect(events).toContainEqual({ kind: 'bound', key: overview.key });
  });

  it('is found by a press too', async () => {
    const overview = await lostOverview();

    await press(house, control(overview.message, 'Vote'), { on: overview.ref });
    await house.time.pass(MINUTE);

    expect(await states()).toEqual(['sent', 'sent', 'sent']);
  });

  it('keeps its cards back when its hours are over', async () => {
    const overview = await lostOverview();
    await house.time.jump(7 * HOUR);

    await react(overview.ref.message);
    await house.time.pass(MINUTE);

    expect(await states()).toEqual(['sent', 'skipped', 'skipped']);
  });

  it('is asked about once a message, and no more than is needed', async () => {
    await lostOverview();
    for (let n = 0; n < 5; n += 1) await react('m-of-others');

    expect(house.fake.count('read')).toBe(1);
  });

  it('stays what it was while the platform does not answer', async () => {
    const overview = await lostOverview();
    house.fake.findFails = { kind: 'unavailable' };

    await react(overview.ref.message);

    expect((await states())[0]).toBe('uncertain');
  });
});

it('nobody is asked about messages where nothing is looked for', async () => {
  await house.subscribe();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(MINUTE);

  await react('m-of-others');

  expect(house.fake.count('read')).toBe(0);
});

it('a second message with the key of a posted one is a duplicate', async () => {
  await house.subscribe();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(MINUTE);
  const [overview] = house.fake.in('C1');
  if (overview === undefined) throw new Error('nothing was posted');

  const vote = control(overview.message, 'Vote');
  await press(house, vote, { on: overview.ref });
  const before = events.filter(({ kind }) => kind === 'duplicate');
  await press(house, vote, { on: { ...overview.ref, message: 'm-twin' } });

  expect(before).toEqual([]);
  expect(events).toContainEqual({ kind: 'duplicate', key: overview.key });
});
