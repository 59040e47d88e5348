import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House, PLACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { ADA, ask, controlsOf, linesOf, messageOf, openWithList, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await openWithList();
});
afterEach(() => house[Symbol.asyncDispose]());

const asAdmin = { person: ADA };
const subscription = () => house.services.subscriptions.find(PLACE);
/** As an admin; what the channel is told of it is out. */
async function askAloud(typed: string) {
  const answer = await ask(house, typed, asAdmin);
  await house.time.pass(2_000);
  return answer;
}

const posted = () =>
  house.fake.in('C1').map(({ message }) => message.summary.replaceAll('\u00a0', ' '));

describe('subscribe', () => {
  it('answers with the time of the first digest and a preview, and tells the channel who did it', async () => {
    house.run();

    const answer = await ask(house, 'subscribe daily 09:00 Europe/Zurich top 2', asAdmin);
    await house.time.pass(1_000);

    expect(linesOf(answer)).toEqual([
      'Done. The first digest comes Wed 11 Mar, 09:00 Zurich time (09:00 for you). It would look like this:',
      'Daily Papers, Mon 9 Mar: 2 of 3',
      '1. Paper 2603.00001',
      '2. Paper 2603.00002',
      'Summaries: the abstract’s first words.',
    ]);
    expect(controlsOf(answer).size).toBe(0);
    expect(posted()).toEqual([
      'Ada Lovelace set up Daily Papers here: weekdays, 09:00 Zurich time, 2 papers.',
    ]);
  });

  it('and so the first digest comes, at that time', async () => {
    house.run();
    await ask(house, 'subscribe daily 09:00 Europe/Zurich top 2', asAdmin);

    await house.live('2026-03-11T12:00:00Z');

    const [, first] = house.fake.in('C1');
    expect(new Date(first?.at ?? 0).toISOString()).toBe('2026-03-11T08:00:00.000Z');
  });

  it('says the hour of the person too, where that is another one', async () => {
    house.fake.people.set(ADA.id, { zone: 'America/New_York', isAdmin: true });

    const answer = await ask(house, 'subscribe daily 09:00 Europe/Zurich', asAdmin);

    expect(wordsOf(answer)).toContain('Wed 11 Mar, 09:00 Zurich time (04:00 for you).');
  });

  it('leaves the hour of the person to a platform that tells no zones', async () => {
    const { summary, parts } = messageOf(
      await ask(house, 'subscribe 09:00 Europe/Zurich', asAdmin),
    );

    const [answer] = parts;
    const spans = answer?.kind === 'text' && Array.isArray(answer.text) ? answer.text : [];
    expect(spans).toContainEqual({
      ...{ kind: 'time', show: 'time', fallback: '09:00' },
      at: Date.parse('2026-03-11T08:00:00Z'),
    });
    expect(summary).toMatch(/ 09:00 Zurich time\.$/);
  });

  it('is a whole sentence where only its text is read, with the hour of the person', async () => {
    house.fake.people.set(ADA.id, { zone: 'America/New_York', isAdmin: true });

    const { summary } = messageOf(await ask(house, 'subscribe 09:00 Europe/Zurich', asAdmin));

    expect(summary.replaceAll('\u00a0', ' ')).toBe(
      'Done. The first digest comes Wed 11 Mar, 09:00 Zurich time (04:00 for you).',
    );
  });

  it('again is a change: what was not said stays, and the channel reads who changed it', async () => {
    house.run();
    await askAloud('subscribe 17:30 Berlin top 3');

    const answer = await askAloud('subscribe top 7');

    expect(await subscription()).toMatchObject({
      top: 7,
      schedule: { zone: 'Europe/Berlin', localMinute: 17 * 60 + 30 },
    });
    expect(linesOf(answer)[0]).toMatch(
      /^Done\. The first digest comes Tue 10 Mar, 17:30 Berlin time \(17:30 for you\)\./,
    );
    expect(posted().at(-1)).toBe(
      'Ada Lovelace changed Daily Papers here: weekdays, 17:30 Berlin time, 7 papers.',
    );
  });

  it('again as it is says so to who asked, and the channel reads nothing', async () => {
    house.run();
    await askAloud('subscribe 17:30 Berlin top 3');

    const answer = await askAloud('subscribe 17:30 Berlin top 3');

    expect(linesOf(answer)[0]).toMatch(/^Done\. The first digest comes/);
    expect(posted().filter((line) => /Daily Papers here/.test(line))).toHaveLength(1);
  });

  it('promises only what is new to a channel that has had a digest, subscribed anew or not', async () => {
    house.run();
    await askAloud('subscribe 17:30 Berlin');
    await house.live('2026-03-10T18:00:00Z');

    const changed = await askAloud('subscribe 18:00');
    await askAloud('unsubscribe');
    const anew = await askAloud('subscribe 18:00 Berlin');

    const next =
      /^Done\. The next digest comes Wed 11 Mar, 18:00 Berlin time .*, when there is a new list\./;
    expect([changed, anew].map((answer) => linesOf(answer)[0])).toEqual([
      expect.stringMatching(next),
      expect.stringMatching(next),
    ]);
  });

  it.each(['ends a pause', 'comes from somebody else'])(
    'again as it is, the channel reads it when it %s',
    async (news) => {
      house.run();
      await askAloud('subscribe 17:30 Berlin top 3');
      const { id = '' } = (await subscription()) ?? {};
      const at = house.time.now;
      if (news === 'ends a pause') {
        await house.services.subscriptions.pause(id, { reason: 'Why?', fix: 'So.', at });
      } else {
        await house.store.updateTable('subscription').set({ set_up_by: 'U9' }).execute();
      }

      await askAloud('subscribe 17:30 Berlin top 3');

      expect(posted().at(-1)).toMatch(/^Ada Lovelace changed Daily Papers here/);
    },
  );

  it('again with another hour keeps the number of papers', async () => {
    await ask(house, 'subscribe 17:30 Berlin top 3', asAdmin);
    await ask(house, 'subscribe 18:00', asAdmin);

    expect(await subscription()).toMatchObject({ top: 3, schedule: { localMinute: 18 * 60 } });
  });

  it('ends a pause', async () => {
    const { id } = await house.subscribe();
    const at = house.time.now;
    await house.services.subscriptions.pause(id, { reason: 'Why?', fix: 'So.', at });

    await ask(house, 'subscribe top 3', asAdmin);

    expect((await subscription())?.paused).toBeUndefined();
  });

  it('previews no list that still grows', async () => {
    house.source.lists.set('2026-03-10', [aPaper('2603.00010', { title: 'Too early' })]);
    await house.tickAt('2026-03-10T12:30:00Z');

    const answer = await ask(house, 'subscribe 09:00 Zurich', asAdmin);

    expect(wordsOf(answer)).toContain('Daily Papers, Mon 9 Mar: 3 papers');
    expect(wordsOf(answer)).not.toContain('Too early');
  });

  it.each([
    ['2026-03-28T12:00:00Z', '02:30 Berlin', 'Sun 29 Mar, 03:30 Berlin time'],
    ['2026-10-24T12:00:00Z', '02:30 Berlin', 'Sun 25 Oct, 02:30 Berlin time'],
  ])(
    'on %s, at %s, says the moment on which the clock really stands',
    async (...[now, at, words]) => {
      await house.time.jump(Date.parse(now) - house.time.now);

      expect(wordsOf(await ask(house, `subscribe ${at}`, asAdmin))).toContain(words);
    },
  );

  it.each([
    ['daily 25:00', '“25:00” is no time of day. Write it as 09:00 or 17:30.'],
    ['daily 09:00 Zürch', 'I know no place “Zürch”. Zurich? Try: /papers subscribe daily'],
    ['top 11', '“top” takes a number from 1 to 10, not “11”.'],
    ['top 0', '“top” takes a number from 1 to 10, not “0”.'],
    ['weekly Mon 09:00', 'Weekly digests do not exist yet.'],
  ])('%s is answered with what was wrong', async (typed, words) => {
    await expect(ask(house, `subscribe ${typed}`, asAdmin)).rejects.toThrow(words);
    expect(await subscription()).toBeUndefined();
  });

  it('reads options that a platform sends one by one just as strictly', async () => {
    const call = {
      name: 'subscribe',
      isShared: false,
      spot: PLACE,
      person: ADA,
      canOpenForm: true,
    };
    const answer = await house.engine.inbox.onCommand({ ...call, options: { zone: 'Zürch' } });

    expect(wordsOf(answer)).toBe('I know no place “Zürch”. Zurich?');
  });

  it('says where there are no threads that there are no cards', async () => {
    await using other = await House.open({ limits: { hasThreads: false } });

    const answer = await ask(other, 'subscribe 09:00 Zurich', asAdmin);

    expect(wordsOf(answer)).toContain('There are no threads here, so it comes without cards.');
    expect((await other.services.subscriptions.find(PLACE))?.details).toBe('none');
  });
});
