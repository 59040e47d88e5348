import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import type { Obstacle } from '#chat/platform.ts';
import { ensureWorkspace } from '../../../src/votes/workspaces.ts';
import { allDone } from '../../fakes/store/index.ts';
import { aPaper } from '../digest/papers.ts';
import { HOUR, House, MINUTE, PLACE, WORKSPACE } from './house.ts';

const NO_ENTRY: Obstacle = {
  kind: 'membership',
  problem: 'Paperboy is no longer a member of this channel, so it cannot post here.',
  fix: 'Type /invite @Paperboy in this channel.',
};

let house: House;
beforeEach(async () => {
  house = await House.open();
  house.source.lists.set('2026-03-09', [
    aPaper('2603.00001', { upvotes: 30 }),
    aPaper('2603.00002', { upvotes: 20 }),
    aPaper('2603.00003', { upvotes: 10 }),
  ]);
});
afterEach(() => house[Symbol.asyncDispose]());

async function notice(channel: string, what = channel): Promise<void> {
  const place = { workspace: WORKSPACE, channel };
  await house.services.planner.planNotice(
    place,
    { what, message: sayPlainly(`To ${what}.`), trx: house.store },
    house.time.now,
  );
}

const postedIn = (channel: string) => house.fake.in(channel).map(({ message }) => message.summary);
const states = async () => (await house.deliveries()).map(({ state }) => state);

async function morning(): Promise<void> {
  house.run();
  await house.tickAt('2026-03-10T08:00:00Z');
}

describe('a digest', () => {
  it('comes as one overview, then as one card a paper in the overview’s one thread', async () => {
    await house.subscribe();

    await morning();
    await house.time.pass(5_000);

    const [overview] = house.fake.in('C1');
    const cards = house.fake.underneath('C1');
    expect(postedIn('C1')).toEqual([
      expect.stringMatching(/^Daily Papers for Monday 9 March: 2 of/),
    ]);
    expect(cards.map(({ to }) => to)).toEqual([
      { workspace: WORKSPACE, threadOf: overview?.ref, name: expect.stringMatching(/Mon.9.Mar/) },
      { workspace: WORKSPACE, threadOf: overview?.ref, name: expect.stringMatching(/Mon.9.Mar/) },
    ]);
    expect(cards.map(({ message }) => message.parts[0])).toMatchObject([
      { number: 1, title: 'Paper 2603.00001' },
      { number: 2, title: 'Paper 2603.00002' },
    ]);
    expect(await states()).toEqual(['sent', 'sent', 'sent']);
  });

  it('keeps the channel’s pace', async () => {
    await house.subscribe();

    await morning();
    await house.time.pass(10_000);

    const times = house.fake.messages.map(({ at }) => at - Date.parse('2026-03-10T08:00:00Z'));
    expect(times).toEqual([0, 1_000, 2_000]);
  });

  it.each([
    ['channel', 'its cards stand in the channel', 3, 0],
    ['none', 'there are no cards', 1, 0],
  ] as const)('with details %s: %s', async (...[details, , inChannel, inThread]) => {
    await house.subscribe({ details });

    await morning();
    await house.time.pass(5_000);

    expect(house.fake.in('C1')).toHaveLength(inChannel);
    expect(house.fake.underneath('C1')).toHaveLength(inThread);
  });

  it('is finished whatever the hour when its overview is out', async () => {
    await house.subscribe();
    house.fake.faults.push(undefined, { kind: 'rate-limited', retryAfterMs: 9 * HOUR });

    await morning();
    await house.time.pass(5_000);
    await house.time.jump(9 * HOUR);
    await house.time.pass(MINUTE);

    expect(await states()).toEqual(['sent', 'sent', 'sent']);
  });

  it('that could not get out within six hours of its slot never comes', async () => {
    await house.subscribe();
    house.fake.faults.push({ kind: 'rate-limited', retryAfterMs: 6 * HOUR + 1 });

    await morning();
    await house.time.jump(8 * HOUR);
    await house.time.pass(MINUTE);

    expect(house.fake.messages).toEqual([]);
    expect(await house.deliveries()).toMatchObject([
      { state: 'skipped', reason: 'it was not out in time' },
      { state: 'skipped', reason: 'what it follows is skipped: it was not out in time' },
      { state: 'skipped' },
    ]);
  });

  it('ends its cards when its overview is refused', async () => {
    house.fake.blocked.set('C1', { failure: { kind: 'forbidden', of: 'channel' } });
    await house.subscribe();

    await morning();
    await house.time.pass(MINUTE);

    expect(await states()).toEqual(['refused', 'skipped', 'skipped', 'sent']);
    expect(house.fake.messages).toHaveLength(house.fake.toPerson('fake:U1').length);
  });

  it('that the platform rejects comes as plain text once, and the operator hears of it', async () => {
    await house.subscribe();
    house.fake.refuses = ({ parts }) => parts.some(({ kind }) => kind === 'heading');

    await morning();
    await house.time.pass(MINUTE);

    expect(house.fake.in('C1').map(({ message }) => message.parts)).toEqual([
      [{ kind: 'text', text: expect.stringMatching(/^Daily Papers for Monday 9 March/) }],
    ]);
    expect(house.fake.underneath('C1')).toHaveLength(2);
    expect(house.log.lines.filter(({ sentence }) => sentence === 'bad post')).toHaveLength(1);
  });
});

