import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import type { DeliveryEvent } from '../../../src/delivery/observed.ts';
import { refuseChanges } from '../../fakes/store/trouble.ts';
import { ADA, ask, wordsOf } from '../commands/talk.ts';
import { aPaper } from '../digest/papers.ts';
import { House, MINUTE } from './house.ts';

const SECOND = 1_000;
const refusals = { most: 5, withinMs: 10 * MINUTE };
const lanePace = { first: 100, most: 100, atOnce: 8, refusals };

let house: House;
const events: DeliveryEvent[] = [];
beforeEach(async () => {
  events.length = 0;
  const observe = (event: DeliveryEvent) => void events.push(event);
  house = await House.open({ limits: { lanePace }, observe });
});
afterEach(() => house[Symbol.asyncDispose]());

async function notice(channel: string, { what = channel, workspace = 'fake:W1' } = {}) {
  await house.services.planner.planNotice(
    { workspace, channel },
    { what, message: sayPlainly(`To ${what}.`), trx: house.store },
    house.time.now,
  );
}

const channels = () => house.fake.messages.map(({ ref }) => ref.channel);
const states = async () => (await house.deliveries()).map(({ state }) => state);

describe('a channel that is asked to wait', () => {
  const wait = { kind: 'rate-limited', retryAfterMs: MINUTE, of: 'channel' } as const;

  it('waits, while all others of its lane go on, and gets nothing before its time', async () => {
    house.fake.faults.push(wait);
    await notice('C1', { what: 'one' });
    await notice('C1', { what: 'two' });
    for (const channel of ['C2', 'C3']) await notice(channel);
    house.run();

    await house.time.pass(59 * SECOND);
    const early = channels();
    await house.time.pass(5 * SECOND);

    expect(early).toEqual(['C2', 'C3']);
    expect(channels()).toEqual(['C2', 'C3', 'C1', 'C1']);
  });

  it('has its next cards wait with the one that was told to, whoever looks', async () => {
    house.source.lists.set('2026-03-09', [aPaper('2603.00001'), aPaper('2603.00002')]);
    await house.subscribe();
    house.fake.faults.push(undefined, wait);
    house.run();
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(2_500);

    const now = house.time.now;
    const cards = (await house.deliveries()).filter(({ turn }) => turn === 1);
    expect(cards.map(({ state }) => state)).toEqual(['pending', 'pending']);
    for (const { not_before } of cards) expect(not_before).toBeGreaterThan(now + 50 * SECOND);
  });

  it('keeps no other waiting, however much there is for it', async () => {
    house.fake.faults.push(wait);
    for (let n = 0; n < 200; n++) await notice('C1', { what: `C1 ${n}` });
    await notice('C2');
    house.run();

    await house.time.pass(SECOND);

    expect(channels()).toEqual(['C2']);
  });
});

describe('a lane that is asked to wait', () => {
  it('posts nothing until then, not even what was claimed and waits for its turn', async () => {
    // Ten a second: at 900 ms the eleventh and the twelfth are claimed for 1,000, and what the eleventh is answered holds the twelfth back.
    await using slow = await House.open({
      limits: { lanePace: { first: 10, most: 10, atOnce: 50 } },
    });
    for (let n = 0; n < 12; n++)
      await slow.services.planner.planNotice(
        { workspace: 'fake:W1', channel: `C${n}` },
        { what: `${n}`, message: sayPlainly('Hello.'), trx: slow.store },
        slow.time.now,
      );
    slow.run();
    await slow.time.pass(910);
    slow.fake.faults.push({ kind: 'rate-limited', retryAfterMs: MINUTE });

    await slow.time.pass(50 * SECOND);
    const early = slow.fake.messages.length;
    await slow.time.pass(20 * SECOND);

    expect(early).toBe(10);
    expect(slow.fake.messages).toHaveLength(12);
  });
});

