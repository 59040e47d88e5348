import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageRef } from '#chat/platform.ts';
import { controlsOf, linesOf, press } from '../commands/talk.ts';
import { aPaper } from '../digest/papers.ts';
import { HOUR, House, MINUTE, PLACE, WORKSPACE } from './house.ts';

const [FIRST, SECOND, THIRD] = ['2603.00001', '2603.00002', '2603.00003'];
const FRIDAYS = { zone: 'Europe/Berlin', localMinute: 16 * 60, daysMask: 0b001_0000 };

let house: House;
beforeEach(async () => {
  house = await House.open();
  house.source.lists.set('2026-03-09', [aPaper(FIRST, { upvotes: 9 }), aPaper(SECOND)]);
  house.source.lists.set('2026-03-12', [aPaper(THIRD, { upvotes: 3 })]);
  house.run();
});
afterEach(() => house[Symbol.asyncDispose]());

const subscribe = () => house.subscribe({ kind: 'picks', schedule: FRIDAYS, details: 'none' });
const vote = (person: number, paper = FIRST) =>
  press(
    house,
    { key: 'k', verb: 'vote', argument: paper },
    { person: { id: `${WORKSPACE}/U${person}`, name: 'Somebody' } },
  );
const posted = () => house.fake.in('C1');
const lines = () => linesOf(picksMessage());

function picksMessage() {
  const [kept] = posted();
  if (kept === undefined) throw new Error('no picks were posted');
  return kept.message;
}

function refOfPicks(): MessageRef {
  const [kept] = posted();
  if (kept === undefined) throw new Error('no picks were posted');
  return kept.ref;
}

/** What stands on the vote buttons, by paper. */
function labels(): Readonly<Record<string, string>> {
  const papers = picksMessage().parts.filter((part) => part.kind === 'paper');
  return Object.fromEntries(
    papers.map(({ url, vote: button }) => [url.split('/').at(-1), button?.label]),
  );
}

/** Votes on Wednesday, so that there is something to pick on Friday. */
async function votedWeek(): Promise<void> {
  await house.live('2026-03-13T10:00:00Z', 240);
  await vote(1);
  await vote(2);
  await vote(1, SECOND);
  await house.live('2026-03-13T15:10:00Z', 60);
}

describe('the weekly picks', () => {
  it('come at their slot, once, and tell of the lists of the seven days before', async () => {
    await subscribe();
    await votedWeek();
    await house.live('2026-03-14T15:00:00Z', 120);

    expect(posted()).toHaveLength(1);
    expect(new Date(posted()[0]?.at ?? 0).toISOString()).toBe('2026-03-13T15:00:00.000Z');
    expect(lines()[0]).toBe('Team picks, 9 to 12 Mar');
    expect(lines().slice(1, 3)).toEqual([`1. Paper ${FIRST}`, `2. Paper ${SECOND}`]);
    expect(lines().at(-1)).toBe('3 votes by 2 people on 2 of 3 papers.');
    expect([...controlsOf(picksMessage()).keys()]).toEqual(
      expect.arrayContaining(['Vote · 2', 'Vote · 1', 'Reading list']),
    );
  });

  it('of a Friday leave that day’s list to the next week', async () => {
    house.source.lists.set('2026-03-13', [aPaper('2603.00009')]);
    await subscribe();
    await votedWeek();
    await vote(3, '2603.00009');
    await house.live('2026-03-20T16:00:00Z', 240);

    const [first, second] = posted();
    expect(linesOf(first?.message ?? picksMessage()).join()).not.toContain('2603.00009');
    expect(linesOf(second?.message ?? picksMessage()).slice(0, 2)).toEqual([
      'Team picks, Fri 13 Mar',
      '1. Paper 2603.00009',
    ]);
  });

  it('say so when nobody voted', async () => {
    await subscribe();
    await house.live('2026-03-13T16:00:00Z', 120);

    expect(lines()).toEqual([
      'No votes last week, so no picks. Press Vote on a digest to change that.',
    ]);
  });

  it('stand beside a daily digest, each ended by itself', async () => {
    await house.subscribe({ details: 'none' });
    await subscribe();
    await votedWeek();
    const headings = posted().map(({ message }) => linesOf(message)[0]);
    await house.services.subscriptions.remove(PLACE);

    expect(headings).toEqual([
      'Daily Papers, Mon 9 Mar: 2 papers',
      'Daily Papers, Thu 12 Mar: 1 paper',
      'Team picks, 9 to 12 Mar',
    ]);
    expect(await house.services.subscriptions.find(PLACE, 'picks')).toBeDefined();
  });

  it('late by an outage are one message, of the newest slot, and none that is old news', async () => {
    await subscribe();
    await house.engine.tick(house.time.now);
    await vote(1);
    house.source.lists.set('2026-03-18', [aPaper('2603.00018')]);
    await house.time.jump(17 * 24 * HOUR);
    await house.engine.tick(house.time.now);
    await vote(1, '2603.00018');
    await house.engine.tick(house.time.now);
    await house.time.pass(MINUTE);

    expect(await house.deliveries()).toMatchObject([{ purpose: 'pick', state: 'sent' }]);
    expect(posted()).toHaveLength(1);
  });

  it('that nobody could post for hours are left out', async () => {
    await subscribe();
    house.fake.faults.push({ kind: 'rate-limited', retryAfterMs: 20 * HOUR });
    await votedWeek();
    await house.live('2026-03-14T16:00:00Z', 60);

    expect(posted()).toEqual([]);
    expect(await house.deliveries()).toMatchObject([{ state: 'skipped' }]);
  });

  it('are planned once by whoever comes twice, also over a restart', async () => {
    await subscribe();
    await votedWeek();
    await house.store
      .updateTable('subscription')
      .set({ next_run_at: house.time.now - MINUTE })
      .execute();
    await house.restart();
    house.run();
    await house.tickAt('2026-03-13T15:12:00Z');
    await house.time.pass(MINUTE);

    expect(posted()).toHaveLength(1);
  });

  it('pause in a channel that is closed, tell who set them up, and go on when it opens', async () => {
    const obstacle = {
      kind: 'archived',
      problem: 'It is archived.',
      fix: 'Unarchive it.',
    } as const;
    await subscribe();
    house.fake.blocked.set('C1', { obstacle, failure: { kind: 'closed', of: 'channel' } });
    await votedWeek();
    const paused = (await house.services.subscriptions.find(PLACE, 'picks'))?.paused;
    house.fake.blocked.clear();
    house.source.lists.set('2026-03-17', [aPaper('2603.00017')]);
    await house.live('2026-03-20T14:00:00Z', 240);
    await house.live('2026-03-20T17:00:00Z', 30);

    expect(paused).toMatchObject({ reason: 'It is archived.' });
    expect(house.fake.toPerson('fake:U1').map(({ message }) => message.summary)).toEqual([
      'The weekly team picks that you set up in name-of-C1 are paused. It is archived. Unarchive it.',
    ]);
    expect(posted()).toHaveLength(1);
  });
});

