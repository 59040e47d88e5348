import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { joinTeam } from '../../../src/votes/teams.ts';
import { ensureWorkspace } from '../../../src/votes/workspaces.ts';
import { ADA, ask, linesOf, press, wordsOf } from '../commands/talk.ts';
import { aPaper } from '../digest/papers.ts';
import { HOUR, House, MINUTE, PLACE, WORKSPACE } from './house.ts';

const PAPERS = Array.from({ length: 12 }, (_, n) => `2603.000${n + 10}`);
const [LIKED = '', OTHER = ''] = PAPERS;
const MUST_READ = { workspace: WORKSPACE, channel: 'C9' };

let house: House;
beforeEach(async () => {
  house = await House.open();
  house.source.lists.set(
    '2026-03-09',
    PAPERS.map((id) => aPaper(id)),
  );
  await house.engine.tick(house.time.now);
  house.run();
});
afterEach(() => house[Symbol.asyncDispose]());

/** Presses Vote, which takes a vote back when there was one. */
const vote = (person: number, paper = LIKED, workspace = WORKSPACE) =>
  press(
    house,
    { key: 'k', verb: 'vote', argument: paper },
    {
      person: { id: `${workspace}/U${person}`, name: 'Somebody' },
      spot: { ...PLACE, workspace },
    },
  );
const votes = async (count: number, paper = LIKED) => {
  for (let person = 1; person <= count; person++) await vote(person, paper);
};
const say = (words: string) => ask(house, `threshold ${words}`, { person: ADA, spot: MUST_READ });
const soon = () => house.time.pass(5_000);
const posted = () => house.fake.in('C9').map(({ message }) => linesOf(message)[0]);