describe('a lost answer', () => {
  it('is looked for twice, as far apart as the platform asks, and then the message is there once', async () => {
    house.fake.visibleAfterMs = 30_000;
    house.fake.faults.push('answer-lost');
    await notice('C1');
    house.run();

    await house.time.pass(MINUTE);

    const finds = house.fake.calls.filter(({ what }) => what === 'find').map(({ at }) => at);
    expect(postedIn('C1')).toEqual(['To C1.']);
    expect(finds).toHaveLength(2);
    expect((finds[0] ?? 0) - Date.parse('2026-03-10T07:00:00Z')).toBeGreaterThanOrEqual(5_000);
    expect((finds[1] ?? 0) - (finds[0] ?? 0)).toBeGreaterThanOrEqual(30_000);
    expect(await states()).toEqual(['sent']);
  });

  it('of a request that never arrived: posted after both looks', async () => {
    house.fake.faults.push('request-lost');
    await notice('C1');
    house.run();

    await house.time.pass(MINUTE);

    const calls = house.fake.calls.map(({ what }) => what);
    expect(calls).toEqual(['post', 'find', 'find', 'post']);
    expect(postedIn('C1')).toEqual(['To C1.']);
  });

  it('that nobody can find is uncertain, and is not sent again', async () => {
    house.fake.faults.push('answer-lost');
    house.fake.findFails = 'cannot-say';
    await notice('C1');
    house.run();

    await house.time.pass(MINUTE);
    await house.time.jump(24 * HOUR);

    expect(house.fake.count('post')).toBe(1);
    expect(await house.deliveries()).toMatchObject([{ state: 'uncertain', maybe_sent: 1 }]);
  });
});

describe('a process that is killed', () => {
  it.each([
    ['before the request', 'request-lost', 1],
    ['after the request', 'answer-lost', 1],
  ] as const)('%s leaves one message behind, after the lease', async (...[, fault, posts]) => {
    house.fake.faults.push('hang');
    await notice('C1');
    house.run();
    await house.time.pass(1);
    await house.restart({ isKilled: true });
    if (fault === 'answer-lost') house.fake.release();
    await allDone();
    house.run();

    await house.time.pass(24_000);
    const early = house.fake.count('find') + house.fake.count('post');
    await house.time.pass(2 * MINUTE);

    expect(early, 'nobody touches it while it is leased').toBe(1);
    expect(house.fake.in('C1')).toHaveLength(posts);
    expect(await states()).toEqual(['sent']);
    expect(await house.deliveries()).toMatchObject([{ maybe_sent: 1 }]);
  });
});