describe('posted picks', () => {
  beforeEach(async () => {
    await subscribe();
    await votedWeek();
  });

  it('follow the tallies, while places stay what they were', async () => {
    for (const person of [3, 4, 5]) await vote(person, SECOND);
    await house.time.pass(6_000);

    expect(labels()).toEqual({ [FIRST]: 'Vote · 2', [SECOND]: 'Vote · 4' });
    expect(lines().slice(1, 3)).toEqual([`1. Paper ${FIRST}`, `2. Paper ${SECOND}`]);
    expect(lines().at(-1)).toBe('3 votes by 2 people on 2 of 3 papers.');
  });

  it('are voted on by their buttons alone: reactions to them say nothing', async () => {
    for (const emoji of ['one', '+1', 'bookmark']) {
      await house.engine.inbox.onReaction({
        ...{ kind: 'added', ref: refOfPicks(), emoji, isBurst: false },
        person: `${WORKSPACE}/U7`,
      });
    }
    await house.time.pass(6_000);
    const recorded = await house.store.selectFrom('reaction').selectAll().execute();
    await press(house, { ...buttonOf('Vote · 1'), argument: SECOND });
    await house.time.pass(6_000);

    expect(recorded).toEqual([]);
    expect(labels()).toEqual({ [FIRST]: 'Vote · 2', [SECOND]: 'Vote · 2' });
  });

  it('lead to all papers that were voted on in these days', async () => {
    const action = { ...buttonOf('Vote · 1'), verb: 'ranking' };

    const [heading] = linesOf(await press(house, action));

    expect(heading).toMatch(/^2 voted papers, 9 to 12 Mar/);
  });

  it('show a vote that came while they were being posted', async () => {
    house.source.lists.set('2026-03-19', [aPaper('2603.00019')]);
    await house.live('2026-03-20T14:00:00Z', 240);
    await vote(1, '2603.00019');
    house.fake.faults.push('hang');
    await house.tickAt('2026-03-20T15:00:00Z');
    await house.time.pass(1_000);
    await vote(2, '2603.00019');
    house.fake.release();
    await house.time.pass(10_000);

    const message = posted()[1]?.message;
    expect(message?.parts.find((part) => part.kind === 'paper')?.vote?.label).toBe('Vote · 2');
  });
});

function buttonOf(label: string) {
  const action = controlsOf(picksMessage()).get(label);
  if (action === undefined) throw new Error(`no button “${label}”`);
  return action;
}
