import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Obstacle } from '#chat/platform.ts';
import { refuseAllChanges, refuseChanges } from '../../fakes/store/trouble.ts';
import { House, MINUTE, PLACE, WORKSPACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { ADA, ask, wordsOf } from './talk.ts';

const ARCHIVED: Obstacle = {
  kind: 'archived',
  problem: 'This channel is archived.',
  fix: 'Unarchive it.',
};

const NOT_A_MEMBER: Obstacle = {
  kind: 'membership',
  problem: 'Paperboy is not a member of this channel, so it cannot post here.',
  fix: 'Type /invite @Paperboy in this channel.',
};

let house: House;
beforeEach(async () => {
  house = await House.open();
  const papers = [1, 2, 3].map((n) => aPaper(`2603.0000${n}`));
  house.source.lists.set('2026-03-09', papers);
});
afterEach(() => house[Symbol.asyncDispose]());

const paused = async () => (await house.services.subscriptions.find(PLACE))?.paused;
const told = () => house.fake.toPerson(ADA.id).map(({ message }) => message.summary);
const sentences = () => house.log.lines.map(({ sentence }) => sentence);

describe('an error of ours', () => {
  it('is answered with words and an id, under which the operator finds the rest', async () => {
    await house.store.schema.dropTable('view').execute();

    const words = wordsOf(await ask(house, 'search anything'));

    const id = /log as ([0-9a-f]{8})\.$/.exec(words)?.[1];
    expect(words).toMatch(/^That did not work; the operator can find it in the log as/);
    expect(words).not.toMatch(/view|sql|table/i);
    expect(house.log.lines).toMatchObject([
      { sentence: 'not answered', facts: { id, what: 'search', error: /no such table: view/ } },
    ]);
  });

  it('in an event reaches no adapter, and the operator', async () => {
    await house.store.schema.dropTable('votable').execute();
    const ref = { ...PLACE, message: 'm1' };
    const reaction = { kind: 'added' as const, ref, person: ADA.id, emoji: '👍', isBurst: false };

    await expect(house.engine.inbox.onReaction(reaction)).resolves.toBeUndefined();
    expect(house.log.lines).toMatchObject([
      { sentence: 'event lost', facts: { what: 'reaction', error: /votable/ } },
    ]);
  });

  it('answers a command that nobody knows', async () => {
    const call = { name: 'dance', options: {}, isShared: false, spot: PLACE, person: ADA };
    const answer = await house.engine.inbox.onCommand({ ...call, canOpenForm: false });

    expect(wordsOf(answer)).toBe('I know no such command. Try: /papers help');
  });
});

describe('a database that takes no writes', () => {
  let free: () => Promise<void>;
  const fill = async () => {
    free = await refuseAllChanges(house.store);
  };

  it('is told to the person in words and to the operator in full, and nothing is half-written', async () => {
    await fill();

    const words = wordsOf(await ask(house, 'subscribe 09:00 Zurich', { person: ADA }));
    await free();

    expect(words).toMatch(/^That did not work/);
    expect(house.log.lines).toMatchObject([
      { sentence: 'not answered', facts: { error: /disk is full/ } },
    ]);
    expect(await house.services.subscriptions.find(PLACE)).toBeUndefined();
    expect(await house.deliveries()).toEqual([]);
  });

  it('in the middle of a subscription leaves none behind', async () => {
    await refuseChanges(house.store, 'delivery', ['insert']);

    const words = wordsOf(await ask(house, 'subscribe 09:00 Zurich', { person: ADA }));

    expect(words).toMatch(/^That did not work/);
    expect(await house.services.subscriptions.find(PLACE)).toBeUndefined();
  });

  it('in the middle of an unsubscribe ends nothing', async () => {
    await house.subscribe();
    await refuseChanges(house.store, 'delivery', ['insert']);

    await ask(house, 'unsubscribe', { person: ADA });

    expect(await house.services.subscriptions.find(PLACE)).toBeDefined();
  });

  it('in the middle of a digest plans none of it, says so, and plans all of it later', async () => {
    await house.subscribe();
    await house.engine.tick(house.time.now);
    house.run();
    const free = await refuseChanges(house.store, 'shown', ['insert']);
    await expect(house.tickAt('2026-03-10T08:00:00Z')).rejects.toThrow('disk is full');
    const rows = await house.deliveries();
    const digests = await house.store.selectFrom('digest').selectAll().execute();
    await free();

    await house.tickAt('2026-03-10T08:01:00Z');
    await house.time.pass(MINUTE);

    expect([rows, digests]).toEqual([[], []]);
    expect(house.fake.messages).toHaveLength(3);
  });

  it('while a message is out posts it once, and never in a busy loop', async () => {
    await house.subscribe({ details: 'none' });
    await house.engine.tick(house.time.now);
    house.run();
    house.fake.faults.push('hang');
    await house.tickAt('2026-03-10T08:00:00Z');
    await fill();
    house.fake.release();
    await house.time.pass(5 * MINUTE);
    const complaints = house.log.lines.length;
    await free();
    await house.time.pass(2 * MINUTE);

    expect(house.fake.in('C1')).toHaveLength(1);
    expect(await house.deliveries()).toMatchObject([{ state: 'sent', maybe_sent: 1 }]);
    expect(sentences()).toContain('delivery failed');
    expect(complaints).toBeLessThan(100);
  });
});

describe('a place that changes', () => {
  beforeEach(async () => {
    await house.subscribe();
    house.run();
  });
  const happens = async (kind: 'channel-gone' | 'access-lost' | 'access-back') => {
    await house.engine.inbox.onPlace({ kind, place: PLACE });
    await house.time.pass(2_000);
  };
  const installed = () =>
    house.engine.inbox.onPlace({ kind: 'installed', workspace: WORKSPACE, name: 'Lab' });
  const removed = () => house.engine.inbox.onPlace({ kind: 'removed', workspace: WORKSPACE });

  const blocked = (obstacle: Obstacle) =>
    house.fake.blocked.set('C1', { obstacle, failure: { kind: 'forbidden', of: 'channel' } });

  it.each([
    ['access-lost', 'name-of-C1', ARCHIVED.problem, ARCHIVED.fix],
    ['channel-gone', 'a channel', 'This channel is gone.', 'Subscribe another channel.'],
  ] as const)(
    '%s pauses once, and tells who set it up once',
    async (...[kind, where, reason, fix]) => {
      blocked(ARCHIVED);
      await happens(kind);
      const first = await paused();
      await happens(kind);

      expect(first).toEqual({ reason, fix, at: Date.parse('2026-03-10T07:00:00Z') });
      expect(await paused()).toEqual(first);
      expect(told()).toEqual([
        `The daily digest that you set up in ${where} is paused. ${reason} ${fix}`,
      ]);
    },
  );

  it('access-lost that is old news by now pauses nothing', async () => {
    await happens('access-lost');

    expect(await paused()).toBeUndefined();
    expect(told()).toEqual([]);
  });

  it('access-lost is believed where the platform cannot be asked', async () => {
    house.fake.inspectFails = { kind: 'unavailable' };

    await happens('access-lost');

    expect(await paused()).toMatchObject({ reason: 'Paperboy was removed here.' });
  });

  it('access-back goes on with the next slot', async () => {
    blocked(NOT_A_MEMBER);
    await happens('access-lost');
    house.fake.blocked.clear();

    await happens('access-back');

    expect(await paused()).toBeUndefined();
    expect((await house.services.subscriptions.find(PLACE))?.nextRunAt).toBe(
      Date.parse('2026-03-10T08:00:00Z'),
    );
  });

  it('access-back changes nothing while something else is in the way', async () => {
    blocked(NOT_A_MEMBER);
    await happens('access-lost');
    blocked(ARCHIVED);

    await happens('access-back');

    expect(await paused()).toBeDefined();
  });

  it('a removed workspace goes quiet, without a message to anybody, and comes back', async () => {
    house.fake.inspectFails = { kind: 'unauthorized', of: 'installation' };
    await removed();
    await house.live('2026-03-10T12:00:00Z');
    const meanwhile = [await paused(), house.fake.messages.length];
    house.fake.inspectFails = undefined;

    await installed();
    await house.live('2026-03-11T12:00:00Z');

    expect(meanwhile).toEqual([expect.objectContaining({ fix: 'Invite Paperboy again.' }), 0]);
    expect(house.fake.in('C1')).toHaveLength(1);
  });

  it('a start, at which every server is told as installed, wakes no pause whose cause is still there', async () => {
    house.fake.blocked.set('C1', {
      obstacle: ARCHIVED,
      failure: { kind: 'closed', of: 'channel' },
    });
    await house.live('2026-03-10T09:00:00Z');
    const before = await paused();
    await house.restart();
    house.run();
    await installed();
    await house.live('2026-03-11T09:00:00Z');

    expect(before).toMatchObject({ reason: ARCHIVED.problem });
    expect(await paused()).toEqual(before);
    expect(told()).toHaveLength(1);
  });

  describe('and comes back', () => {
    const PAPER = '2603.00001';
    const upvotes = async () =>
      (await house.services.tallies.of(WORKSPACE, [PAPER])).get(PAPER)?.up;
    const reacted = () => {
      const [overview] = house.fake.in('C1');
      const keycap = { person: 'fake:U7', emoji: 'one', isBurst: false };
      house.fake.reactions.set(overview?.ref.message ?? '', [keycap]);
    };
    beforeEach(async () => {
      await installed();
      await house.tickAt('2026-03-10T08:00:00Z');
      await house.time.pass(MINUTE);
    });

    it('as a workspace, is asked how people reacted meanwhile', async () => {
      await removed();
      reacted();
      await house.time.jump(MINUTE);
      await installed();
      await house.engine.healer.flush();

      expect(await upvotes()).toBe(1);
    });

    it('as a channel, is asked how people reacted meanwhile', async () => {
      await happens('access-lost');
      reacted();
      await house.time.jump(MINUTE);
      await happens('access-back');
      await house.engine.healer.flush();

      expect(await upvotes()).toBe(1);
    });

    it('is not asked at every start, when all that is there is told as installed', async () => {
      reacted();
      await house.time.jump(MINUTE);
      await installed();
      await house.engine.healer.flush();

      expect(await upvotes()).toBe(0);
    });
  });

  it('is another workspace’s business when it is there', async () => {
    const place = { ...PLACE, workspace: 'fake:W2' };
    await house.engine.inbox.onPlace({ kind: 'channel-gone', place });
    await house.engine.inbox.onPlace({ kind: 'removed', workspace: 'fake:W2' });

    expect(await paused()).toBeUndefined();
  });
});
