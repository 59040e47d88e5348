import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Obstacle } from '#chat/platform.ts';
import { type House, PLACE } from '../delivery/house.ts';
import { ADA, ask, BO, formOf, linesOf, openWithList, press, wordsOf } from './talk.ts';

const NO_ENTRY: Obstacle = {
  kind: 'membership',
  problem: 'Paperboy is not a member of this channel, so it cannot post here.',
  fix: 'Type /invite @Paperboy in this channel.',
};
const REFUSED = expect.stringMatching(/^Only an admin of this channel can .* Ask one of them/);

let house: House;
beforeEach(async () => {
  house = await openWithList();
});
afterEach(() => house[Symbol.asyncDispose]());

const asAdmin = { person: ADA };
const subscription = () => house.services.subscriptions.find(PLACE);

describe('who may not', () => {
  it.each(['subscribe', 'subscribe 09:00', 'unsubscribe'])(
    '%s is refused politely',
    async (line) => {
      await house.subscribe();

      expect(wordsOf(await ask(house, line, { person: BO }))).toEqual(REFUSED);
      expect(await subscription()).toMatchObject({ top: 2 });
    },
  );

  it('is asked of the platform where the call does not say', async () => {
    const person = { id: 'fake:U9', name: 'Cy' };
    const before = wordsOf(await ask(house, 'subscribe 09:00', { person }));
    house.fake.people.set(person.id, { isAdmin: true });

    expect(before).toEqual(REFUSED);
    expect(wordsOf(await ask(house, 'subscribe 09:00', { person }))).toMatch(/^Done\./);
  });

  it('cannot submit a form that an admin opened', async () => {
    const { action } = formOf(await ask(house, 'subscribe', asAdmin));
    const values = { at: '09:00', zone: 'Zurich', top: '5' };

    expect(wordsOf(await press(house, action, { person: BO, values }))).toEqual(REFUSED);
    expect(await subscription()).toBeUndefined();
  });
});

describe('an obstacle', () => {
  it('stores nothing, tells nobody, and names the fix', async () => {
    house.fake.blocked.set('C1', {
      obstacle: NO_ENTRY,
      failure: { kind: 'forbidden', of: 'channel' },
    });

    const answer = await ask(house, 'subscribe 09:00 Zurich', asAdmin);

    expect(linesOf(answer)).toEqual([
      `Not subscribed. ${NO_ENTRY.problem}`,
      `To fix it: ${NO_ENTRY.fix}`,
    ]);
    expect(await subscription()).toBeUndefined();
    expect(await house.deliveries()).toEqual([]);
  });
});
