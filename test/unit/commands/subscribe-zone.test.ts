import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House, PLACE } from '../delivery/house.ts';
import { ADA, ask, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await House.open({ now: '2026-03-10T12:00:00Z' });
});
afterEach(() => house[Symbol.asyncDispose]());

const asAdmin = { person: ADA };
const subscription = () => house.services.subscriptions.find(PLACE);

describe('a subscribe that names no zone', () => {
  it('takes the zone of the person when none is given, else UTC', async () => {
    await ask(house, 'subscribe 10:00', asAdmin);
    const without = (await subscription())?.schedule.zone;
    await house.services.subscriptions.remove(PLACE);
    house.fake.people.set(ADA.id, { zone: 'Asia/Tokyo', isAdmin: true });
    await ask(house, 'subscribe 10:00', asAdmin);

    expect(without).toBe('UTC');
    expect((await subscription())?.schedule.zone).toBe('Asia/Tokyo');
  });

  it('guesses the zone from the language of a person, as the form does, where the platform tells none', async () => {
    const person = { ...ADA, locale: 'de' };
    await ask(house, 'subscribe 10:00', { person });
    const guessed = (await subscription())?.schedule.zone;
    await ask(house, 'subscribe 10:00 Tokyo', { person });
    await ask(house, 'subscribe 11:00', { person });

    expect(guessed).toBe('Europe/Berlin');
    expect((await subscription())?.schedule.zone).toBe('Asia/Tokyo');
  });

  it('writes the zone of a profile by our name for it', async () => {
    house.fake.people.set(ADA.id, { zone: 'US/Eastern', isAdmin: true });

    const answer = await ask(house, 'subscribe 10:00', asAdmin);

    expect(wordsOf(answer)).toContain('10:00 New York time');
  });

  it('guesses the zone from the language of a person, for the picks too', async () => {
    await ask(house, 'subscribe picks', { person: { ...ADA, locale: 'de' } });

    expect(await house.services.subscriptions.find(PLACE, 'picks')).toMatchObject({
      schedule: { zone: 'Europe/Berlin' },
    });
  });
});