describe('trouble in one place', () => {
  it('a dead channel delays no other', async () => {
    house.fake.blocked.set('C2', { failure: { kind: 'forbidden', of: 'channel' } });
    for (const channel of ['C1', 'C2', 'C3']) await notice(channel);
    house.run();

    await house.time.pass(1);

    expect(house.fake.messages.map(({ ref }) => ref.channel)).toEqual(['C1', 'C3']);
  });

  it('a channel that does not answer delays no other', async () => {
    house.fake.faults.push('hang');
    for (const channel of ['C1', 'C2', 'C3']) await notice(channel);
    house.run();

    await house.time.pass(1);

    expect(house.fake.messages.map(({ ref }) => ref.channel)).toEqual(['C2', 'C3']);
  });

  it('a rate limit holds the whole lane for so long, also after a restart', async () => {
    house.fake.faults.push({ kind: 'rate-limited', retryAfterMs: 10 * MINUTE });
    await notice('C1');
    house.run();
    await house.time.pass(1_000);
    await notice('C2');
    house.engine.deliverer.wake();
    await house.time.pass(1_000);
    await house.restart();
    house.run();

    await house.time.pass(10 * MINUTE - 2_001);
    const before = house.fake.count('post');
    await house.time.pass(2_000);

    expect(before).toBe(1);
    expect(house.fake.messages).toHaveLength(2);
  });

  it('a platform in trouble is asked ever more rarely, and nothing is lost', async () => {
    house.fake.faults.push(...Array.from({ length: 40 }, () => ({ kind: 'unavailable' as const })));
    for (let n = 1; n <= 5; n++) await notice(`C${n}`);
    house.run();

    await house.time.pass(20 * MINUTE);
    const asked = house.fake.count('post');
    house.fake.faults.length = 0;
    await house.time.jump(2 * HOUR);
    await house.time.pass(2 * MINUTE);

    expect(asked).toBeLessThan(20);
    expect(house.fake.messages).toHaveLength(5);
  });

  it('a refused token holds the lane, tells the operator, and heals by itself', async () => {
    house.fake.faults.push({ kind: 'unauthorized', of: 'installation' });
    await notice('C1');
    house.run();

    await house.time.pass(4 * MINUTE);
    const before = house.fake.messages.length;
    await house.time.pass(2 * MINUTE);

    expect(before).toBe(0);
    expect(house.log.lines.map(({ sentence }) => sentence)).toContain('platform refuses the token');
    expect(house.fake.messages).toHaveLength(1);
  });

  it('a workspace whose platform is not there waits, without a busy loop', async () => {
    const { planner } = house.services;
    const place = { workspace: 'other:W9', channel: 'C1' };
    const message = sayPlainly('Hello.');
    await planner.planNotice(place, { what: 'x', message, trx: house.store }, house.time.now);
    await notice('C1');
    house.run();

    await house.time.pass(MINUTE);

    expect(house.fake.messages).toHaveLength(1);
    expect(await states()).toEqual(['pending', 'sent']);
  });
});

describe('a tool that sends', () => {
  it('is done when nothing is open', async () => {
    await notice('C1');

    const draining = house.engine.deliverer.drain(house.time.now + 10_000);
    await house.time.pass(1);

    await expect(draining).resolves.toBeUndefined();
    expect(house.fake.messages).toHaveLength(1);
  });

  it('gives up at its hour, and leaves the rest to the service', async () => {
    house.fake.faults.push(
      { kind: 'rate-limited', retryAfterMs: 8_000 },
      {
        kind: 'rate-limited',
        retryAfterMs: 30_000,
      },
    );
    await notice('C1');
    let isDone = false;

    const draining = house.engine.deliverer.drain(house.time.now + 10_000).then(() => {
      isDone = true;
    });
    await house.time.pass(9_000);
    const before = isDone;
    await house.time.pass(1_500);

    expect([before, isDone]).toEqual([true, true]);
    await draining;
    expect(await states()).toEqual(['pending']);
  });

  it('does not wait for a platform that is not there', async () => {
    const place = { workspace: 'other:W9', channel: 'C1' };
    const message = sayPlainly('Hello.');
    await house.services.planner.planNotice(
      place,
      { what: 'x', message, trx: house.store },
      house.time.now,
    );
    let isDone = false;

    const draining = house.engine.deliverer.drain(house.time.now + 10_000).then(() => {
      isDone = true;
    });
    await house.time.pass(11_000);

    expect(isDone).toBe(true);
    await draining;
  });
});

