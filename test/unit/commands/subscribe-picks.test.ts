import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Obstacle } from '#chat/platform.ts';
import { House, MINUTE, PLACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { ADA, ask, BO, control, controlsOf, linesOf, messageOf, press, wordsOf } from './talk.ts';

const ARCHIVED: Obstacle = {
  kind: 'archived',
  problem: 'This channel is archived.',
  fix: 'Unarchive it.',
};

let house: House;
beforeEach(async () => {
  house = await House.open({ now: '2026-03-10T12:00:00Z' });
  house.source.lists.set('2026-03-09', [aPaper('2603.00001'), aPaper('2603.00002')]);
  await house.engine.tick(house.time.now);
  house.run();
});
afterEach(() => house[Symbol.asyncDispose]());

const asAdmin = { person: ADA };
const picks = () => house.services.subscriptions.find(PLACE, 'picks');
const daily = () => house.services.subscriptions.find(PLACE);
const posted = () =>
  house.fake.in('C1').map(({ message }) => message.summary.replaceAll('\u00a0', ' '));
const close = () =>
  house.fake.blocked.set('C1', {
    obstacle: ARCHIVED,
    failure: { kind: 'closed', of: 'channel' },
  });

describe('subscribe picks', () => {
  it('is Friday at four, in the zone of the digest, and tells the channel who did it', async () => {
    await ask(house, 'subscribe 09:00 Berlin', asAdmin);
    const answer = await ask(house, 'subscribe picks', asAdmin);
    await house.time.pass(5_000);

    expect(wordsOf(answer)).toBe(
      'Done. The first picks come Fri 13 Mar, 16:00 Berlin time (16:00 for you).',
    );
    expect(posted().at(-1)).toBe(
      'Ada Lovelace set up Team picks here: Fridays, 16:00 Berlin time.',
    );
    expect(await daily()).toMatchObject({ schedule: { localMinute: 540 } });
  });

  it('takes day, hour and zone, and shows what picks would be now', async () => {
    const vote = { key: 'k', verb: 'vote', argument: '2603.00002' };
    await press(house, vote, { person: BO });

    const answer = await ask(house, 'subscribe picks Mon 09:30 Tokyo', asAdmin);

    expect(linesOf(answer)).toEqual([
      'Done. The first picks come Mon 16 Mar, 09:30 Tokyo time (09:30 for you). Now they would look like this:',
      'Team picks, Mon 9 Mar',
      '1. Paper 2603.00002',
      '1 vote by 1 person on 1 of 2 papers.',
    ]);
    expect(controlsOf(answer).size).toBe(0);
  });

  it('is a whole sentence where only its text is read', async () => {
    const vote = { key: 'k', verb: 'vote', argument: '2603.00002' };
    await press(house, vote, { person: BO });
    house.fake.people.set(ADA.id, { zone: 'America/New_York', isAdmin: true });

    const { summary } = messageOf(await ask(house, 'subscribe picks Fri 16:00 Berlin', asAdmin));

    expect(summary.replaceAll('\u00a0', ' ')).toBe(
      'Done. The first picks come Fri 13 Mar, 16:00 Berlin time (11:00 for you).',
    );
  });

  it('again is a change: what was not said stays', async () => {
    await ask(house, 'subscribe picks Mon 09:30 Tokyo', asAdmin);
    await house.time.pass(2_000);
    const answer = await ask(house, 'subscribe picks Thu', asAdmin);
    await house.time.pass(2_000);

    expect(wordsOf(answer)).toBe(
      'Done. The next picks come Thu 12 Mar, 09:30 Tokyo time (09:30 for you).',
    );
    expect(posted().at(-1)).toBe(
      'Ada Lovelace changed Team picks here: Thursdays, 09:30 Tokyo time.',
    );
  });

  it('where something is in the way stores nothing and names the fix', async () => {
    close();

    const answer = await ask(house, 'subscribe picks', asAdmin);

    expect(linesOf(answer)).toEqual([
      'Not subscribed. This channel is archived.',
      'To fix it: Unarchive it.',
    ]);
    expect(await picks()).toBeUndefined();
  });

  it('is refused to others', async () => {
    expect(wordsOf(await ask(house, 'subscribe picks', { person: BO }))).toMatch(/^Only an admin/);
    expect(await picks()).toBeUndefined();
  });

  it('is understood one by one, as Discord sends it, and a day of a digest is not', async () => {
    const call = { name: 'subscribe', isShared: false, spot: PLACE, person: ADA };
    const answer = (options: Readonly<Record<string, string>>) =>
      house.engine.inbox.onCommand({ ...call, canOpenForm: true, options });

    expect(wordsOf(await answer({ what: 'picks', day: 'Tuesday', at: '10:00' }))).toMatch(
      /^Done\. The first picks come Tue 17 Mar, 10:00 UTC \(10:00 for you\)\./,
    );
    expect(wordsOf(await answer({ day: 'Tuesday', at: '10:00' }))).toMatch(
      /^A digest comes with each new list, not on “Tuesday” alone; picks have a day\. Try: \/papers subscribe picks/,
    );
    expect(await daily()).toBeUndefined();
  });
});

describe('unsubscribe', () => {
  beforeEach(async () => {
    await ask(house, 'subscribe 09:00 Berlin', asAdmin);
    await ask(house, 'subscribe picks', asAdmin);
    await house.time.pass(5_000);
  });

  it('picks ends the weekly ones alone, and says so in the channel', async () => {
    const answer = await ask(house, 'unsubscribe picks', asAdmin);
    await house.time.pass(5_000);

    expect(wordsOf(answer)).toBe('Done. No more picks come here; votes and the archive stay.');
    expect(posted().at(-1)).toBe('Ada Lovelace ended Team picks here.');
    expect([await daily(), await picks()]).toEqual([expect.anything(), undefined]);
  });

  it('alone ends the daily digest alone', async () => {
    await ask(house, 'unsubscribe', asAdmin);

    expect([await daily(), await picks()]).toEqual([undefined, expect.anything()]);
  });

  it('keeps its word about picks that wait to be posted', async () => {
    house.fake.faults.push({ kind: 'rate-limited', retryAfterMs: 10 * MINUTE });
    await ask(house, 'unsubscribe', asAdmin);
    await house.time.pass(11 * MINUTE);
    house.fake.faults.push({ kind: 'rate-limited', retryAfterMs: 10 * MINUTE });
    await house.tickAt('2026-03-13T15:00:00Z');
    await house.time.pass(1_000);
    await ask(house, 'unsubscribe picks', asAdmin);
    await house.time.pass(20 * MINUTE);

    expect(posted().at(-1)).toBe('Ada Lovelace ended Team picks here.');
    expect(posted().filter((words) => words.startsWith('No votes'))).toEqual([]);
  });

  it('of something else is no word', async () => {
    expect(wordsOf(await ask(house, 'unsubscribe everything', asAdmin))).toBe(
      '“everything” is neither daily nor picks. Try: /papers unsubscribe picks',
    );
    await ask(house, 'unsubscribe picks', asAdmin);
    expect(wordsOf(await ask(house, 'unsubscribe picks', asAdmin))).toMatch(
      /^No picks are subscribed here\. Try: \/papers subscribe picks/,
    );
  });
});

describe('status', () => {
  const status = () => ask(house, 'status', asAdmin);

  it('tells of picks beside the digest', async () => {
    await ask(house, 'subscribe 09:00 Berlin', asAdmin);
    await ask(house, 'subscribe picks', asAdmin);
    await house.time.pass(5_000);

    expect(linesOf(await status())).toEqual(
      expect.arrayContaining([
        'All is well',
        'Digest: weekdays, 09:00 Berlin time, 5 papers',
        'Team picks: Fridays, 16:00 Berlin time; next Fri 13 Mar, 16:00',
      ]),
    );
  });

  it('of picks alone is theirs, and so is their pause', async () => {
    await ask(house, 'subscribe picks', asAdmin);
    await house.time.pass(5_000); // The line that says who did it is out.
    const well = linesOf(await status())[0];
    close();
    await house.engine.inbox.onPlace({ kind: 'channel-gone', place: PLACE });
    const paused = await status();
    const still = await press(house, control(paused, 'Check again'), asAdmin);
    house.fake.blocked.clear();
    const again = await press(house, control(paused, 'Check again'), asAdmin);

    expect(well).toBe('All is well');
    expect(linesOf(paused).slice(0, 3)).toEqual([
      'Paused since Tue 10 Mar, 12:00',
      'This channel is gone.',
      'To fix it\nSubscribe another channel. The picks then resume by themselves.',
    ]);
    expect(linesOf(still)[1]).toBe(ARCHIVED.problem);
    expect(linesOf(again)[0]).toBe('All is well');
  });

  it('names paused picks as a problem beside a digest that goes on, with a button to end them', async () => {
    await ask(house, 'subscribe 09:00 Berlin', asAdmin);
    await ask(house, 'subscribe picks', asAdmin);
    await house.time.pass(5_000);
    const { id = '' } = (await picks()) ?? {};
    const at = house.time.now;
    await house.services.subscriptions.pause(id, { reason: 'Why?', fix: 'So.', at });

    const answer = await status();
    await press(house, control(answer, 'Unsubscribe'), asAdmin);

    expect(linesOf(answer)).toEqual(
      expect.arrayContaining([
        'Working, with one problem',
        'Team picks: Fridays, 16:00 Berlin time; paused since Tue 10 Mar, 13:00: Why? So.',
      ]),
    );
    expect([await daily(), await picks()]).toEqual([expect.anything(), undefined]);
  });

  it('says how votes healed, only when something was checked', async () => {
    const before = wordsOf(await status());
    const row = { workspace: PLACE.workspace, checked_at: house.time.now - 2 * MINUTE };
    const healed = { checked: 14, added: 2, removed: 1 };
    await house.store
      .insertInto('healing')
      .values({ ...row, ...healed })
      .execute();
    const after = linesOf(await status());
    await house.store.updateTable('healing').set({ added: 0, removed: 0 }).execute();

    expect(before).not.toContain('checked');
    expect(after).toContain(
      'Votes: 14 messages checked against Fake 2 minutes ago, 3 votes changed: 2 added, 1 removed',
    );
    expect(linesOf(await status())).toContain(
      'Votes: 14 messages checked against Fake 2 minutes ago, no votes changed',
    );
  });
});
