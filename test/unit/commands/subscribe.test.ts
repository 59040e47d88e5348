import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Obstacle } from '#chat/platform.ts';
import { HOUR, House, MINUTE, PLACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import {
  ADA,
  ask,
  BO,
  control,
  controlsOf,
  formOf,
  linesOf,
  messageOf,
  press,
  wordsOf,
} from './talk.ts';

const NO_ENTRY: Obstacle = {
  kind: 'membership',
  problem: 'Paperboy is not a member of this channel, so it cannot post here.',
  fix: 'Type /invite @Paperboy in this channel.',
};
const REFUSED = expect.stringMatching(/^Only an admin of this channel can .* Ask one of them/);

let house: House;
beforeEach(async () => {
  house = await House.open({ now: '2026-03-10T12:00:00Z' });
  const papers = [1, 2, 3].map((n) => aPaper(`2603.0000${n}`, { upvotes: 10 - n }));
  house.source.lists.set('2026-03-09', papers);
  await house.engine.tick(house.time.now);
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

  it('takes the zone of the person when none is given, else UTC', async () => {
    await ask(house, 'subscribe 10:00', asAdmin);
    const without = (await subscription())?.schedule.zone;
    await house.services.subscriptions.remove(PLACE);
    house.fake.people.set(ADA.id, { zone: 'Asia/Tokyo', isAdmin: true });
    await ask(house, 'subscribe 10:00', asAdmin);

    expect(without).toBe('UTC');
    expect((await subscription())?.schedule.zone).toBe('Asia/Tokyo');
  });

  it('guesses the zone from the language of a person, as the form does, where the platform tells none', async () => {
    const person = { ...ADA, locale: 'de' };
    await ask(house, 'subscribe 10:00', { person });
    const guessed = (await subscription())?.schedule.zone;
    await ask(house, 'subscribe 10:00 Tokyo', { person });
    await ask(house, 'subscribe 11:00', { person });

    expect(guessed).toBe('Europe/Berlin');
    expect((await subscription())?.schedule.zone).toBe('Asia/Tokyo');
  });

  it('writes the zone of a profile by our name for it', async () => {
    house.fake.people.set(ADA.id, { zone: 'US/Eastern', isAdmin: true });

    const answer = await ask(house, 'subscribe 10:00', asAdmin);

    expect(wordsOf(answer)).toContain('10:00 New York time');
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

describe('who may not', () => {
  it.each(['subscribe', 'subscribe 09:00', 'unsubscribe'])(
    '%s is refused politely',
    async (line) => {
      await house.subscribe();

      expect(wordsOf(await ask(house, line, { person: BO }))).toEqual(REFUSED);
      expect(await subscription()).toMatchObject({ top: 2 });
    },
  );

  it('is asked of the platform where the call does not say', async () => {
    const person = { id: 'fake:U9', name: 'Cy' };
    const before = wordsOf(await ask(house, 'subscribe 09:00', { person }));
    house.fake.people.set(person.id, { isAdmin: true });

    expect(before).toEqual(REFUSED);
    expect(wordsOf(await ask(house, 'subscribe 09:00', { person }))).toMatch(/^Done\./);
  });

  it('cannot submit a form that an admin opened', async () => {
    const { action } = formOf(await ask(house, 'subscribe', asAdmin));
    const values = { at: '09:00', zone: 'Zurich', top: '5' };

    expect(wordsOf(await press(house, action, { person: BO, values }))).toEqual(REFUSED);
    expect(await subscription()).toBeUndefined();
  });
});

describe('an obstacle', () => {
  it('stores nothing, tells nobody, and names the fix', async () => {
    house.fake.blocked.set('C1', {
      obstacle: NO_ENTRY,
      failure: { kind: 'forbidden', of: 'channel' },
    });

    const answer = await ask(house, 'subscribe 09:00 Zurich', asAdmin);

    expect(linesOf(answer)).toEqual([
      `Not subscribed. ${NO_ENTRY.problem}`,
      `To fix it: ${NO_ENTRY.fix}`,
    ]);
    expect(await subscription()).toBeUndefined();
    expect(await house.deliveries()).toEqual([]);
  });
});

describe('the form of a bare subscribe', () => {
  const field = (form: ReturnType<typeof formOf>, name: string) =>
    form.fields.find((one) => one.name === name);

  it('has good defaults', async () => {
    const form = formOf(await ask(house, 'subscribe', asAdmin));

    expect(form.fields.map(({ label }) => label)).toEqual([
      'How often',
      'Time',
      'Time zone',
      'Papers in each digest',
    ]);
    expect(form.fields.map(({ value }) => value)).toEqual(['daily', '09:00', 'UTC', '5']);
    expect(form.title.length).toBeLessThanOrEqual(24);
  });

  it('has the person’s zone, or one guessed from their language, or that of the channel', async () => {
    const guessed = formOf(await ask(house, 'subscribe', { person: { ...ADA, locale: 'ja' } }));
    const asked = house.fake.count('inspect');
    house.fake.people.set(ADA.id, { zone: 'Asia/Kathmandu', isAdmin: true });
    const told = formOf(await ask(house, 'subscribe', asAdmin));
    await house.subscribe({ top: 7 });
    const known = formOf(await ask(house, 'subscribe', asAdmin));

    expect(field(guessed, 'zone')).toMatchObject({ value: 'Asia/Tokyo' });
    expect(asked, 'a form must open at once').toBe(0);
    expect(field(told, 'zone')).toMatchObject({ value: 'Asia/Kathmandu' });
    expect(field(known, 'zone')).toMatchObject({ value: 'Europe/Berlin' });
    expect(field(known, 'top')).toMatchObject({
      value: '7',
      options: ['3', '5', '7', '10'].map((value) => ({ label: value, value })),
    });
  });

  it('opens only where a digest can come; the platform is asked once for all there is to know', async () => {
    const person = { id: 'fake:U9', name: 'Cy' };
    house.fake.people.set(person.id, { zone: 'Asia/Tokyo', isAdmin: true });
    const opened = formOf(await ask(house, 'subscribe', { person }));
    const asked = house.fake.count('inspect');
    house.fake.blocked.set('C1', {
      obstacle: NO_ENTRY,
      failure: { kind: 'forbidden', of: 'channel' },
    });

    const refused = await ask(house, 'subscribe', { person });

    expect(field(opened, 'zone')).toMatchObject({ value: 'Asia/Tokyo' });
    expect(asked).toBe(1);
    expect(linesOf(refused)).toEqual([
      `Not subscribed. ${NO_ENTRY.problem}`,
      `To fix it: ${NO_ENTRY.fix}`,
    ]);
  });

  it('opens also when the platform cannot tell the zone', async () => {
    house.fake.inspectFails = { kind: 'unavailable' };

    const form = formOf(await ask(house, 'subscribe', asAdmin));

    expect(field(form, 'zone')).toMatchObject({ value: 'UTC' });
  });

  it('subscribes as the typed command does', async () => {
    const { action } = formOf(await ask(house, 'subscribe', asAdmin));

    const values = { when: 'daily', at: '08:30', zone: 'Europe/Zurich', top: '3' };
    const answer = await press(house, action, { ...asAdmin, values });

    expect(wordsOf(answer)).toMatch(
      /^Done\. The first digest comes Wed 11 Mar, 08:30 Zurich time \(08:30 for you\)\./,
    );
    expect(await subscription()).toMatchObject({ top: 3 });
  });

  it('answers mistakes at their fields, and opens again filled in, after a restart too', async () => {
    const { action } = formOf(await ask(house, 'subscribe', asAdmin));
    const values = { when: 'daily', at: '25:00', zone: 'Zürch', top: '5' };

    const reply = await press(house, action, { ...asAdmin, values });
    if (reply.kind !== 'problems') throw new Error(`not problems but ${reply.kind}`);
    await house.restart();
    const reopened = formOf(await press(house, reply.reopen, asAdmin));

    expect(reply.problems).toEqual([
      { field: 'at', text: expect.stringContaining('“25:00” is no time of day') },
      { field: 'zone', text: 'I know no place “Zürch”. Zurich?' },
    ]);
    expect(field(reopened, 'at')).toMatchObject({ value: '25:00' });
    expect(field(reopened, 'zone')).toMatchObject({ value: 'Zürch' });
    expect(await subscription()).toBeUndefined();
  });

  it('is an example to type where there are no forms', async () => {
    const answer = await ask(house, 'subscribe', { ...asAdmin, canOpenForm: false });

    expect(wordsOf(answer)).toMatch(/Try: \/papers subscribe daily 09:00 Europe\/Berlin top 10$/);
  });
});

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
