import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import type { Failure } from '#chat/platform.ts';
import { Refresher } from '../../../src/delivery/refresh.ts';
import { aPaper } from '../digest/papers.ts';
import { HOUR, House, MINUTE, PLACE } from './house.ts';
import { Tallies } from './tallies.ts';

let house: House;
let tallies: Tallies;
beforeEach(async () => {
  house = await House.open();
  tallies = new Tallies(house);
  house.source.lists.set('2026-03-09', [
    aPaper('2603.00001', { upvotes: 9 }),
    aPaper('2603.00002'),
  ]);
  await house.subscribe({ details: 'none' });
  house.run();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(1);
});
afterEach(() => house[Symbol.asyncDispose]());

const shut = (failure: Failure = { kind: 'forbidden', of: 'channel' }) =>
  house.fake.blocked.set('C1', { failure });
const open = () => house.fake.blocked.clear();

/** A vote while it is shut. */
async function votedWhileShut(): Promise<void> {
  shut();
  await tallies.vote(1);
  await house.time.pass(5_000);
}

describe('a tally in a channel that is shut', () => {
  it.each([
    { kind: 'forbidden', of: 'channel' },
    { kind: 'closed', of: 'channel' },
    { kind: 'closed', of: 'thread' },
    { kind: 'gone', of: 'channel' },
    // An edit in an archived channel of Slack: `is_inactive`.
    { kind: 'closed', of: 'message' },
  ] as const)('for a moment ($kind, $of) follows when it is open again', async (failure) => {
    shut(failure);
    await tallies.vote(1);
    await house.time.pass(5_000);
    open();
    await house.time.pass(HOUR);

    expect(tallies.label()).toBe('Vote · 1');
  });

  it('for long is tried rarely, whoever votes, and for a week', async () => {
    shut();
    for (let n = 1; n <= 60; n += 1) {
      await tallies.vote(n);
      await house.time.pass(MINUTE);
    }
    const withinAnHour = tallies.edits().length;
    await house.time.pass(6 * 24 * HOUR);
    const withinAWeek = tallies.edits().length;
    await house.time.pass(3 * 24 * HOUR);

    expect(withinAnHour).toBeLessThanOrEqual(2);
    expect(withinAWeek).toBeGreaterThan(10);
    expect(withinAWeek).toBeLessThan(20);
    expect(tallies.edits().length - withinAWeek).toBeLessThanOrEqual(2);
  });

  it.each(['channel', 'message'] as const)(
    'follows at once when the platform says that it is open, whatever was refused (%s)',
    async (of) => {
      shut({ kind: 'closed', of });
      await tallies.vote(1);
      await house.time.pass(5_000);
      open();

      await house.engine.inbox.onPlace({ kind: 'access-back', place: PLACE });
      await house.time.pass(5_000);

      expect(tallies.label()).toBe('Vote · 1');
    },
  );

  it('follows at once when another process is told so', async () => {
    await votedWhileShut();
    open();
    const { store, fake, time, log } = house;
    const other = new Refresher({
      ...{ store, clock: time.clock, wait: time.wait, log, platformOf: () => fake },
      render: async () => sayPlainly('Nothing is edited there.'),
    });

    await other.opened(PLACE);
    house.engine.refresher.wake();
    await house.time.pass(5_000);

    expect(tallies.label()).toBe('Vote · 1');
  });

  it('follows when its digest goes on', async () => {
    const obstacle = { kind: 'permission', problem: 'It is shut.', fix: 'Open it.' } as const;
    house.fake.blocked.set('C1', { obstacle, failure: { kind: 'forbidden', of: 'channel' } });
    await house.engine.inbox.onPlace({ kind: 'access-lost', place: PLACE });
    await tallies.vote(1);
    await house.time.pass(5_000);
    open();

    await house.tickAt('2026-03-10T08:45:00Z');
    await house.time.pass(5_000);

    expect(tallies.label()).toBe('Vote · 1');
  });

  it('follows in what was posted there since, without delay', async () => {
    await votedWhileShut();
    // Tried in vain until the rests are long.
    for (let hour = 0; hour < 20; hour += 1) await house.time.pass(HOUR);
    open();
    house.source.lists.set('2026-03-10', [aPaper('2603.00003'), aPaper('2603.00004')]);
    await house.tickAt('2026-03-11T08:00:00Z');
    await house.time.pass(1);
    const next = house.fake.in('C1').at(-1);

    await tallies.vote(1, next?.ref);
    await house.time.pass(5_000);

    expect(next && tallies.label(next)).toBe('Vote · 1');
  });
});

describe('a message that can have no more edits', () => {
  it.each([{ kind: 'rejected' }, { kind: 'gone', of: 'message' }] as const)(
    '($kind) is tried once',
    async (failure) => {
      house.fake.editFaults.push(failure);
      await tallies.vote(1);
      await house.time.pass(MINUTE);
      await tallies.vote(2);
      await house.time.pass(24 * HOUR);

      expect(tallies.edits()).toHaveLength(1);
    },
  );
});
