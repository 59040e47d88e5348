import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openingOf } from '../../../src/ops/opening.ts';
import { linesOf } from '../commands/talk.ts';
import { House, WORKSPACE } from '../delivery/house.ts';
import { aPaper, ids } from '../digest/papers.ts';

let house: House;
beforeEach(async () => {
  house = await House.open({ now: '2026-03-11T10:00:00Z' });
});
afterEach(() => house[Symbol.asyncDispose]());

const opening = async () => {
  const { limits } = house.fake;
  return linesOf(await openingOf(house.services, { limits, workspace: WORKSPACE }))[0];
};

const list = (day: string, count: number) =>
  house.source.lists.set(
    day,
    ids(count).map((id) => aPaper(id)),
  );

describe('the opening', () => {
  it('says of a list that still grows that it is so far, as today does', async () => {
    list('2026-03-11', 2);

    expect(await opening()).toBe('Daily Papers, Wed 11 Mar so far: 2 papers');
  });

  it('says so of the first of many, too', async () => {
    list('2026-03-11', 9);

    expect(await opening()).toBe('Daily Papers, Wed 11 Mar so far: 5 of 9');
  });

  it('says nothing like it of a list that is closed', async () => {
    list('2026-03-10', 9);
    await house.engine.tick(house.time.now);

    expect(await opening()).toBe('Daily Papers, Tue 10 Mar: 5 of 9');
  });
});
