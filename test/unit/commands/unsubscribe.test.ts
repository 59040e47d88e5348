import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, type House, MINUTE, PLACE } from '../delivery/house.ts';
import { ADA, ask, control, openWithList, press, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await openWithList();
});
afterEach(() => house[Symbol.asyncDispose]());

const asAdmin = { person: ADA };
const subscription = () => house.services.subscriptions.find(PLACE);

const posted = () =>
  house.fake.in('C1').map(({ message }) => message.summary.replaceAll('\u00a0', ' '));

describe('unsubscribe', () => {
  it('ends it, and tells the channel who did', async () => {
    house.run();
    await house.subscribe();

    const answer = await ask(house, 'unsubscribe', asAdmin);
    await house.live('2026-03-11T12:00:00Z');

    expect(wordsOf(answer)).toBe('Done. No more digests come here; votes and the archive stay.');
    expect(posted()).toEqual(['Ada Lovelace ended Daily Papers here.']);
  });

  it('keeps its word about a digest that waits to be posted', async () => {
    house.run();
    await house.subscribe();
    house.fake.faults.push({ kind: 'rate-limited', retryAfterMs: 10 * MINUTE });
    await house.tickAt('2026-03-11T08:00:00Z');
    await house.time.pass(1_000);

    await ask(house, 'unsubscribe', asAdmin);
    await house.time.jump(HOUR);
    await house.time.pass(MINUTE);

    expect(posted()).toEqual(['Ada Lovelace ended Daily Papers here.']);
  });

  it('finishes a digest whose overview is out', async () => {
    house.run();
    await house.subscribe();
    await house.tickAt('2026-03-11T08:00:00Z');

    await ask(house, 'unsubscribe', asAdmin);
    await house.time.pass(MINUTE);

    expect(house.fake.underneath('C1')).toHaveLength(2);
  });

  it('says when there is nothing to end', async () => {
    expect(wordsOf(await ask(house, 'unsubscribe', asAdmin))).toMatch(
      /^Nothing is subscribed here\. Try: \/papers subscribe/,
    );
  });

  it('is a button of a paused status too', async () => {
    const { id } = await house.subscribe();
    const at = house.time.now;
    await house.services.subscriptions.pause(id, { reason: 'Why?', fix: 'So.', at });
    const status = await ask(house, 'status', asAdmin);

    await press(house, control(status, 'Unsubscribe'), asAdmin);

    expect(await subscription()).toBeUndefined();
  });
});
