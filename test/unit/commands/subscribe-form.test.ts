import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Obstacle } from '#chat/platform.ts';
import { type House, PLACE } from '../delivery/house.ts';
import { ADA, ask, formOf, linesOf, openWithList, press, wordsOf } from './talk.ts';

const NO_ENTRY: Obstacle = {
  kind: 'membership',
  problem: 'Paperboy is not a member of this channel, so it cannot post here.',
  fix: 'Type /invite @Paperboy in this channel.',
};

let house: House;
beforeEach(async () => {
  house = await openWithList();
});
afterEach(() => house[Symbol.asyncDispose]());

const asAdmin = { person: ADA };
const subscription = () => house.services.subscriptions.find(PLACE);

describe('the form of a bare subscribe', () => {
  const field = (form: ReturnType<typeof formOf>, name: string) =>
    form.fields.find((one) => one.name === name);

  it('has good defaults', async () => {
    const form = formOf(await ask(house, 'subscribe', asAdmin));

    expect(form.fields.map(({ label }) => label)).toEqual([
      'How often',
      'Time',
      'Time zone',
      'Papers in each digest',
    ]);
    expect(form.fields.map(({ value }) => value)).toEqual(['daily', '09:00', 'UTC', '5']);
    expect(form.title.length).toBeLessThanOrEqual(24);
  });

  it('has the person’s zone, or one guessed from their language, or that of the channel', async () => {
    const guessed = formOf(await ask(house, 'subscribe', { person: { ...ADA, locale: 'ja' } }));
    const asked = house.fake.count('inspect');
    house.fake.people.set(ADA.id, { zone: 'Asia/Kathmandu', isAdmin: true });
    const told = formOf(await ask(house, 'subscribe', asAdmin));
    await house.subscribe({ top: 7 });
    const known = formOf(await ask(house, 'subscribe', asAdmin));

    expect(field(guessed, 'zone')).toMatchObject({ value: 'Asia/Tokyo' });
    expect(asked, 'a form must open at once').toBe(0);
    expect(field(told, 'zone')).toMatchObject({ value: 'Asia/Kathmandu' });
    expect(field(known, 'zone')).toMatchObject({ value: 'Europe/Berlin' });
    expect(field(known, 'top')).toMatchObject({
      value: '7',
      options: ['3', '5', '7', '10'].map((value) => ({ label: value, value })),
    });
  });

  it('opens only where a digest can come; the platform is asked once for all there is to know', async () => {
    const person = { id: 'fake:U9', name: 'Cy' };
    house.fake.people.set(person.id, { zone: 'Asia/Tokyo', isAdmin: true });
    const opened = formOf(await ask(house, 'subscribe', { person }));
    const asked = house.fake.count('inspect');
    house.fake.blocked.set('C1', {
      obstacle: NO_ENTRY,
      failure: { kind: 'forbidden', of: 'channel' },
    });

    const refused = await ask(house, 'subscribe', { person });

    expect(field(opened, 'zone')).toMatchObject({ value: 'Asia/Tokyo' });
    expect(asked).toBe(1);
    expect(linesOf(refused)).toEqual([
      `Not subscribed. ${NO_ENTRY.problem}`,
      `To fix it: ${NO_ENTRY.fix}`,
    ]);
  });

  it('opens also when the platform cannot tell the zone', async () => {
    house.fake.inspectFails = { kind: 'unavailable' };

    const form = formOf(await ask(house, 'subscribe', asAdmin));

    expect(field(form, 'zone')).toMatchObject({ value: 'UTC' });
  });

  it('subscribes as the typed command does', async () => {
    const { action } = formOf(await ask(house, 'subscribe', asAdmin));

    const values = { when: 'daily', at: '08:30', zone: 'Europe/Zurich', top: '3' };
    const answer = await press(house, action, { ...asAdmin, values });

    expect(wordsOf(answer)).toMatch(
      /^Done\. The first digest comes Wed 11 Mar, 08:30 Zurich time \(08:30 for you\)\./,
    );
    expect(await subscription()).toMatchObject({ top: 3 });
  });

  it('answers mistakes at their fields, and opens again filled in, after a restart too', async () => {
    const { action } = formOf(await ask(house, 'subscribe', asAdmin));
    const values = { when: 'daily', at: '25:00', zone: 'Zürch', top: '5' };

    const reply = await press(house, action, { ...asAdmin, values });
    if (reply.kind !== 'problems') throw new Error(`not problems but ${reply.kind}`);
    await house.restart();
    const reopened = formOf(await press(house, reply.reopen, asAdmin));

    expect(reply.problems).toEqual([
      { field: 'at', text: expect.stringContaining('“25:00” is no time of day') },
      { field: 'zone', text: 'I know no place “Zürch”. Zurich?' },
    ]);
    expect(field(reopened, 'at')).toMatchObject({ value: '25:00' });
    expect(field(reopened, 'zone')).toMatchObject({ value: 'Zürch' });
    expect(await subscription()).toBeUndefined();
  });

  it('is an example to type where there are no forms', async () => {
    const answer = await ask(house, 'subscribe', { ...asAdmin, canOpenForm: false });

    expect(wordsOf(answer)).toMatch(/Try: \/papers subscribe daily 09:00 Europe\/Berlin top 10$/);
  });
});