describe('a workspace that does not answer', () => {
  it('delays no other', async () => {
    house.fake.faults.push(...Array.from({ length: 5 }, () => 'hang' as const));
    for (let n = 0; n < 20; n++) await notice(`C${n}`);
    house.run();
    await house.time.pass(1);
    await notice('C1', { workspace: 'fake:W2' });
    house.engine.deliverer.wake();

    await house.time.pass(1);

    expect(house.fake.messages.map(({ ref }) => ref.workspace)).toEqual(['fake:W2']);
  });

  it('is told once that it does not, and once that it does again', async () => {
    const trouble = { kind: 'unavailable' } as const;
    house.fake.faults.push(...Array.from({ length: 6 }, () => trouble));
    for (let n = 0; n < 8; n++) await notice(`C${n}`);
    house.run();

    await house.time.pass(10 * MINUTE);

    expect(events.filter(({ kind }) => kind === 'breaker')).toEqual([
      { kind: 'breaker', lane: 'fake:W1', isOpen: true },
      { kind: 'breaker', lane: 'fake:W1', isOpen: false },
    ]);
    expect(await states()).toEqual(Array(8).fill('sent'));
  });
});

describe('what is given up while a workspace does not answer', () => {
  it('is no answer of it', async () => {
    const trouble = { kind: 'unavailable' } as const;
    house.fake.faults.push(...Array.from({ length: 30 }, () => trouble));
    for (let n = 0; n < 8; n++) await notice(`C${n}`);
    house.run();
    await house.time.pass(SECOND);
    await house.store.updateTable('delivery').set({ attempts: 11 }).execute();

    await house.time.pass(4 * MINUTE);

    expect(await states()).toContain('dead');
    expect(events.filter(({ kind }) => kind === 'breaker')).toEqual([
      { kind: 'breaker', lane: 'fake:W1', isOpen: true },
    ]);
  });
});

describe('a platform that does not answer', () => {
  const slow = async () => {
    const said = wordsOf(await ask(house, 'status', { person: ADA }));
    return /Slowed down[^\n]*/.exec(said)?.[0];
  };

  it('is why messages wait, in status, until it does', async () => {
    await house.subscribe();
    house.fake.faults.push(...Array.from({ length: 5 }, () => ({ kind: 'unavailable' }) as const));
    for (let n = 0; n < 8; n++) await notice(`C${n}`);
    house.run();
    await house.time.pass(1);

    const before = await slow();
    await house.time.pass(2 * MINUTE);
    await notice('C1', { what: 'another' });

    expect([before, await slow()]).toEqual([
      expect.stringContaining('Fake does not answer; next try 08:00'),
      undefined,
    ]);
  });
});

describe('a platform of which nobody asked anything', () => {
  it('is not said to answer again', async () => {
    house.fake.faults.push(...Array.from({ length: 8 }, () => ({ kind: 'unavailable' }) as const));
    for (let n = 0; n < 8; n++) await notice(`C${n}`);
    house.run();
    await house.time.pass(1);
    await house.store
      .updateTable('delivery')
      .set({ deliver_by: house.time.now + SECOND })
      .execute();

    await house.time.pass(MINUTE);

    expect(await states()).toEqual(Array(8).fill('skipped'));
    expect(events.filter(({ kind }) => kind === 'breaker')).toEqual([
      { kind: 'breaker', lane: 'fake:W1', isOpen: true },
    ]);
  });
});

describe('a platform that refuses again and again', () => {
  it('is asked no more often than it bears, over a restart too', async () => {
    for (let n = 0; n < 20; n++) {
      house.fake.blocked.set(`C${n}`, { failure: { kind: 'forbidden', of: 'channel' } });
      await notice(`C${n}`);
    }
    house.run();
    await house.time.pass(MINUTE);
    const before = house.fake.count('post');
    await house.restart();
    house.run();
    await house.time.pass(8 * MINUTE);
    const after = house.fake.count('post');
    await house.time.pass(4 * MINUTE);

    expect([before, after, house.fake.count('post')]).toEqual([5, 5, 10]);
  });
});

it('tells of each outcome that was written', async () => {
  await notice('C1');
  house.run();

  await house.time.pass(SECOND);

  expect(events).toMatchObject([{ kind: 'settled', outcome: { state: 'sent' } }]);
});

it('is tried again every few seconds while the database takes nothing, not at once', async () => {
  await notice('C1');
  const takesAgain = await refuseChanges(house.store, 'delivery', ['update']);
  house.run();

  await house.time.pass(MINUTE);
  await takesAgain();
  await house.time.pass(10 * SECOND);

  const failed = house.log.lines.filter(({ sentence }) => sentence === 'outbox could not be read');
  expect(failed.length).toBeLessThan(15);
  expect(channels()).toEqual(['C1']);
});