describe('a subscription whose channel is lost', () => {
  beforeEach(() => {
    house.fake.blocked.set('C1', {
      obstacle: NO_ENTRY,
      failure: { kind: 'forbidden', of: 'channel' },
    });
  });
  const told = () => house.fake.toPerson('fake:U1').map(({ message }) => message.summary);
  const paused = async () => (await house.services.subscriptions.find(PLACE))?.paused;

  it('is paused with the reason, and who set it up is told once', async () => {
    await house.subscribe();

    await morning();
    await house.time.pass(MINUTE);
    await house.live('2026-03-11T12:00:00Z', 240);

    expect(await paused()).toEqual({
      reason: NO_ENTRY.problem,
      fix: NO_ENTRY.fix,
      at: Date.parse('2026-03-10T08:00:00Z'),
    });
    expect(told()).toEqual([
      `The daily digest that you set up in name-of-C1 is paused. ${NO_ENTRY.problem} ${NO_ENTRY.fix}`,
    ]);
  });

  it('is not named elsewhere when it is private', async () => {
    house.fake.privateChannels.add('C1');
    await house.subscribe();

    await morning();
    await house.time.pass(MINUTE);

    expect(told()).toEqual([expect.stringContaining('set up in a private channel is paused')]);
  });

  it('says what it can when the platform cannot say why', async () => {
    house.fake.inspectFails = { kind: 'unavailable' };
    await house.subscribe();

    await morning();
    await house.time.pass(MINUTE);

    expect(await paused()).toMatchObject({
      reason: 'Paperboy can no longer post in this channel.',
    });
    expect(told()).toEqual([expect.stringContaining('in a channel is paused')]);
  });

  it('goes on by itself at the next slot after the cause went away, with what was missed', async () => {
    await house.subscribe({ top: 3 });
    await morning();
    await house.live('2026-03-11T20:00:00Z', 240);
    house.source.lists.set('2026-03-10', [aPaper('2603.00010')]);
    house.source.lists.set('2026-03-11', [aPaper('2603.00011')]);
    house.fake.blocked.clear();

    await house.live('2026-03-12T07:55:00Z', 240);
    await house.live('2026-03-12T08:20:00Z', 5);

    expect(await paused()).toBeUndefined();
    expect(postedIn('C1')).toHaveLength(1);
    expect(house.fake.in('C1')[0]?.at).toBeLessThan(Date.parse('2026-03-12T08:10:00Z'));
  });

  it('whose cause nobody can name is not asked again and again, nor told again and again', async () => {
    house.fake.blocked.set('C1', { failure: { kind: 'forbidden', of: 'channel' } });
    await house.subscribe();
    await morning();

    await house.live('2026-03-14T20:00:00Z', 240);

    expect(told()).toHaveLength(1);
    expect(await paused()).toBeDefined();
  });
});

it('lets nobody wait for a message any more once it stops', async () => {
  house.run();
  house.fake.faults.push({ kind: 'rate-limited', retryAfterMs: HOUR });
  await notice('C1');
  await house.time.pass(MINUTE);
  const [row] = await house.deliveries();

  const settled = house.engine.deliverer.settled(row?.key ?? '', HOUR);
  await allDone();
  await house.restart();

  expect(row?.state).toBe('pending');
  await settled;
});

it('reads the votes on a message of which nobody knew yet that it was out when Paperboy began', async () => {
  await ensureWorkspace(house.store, { id: WORKSPACE, name: 'Lab', now: 1 });
  const papers = [aPaper('2603.00001')];
  await house.services.archive.saveList('2026-03-09', papers, { now: 1, isSample: false });
  const shared = { place: PLACE, paper: '2603.00001', opener: { person: 'fake:U1', name: 'Ada' } };
  house.fake.faults.push('answer-lost');
  house.run();
  await house.services.planner.ensureShared(shared, house.time.now);
  house.services.wakeDelivery();
  await house.time.pass(1_000);
  const [card] = house.fake.in('C1');

  await house.restart({ isKilled: true });
  const standing = { person: 'fake:U2', emoji: '👍', isBurst: false };
  house.fake.reactions.set(card?.ref.message ?? '', [standing]);
  await house.engine.inbox.onGap({ platform: 'fake' });
  house.run();
  await house.time.pass(MINUTE);
  await house.engine.healer.flush();

  expect(await states()).toEqual(['sent']);
  const tallies = await house.services.tallies.of(WORKSPACE, ['2603.00001']);
  expect(tallies.get('2603.00001')).toEqual({ up: 1, down: 0 });
});

describe('what was refused and is asked for anew after weeks', () => {
  const card = {
    ...{ place: PLACE, paper: '2603.00001' },
    opener: { person: 'fake:U1', name: 'Ada Lovelace' },
  };

  it('is looked for like any other when its answer is lost, and can be edited', async () => {
    house.source.lists.set('2026-03-09', [aPaper('2603.00001')]);
    await house.engine.tick(house.time.now);
    house.fake.blocked.set('C1', { failure: { kind: 'forbidden', of: 'channel' } });
    house.run();
    await house.services.planner.ensureShared(card, house.time.now);
    house.engine.deliverer.wake();
    await house.time.pass(MINUTE);
    house.fake.blocked.clear();
    await house.time.jump(31 * 24 * HOUR);

    house.fake.faults.push('answer-lost');
    house.fake.findFails = { kind: 'unavailable' };
    await house.services.planner.ensureShared(card, house.time.now);
    house.engine.deliverer.wake();
    await house.time.pass(MINUTE);
    house.fake.findFails = undefined;
    await house.time.pass(5 * MINUTE);

    await house.engine.tick(house.time.now);
    const [row] = await house.deliveries();
    expect(row).toMatchObject({ state: 'sent', reason: null });
    expect(row?.payload).not.toBeNull();
  });
});
