import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { joinTeam } from '../../../src/votes/teams.ts';
import { ADA, DISCORD, openReadingRoom, type ReadingRoom, SLACK } from './reading-room.ts';

const LOGER = '2603.03269';
/** Noon of Friday 13 March, in the middle of its feed day. */
const DAY = 24;

let room: ReadingRoom;

beforeEach(async () => {
  room = await openReadingRoom();
});

afterEach(() => room[Symbol.asyncDispose]());

describe('missed', () => {
  it('says that it is the first time, and shows a week', async () => {
    const { lines } = await room.ask('missed');

    expect(lines.slice(0, 2)).toEqual([
      'The last 7 days: 50 papers, 1 to 10',
      'There is no earlier visit of yours to go by, so here is a week. Next time it is what came since you were last here.',
    ]);
    expect(lines[2]).toMatch(/^1\. BandPO/);
  });

  it('is still the first time half an hour later', async () => {
    await room.ask('today');
    room.later(0.4);

    expect((await room.ask('missed')).lines[0]).toMatch(/^The last 7 days/);
  });

  it('shows the lists since the last visit, best first, whatever that was', async () => {
    room.later(-2 * DAY);
    await room.react(await room.card(LOGER), '👀');
    room.later(2 * DAY);

    const { lines } = await room.ask('missed');

    expect(lines.slice(0, 2)).toEqual([
      'Since Wed 11 Mar: 30 papers, 1 to 10',
      'The best of the lists since you were last here.',
    ]);
    const upvotes = lines.flatMap((line) => /(\d+) HF upvotes?/.exec(line)?.[1] ?? []).map(Number);
    expect(upvotes).toEqual(upvotes.toSorted((a, b) => b - a));
  });

  it('takes asks that follow each other for one visit', async () => {
    room.later(-2 * DAY);
    await room.ask('help');
    room.later(2 * DAY - 0.3);
    await room.act({ key: 'k', verb: 'vote', argument: LOGER });
    room.later(0.3);

    const first = await room.ask('missed');
    room.later(0.4);
    const again = await room.ask('missed');

    expect(first.lines[0]).toMatch(/^Since Wed 11 Mar/);
    expect(again.lines).toEqual(first.lines);
  });

  it('takes a press for a visit', async () => {
    room.later(-2 * DAY);
    await room.act({ key: 'k', verb: 'vote', argument: LOGER });
    room.later(2 * DAY);

    expect((await room.ask('missed')).lines[0]).toMatch(/^Since Wed 11 Mar/);
  });

  it('counts visits with any of the person’s joined accounts', async () => {
    const onDiscord = { workspace: DISCORD, person: 'discord:501' };
    await joinTeam(room.store, [SLACK, DISCORD]);
    room.later(-3 * DAY);
    const code = /link (\S+)\./.exec((await room.ask('link')).lines[0] ?? '')?.[1];
    await room.ask(`link ${code}`, onDiscord);
    room.later(2 * DAY);
    await room.ask('help', onDiscord);
    room.later(DAY);

    expect((await room.ask('missed')).lines[0]).toMatch(/^Since Thu 12 Mar/);
  });

  it('begins anew after a pause', async () => {
    room.later(-2 * DAY);
    await room.ask('help');
    room.later(DAY);
    await room.ask('help');
    room.later(DAY);

    expect((await room.ask('missed')).lines[0]).toMatch(/^Since Thu 12 Mar/);
  });

  it('says so when nothing came', async () => {
    await room.ask('help');
    room.later(2 * DAY);

    expect((await room.ask('missed')).lines[0]).toMatch(/^Since Fri 13 Mar: 10 papers/);
    room.later(DAY);
    expect((await room.ask('missed')).lines).toEqual([
      'Nothing new since you were last here, Sun 15 Mar.',
    ]);
  });

  it('pages on over what it showed, even when the next visit has begun', async () => {
    const first = await room.ask('missed');
    room.later(2);

    const next = await room.press(first, 'Next');

    expect(next.lines[0]).toBe('The last 7 days: 50 papers, 11 to 20');
  });

  it('keeps nothing of somebody who asked to be forgotten', async () => {
    await room.ask('help');
    await room.ask('forget-me');
    await room.ask('help');

    const rows = await room.store.selectFrom('visit').selectAll().execute();

    expect(rows).toEqual([]);
  });

  it('takes another workspace for another place', async () => {
    await room.ask('help', { workspace: DISCORD, person: ADA });
    room.later(DAY);

    expect((await room.ask('missed')).lines[0]).toMatch(/^The last 7 days/);
  });

  it('takes no reaction to a foreign message for a visit', async () => {
    const foreign = { workspace: 'slack:T1', channel: 'C1', message: '77.7' };

    await room.react(foreign, '👍');

    expect(await room.store.selectFrom('visit').selectAll().execute()).toEqual([]);
  });
});
