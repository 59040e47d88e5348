import { afterEach, beforeEach, expect, it } from 'vitest';
import { House, MINUTE, PLACE } from '../delivery/house.ts';

const CARD = { ...PLACE, message: 'm1' };

let house: House;
beforeEach(async () => {
  house = await House.open();
  await house.store
    .insertInto('votable')
    .values({ ...CARD, number: 0, paper: '2603.00001' })
    .execute();
});
afterEach(() => house[Symbol.asyncDispose]());

const kept = async () =>
  (await house.store.selectFrom('taken_back').select('person').execute()).map((row) => row.person);

it('forgets who took a reaction back ten minutes later, though nobody takes back another', async () => {
  await house.engine.inbox.onReaction({
    ...{ kind: 'removed', ref: CARD, person: 'fake:U1', emoji: '👍', isBurst: false },
  });
  await house.time.jump(10 * MINUTE);
  await house.engine.tick(house.time.now);
  const during = await kept();

  await house.time.jump(MINUTE);
  await house.engine.tick(house.time.now);

  expect(during).toEqual(['fake:U1']);
  expect(await kept()).toEqual([]);
});