describe('a threshold', () => {
  it('says where papers that reach it are posted', async () => {
    expect(wordsOf(await say('5'))).toBe(
      'Done. From now on, papers that reach 5 votes are posted in name-of-C9, once each.',
    );
  });

  it('posts a paper with the vote that reaches it, and not before', async () => {
    await say('3');
    await votes(2);
    await soon();
    const before = posted();
    await vote(3);
    await soon();

    expect(before).toEqual([]);
    expect(posted()).toEqual([`Paper ${LIKED}`]);
    expect(house.fake.in('C9')[0]?.message.summary).toMatch(/^Reached 3.votes here/);
  });

  it('counts ups minus downs', async () => {
    await house.subscribe({ details: 'thread', top: 1 });
    await house.tickAt('2026-03-10T08:00:00Z');
    await house.time.pass(MINUTE);
    const [card] = house.fake.underneath('C1');
    if (card === undefined) throw new Error('no card was posted');
    const paper = card.message.parts
      .find((part) => part.kind === 'paper')
      ?.url.split('/')
      .at(-1);
    await house.engine.inbox.onReaction({
      ...{ kind: 'added', ref: card.ref, emoji: '-1', isBurst: false },
      person: `${WORKSPACE}/U8`,
    });
    await say('2');
    await votes(2, paper);
    await soon();
    const before = posted();
    await vote(3, paper);
    await soon();

    expect(before).toEqual([]);
    expect(posted()).toHaveLength(1);
  });

  it('posts once, though votes go and come, and after a restart', async () => {
    await say('2');
    await votes(2);
    await soon();
    await vote(2);
    await vote(2);
    await house.restart();
    house.run();
    await house.engine.tick(house.time.now);
    await vote(3);
    await soon();

    expect(posted()).toHaveLength(1);
  });

  it('once, also when it is taken away and set again', async () => {
    await say('2');
    await votes(2);
    await soon();
    await say('off');
    await say('2');
    await vote(3);
    await soon();

    expect(posted()).toHaveLength(1);
  });

  it('leaves papers alone that had reached it before, until a new vote comes', async () => {
    await votes(4);
    await house.time.pass(MINUTE);
    await say('3');
    await vote(4);
    await house.restart();
    house.run();
    await house.engine.tick(house.time.now);
    await soon();
    const before = posted();
    await vote(5);
    await soon();

    expect(before).toEqual([]);
    expect(posted()).toEqual([`Paper ${LIKED}`]);
  });

  it('with another number begins anew', async () => {
    await say('9');
    await votes(4);
    await house.time.pass(MINUTE);
    await say('3');
    await vote(4);
    await soon();
    const before = posted();
    await vote(6);
    await soon();

    expect(before).toEqual([]);
    expect(posted()).toHaveLength(1);
  });

  it('is reached by votes of the whole team', async () => {
    for (const id of [WORKSPACE, 'fake:W2']) {
      await ensureWorkspace(house.store, { id, name: id, now: 1 });
    }
    await joinTeam(house.store, [WORKSPACE, 'fake:W2']);
    await say('2');
    await vote(1);
    await vote(2, LIKED, 'fake:W2');
    await soon();

    expect(posted()).toEqual([`Paper ${LIKED}`]);
  });

  it('is not reached by votes of other teams', async () => {
    await say('2');
    await vote(1);
    await vote(2, LIKED, 'fake:W2');
    await soon();

    expect(posted()).toEqual([]);
  });

  it('is looked at again after a crash between the vote and the post', async () => {
    await say('2');
    await vote(1);
    await house.services.ledger.press({
      ...{ workspace: WORKSPACE, paper: LIKED },
      person: `${WORKSPACE}/U2`,
    });
    await house.restart({ isKilled: true });
    house.run();
    await house.engine.tick(house.time.now);
    await soon();

    expect(posted()).toEqual([`Paper ${LIKED}`]);
  });

  it('posts no flood: five within an hour, the others by and by', async () => {
    await say('1');
    for (const paper of PAPERS) await vote(1, paper);
    await house.time.pass(10 * MINUTE);
    const atOnce = posted().length;
    await house.time.pass(HOUR);
    const later = posted().length;
    await house.time.pass(HOUR);

    expect([atOnce, later, posted().length]).toEqual([5, 10, 12]);
  });

  it('that is taken away posts nothing more, not even what waited', async () => {
    await say('1');
    for (const paper of PAPERS) await vote(1, paper);
    await soon();
    await house.time.pass(MINUTE);

    expect(wordsOf(await say('off'))).toMatch(/no longer posted here/);
    await vote(2, OTHER);
    await house.time.pass(3 * HOUR);
    expect(posted()).toHaveLength(5);
  });

  it('is paused with the reason where nothing may be posted, tells who set it up, and says so in status', async () => {
    const obstacle = {
      kind: 'closed',
      problem: 'Only some people may post here.',
      fix: 'Let apps post here.',
    } as const;
    await say('1');
    house.fake.blocked.set('C9', { obstacle, failure: { kind: 'closed', of: 'channel' } });
    for (let person = 1; person <= 5; person++) {
      await vote(person);
      await soon();
    }

    const status = linesOf(await ask(house, 'status', { person: ADA, spot: MUST_READ }));

    expect(
      house.fake.calls.filter(({ what, channel }) => what === 'post' && channel === 'C9'),
    ).toHaveLength(1);
    expect(house.fake.toPerson(ADA.id).map(({ message }) => message.summary)).toEqual([
      'The threshold that you set up in name-of-C9 is paused. Only some people may post here. Let apps post here.',
    ]);
    expect(status).toEqual(
      expect.arrayContaining([
        'Working, with 2 problems',
        'Threshold: papers that reach 1 vote are posted here, once each; paused since Tue 10 Mar, 07:00: Only some people may post here. Let apps post here.',
        'Refused: 1 of 1 message; which, and why: /papers log',
        '[Check again]',
      ]),
    );
  });

  it('goes on when the cause is gone, with what was reached meanwhile', async () => {
    const obstacle = {
      kind: 'closed',
      problem: 'Only some people may post here.',
      fix: 'Let apps post here.',
    } as const;
    await say('1');
    house.fake.blocked.set('C9', { obstacle, failure: { kind: 'closed', of: 'channel' } });
    await vote(1);
    await soon();
    await vote(1, OTHER);
    house.fake.blocked.clear();

    await house.live('2026-03-10T09:00:00Z', 10);

    expect(posted().toSorted()).toEqual([LIKED, OTHER].map((paper) => `Paper ${paper}`).toSorted());
  });

  it('goes on after weeks too, with the card that was refused, though nobody knows any more what was in it', async () => {
    const obstacle = { kind: 'closed', problem: 'Locked.', fix: 'Unlock it.' } as const;
    await say('1');
    house.fake.blocked.set('C9', { obstacle, failure: { kind: 'closed', of: 'channel' } });
    await vote(1);
    await house.time.jump(MINUTE);
    await soon();
    await house.tickAt('2026-04-20T09:00:00Z');
    await house.tickAt('2026-04-20T09:10:00Z');
    house.fake.blocked.clear();

    await house.live('2026-04-22T09:00:00Z', 60);

    expect(posted()).toEqual([`Paper ${LIKED}`]);
    expect(house.log.lines.map(({ sentence }) => sentence)).not.toContain('bad post');
  });

  it('is tried again after a day where the platform cannot say what is in the way, and tells nobody twice', async () => {
    await say('1');
    house.fake.blocked.set('C9', { failure: { kind: 'closed', of: 'channel' } });
    await vote(1);
    await house.live('2026-03-13T12:00:00Z', 60);
    const posts = house.fake.calls.filter(
      ({ what, channel }) => what === 'post' && channel === 'C9',
    );
    house.fake.blocked.clear();
    await house.live('2026-03-15T12:00:00Z', 60);

    expect(posts.length).toBeGreaterThan(1);
    expect(posts.length).toBeLessThan(6);
    expect(house.fake.toPerson(ADA.id)).toHaveLength(1);
    expect(posted()).toEqual([`Paper ${LIKED}`]);
  });

  it('is quiet where Paperboy was removed', async () => {
    await ensureWorkspace(house.store, { id: WORKSPACE, name: 'Lab', now: 1 });
    await say('1');
    await house.engine.inbox.onPlace({ kind: 'removed', workspace: WORKSPACE });
    await vote(1);
    await soon();

    expect(house.fake.count('post')).toBe(0);
  });
});
