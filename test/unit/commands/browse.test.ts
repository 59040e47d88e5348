import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House, PLACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { ADA, ask, BO, control, controlsOf, linesOf, messageOf, press, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await House.open({ now: '2026-03-11T10:00:00Z' });
  const list = (day: string, count: number) =>
    house.source.lists.set(
      day,
      Array.from({ length: count }, (_, n) =>
        aPaper(`26${day.slice(5, 7)}.${day.slice(8)}${String(n).padStart(3, '0')}`, {
          title: `Paper ${n + 1} of ${day}`,
          upvotes: 90 - n,
        }),
      ),
    );
  list('2026-03-06', 2);
  list('2026-03-09', 3);
  list('2026-03-10', 12);
  list('2025-06-06', 1);
});
afterEach(() => house[Symbol.asyncDispose]());

describe('a day’s list', () => {
  it('of today says that it grows', async () => {
    house.source.lists.set('2026-03-11', [aPaper('2603.11000', { title: 'Of this morning' })]);

    expect(linesOf(await ask(house, 'today')).slice(0, 2)).toEqual([
      'Daily Papers, Wed 11 Mar so far: 1 paper',
      '1. Of this morning',
    ]);
  });

  it('of today, when it has not begun, is the last one and says so', async () => {
    expect(linesOf(await ask(house, 'today')).slice(0, 3)).toEqual([
      'Daily Papers, Tue 10 Mar: 12 papers, 1 to 10',
      'No papers are listed on Wed 11 Mar yet. The last one is Tue 10 Mar:',
      '1. Paper 1 of 2026-03-10',
    ]);
  });

  it('of yesterday', async () => {
    expect(linesOf(await ask(house, 'yesterday'))[0]).toBe(
      'Daily Papers, Tue 10 Mar: 12 papers, 1 to 10',
    );
  });

  it('of today is that of New York’s evening when it is night in Europe', async () => {
    await house.time.jump(Date.parse('2026-03-12T01:29:00Z') - house.time.now);
    const before = linesOf(await ask(house, 'yesterday'))[0];
    await house.time.jump(60_000);

    expect(before).toMatch(/^Daily Papers, Tue 10 Mar/);
    expect(linesOf(await ask(house, 'yesterday'))[1]).toMatch(
      /^No papers were listed on Wed 11 Mar/,
    );
  });

  it('of any day, with the team’s votes', async () => {
    const ballot = { workspace: PLACE.workspace, paper: '2603.09001', person: BO.id };
    await house.services.ledger.press(ballot);

    const { parts } = messageOf(await ask(house, '2026-03-09'));

    const papers = parts.filter((part) => part.kind === 'paper');
    expect(papers.map(({ title }) => title)).toEqual([
      'Paper 1 of 2026-03-09',
      'Paper 2 of 2026-03-09',
      'Paper 3 of 2026-03-09',
    ]);
    expect(papers[1]?.tally).toEqual({ up: 1, down: 0 });
  });

  it.each(['2026-03-07', '2026-03-08'])('of %s, at the weekend, is Friday’s', async (day) => {
    await house.engine.tick(house.time.now);

    expect(linesOf(await ask(house, day)).slice(0, 2)).toEqual([
      'Daily Papers, Fri 6 Mar: 2 papers',
      'No new list at the weekend. The one before is Fri 6 Mar:',
    ]);
  });

  it('that was empty is the one before, which is the last only where no newer one is', async () => {
    const below = async (day: string) => linesOf(await ask(house, day))[1];
    await ask(house, '2026-03-06');
    const last = await below('2026-03-08');
    await ask(house, '2026-03-10');

    expect(last).toBe('No new list at the weekend. The last one is Fri 6 Mar:');
    expect(await below('2026-03-08')).toBe(
      'No new list at the weekend. The one before is Fri 6 Mar:',
    );
  });

  it('of a weekend long ago is that week’s Friday’s, even when the archive did not have it', async () => {
    await ask(house, '2026-03-10');

    expect(linesOf(await ask(house, '2025-06-08')).slice(0, 2)).toEqual([
      'Daily Papers, Fri 6 Jun 2025: 1 paper',
      'No new list at the weekend. The one before is Fri 6 Jun 2025:',
    ]);
  });

  it.each([
    '2026-3-9',
    '2026-03-9',
    '2026/03/09',
    '2026/3/9',
    '2026.03.09',
    '2026.3.9',
    '“2026-03-09”',
    '(2026-03-09).',
    '2026-03-09 please',
    '2026-03-09, please!',
    'day 2026-3-9 thanks',
  ])('is that of 9 March, read as %s', async (typed) => {
    expect(linesOf(await ask(house, typed))[0]).toBe('Daily Papers, Mon 9 Mar: 3 papers');
  });

  it.each([
    ['2026-03-12', '2026-03-12 has not come yet. The newest list: /papers today'],
    ['2023-05-03', 'The first list is that of 2023-05-04. Try: /papers 2023-05-04'],
    ['2026-02-30', '“2026-02-30” is no day. Write it as 2026-03-11.'],
    ['2026.03.12', '2026-03-12 has not come yet. The newest list: /papers today'],
    ['2026/3-9', '“2026/3-9” is no day. Write it as 2026-03-11.'],
    ['“2026-02-30”', '“2026-02-30” is no day. Write it as 2026-03-11.'],
    ['10 March', '“10 March” is no day. Write it as 2026-03-11.'],
    ['10.03.2026', '“10.03.2026” is no day. Write it as 2026-03-11.'],
    ['03/09/2026', '“03/09/2026” is no day. Write it as 2026-03-11.'],
    ['2026-03-09 2026-03-10', '“2026-03-09 2026-03-10” is no day. Write it as 2026-03-11.'],
    ['2026-03-09 to today', '“2026-03-09 to today” is no day. Write it as 2026-03-11.'],
  ])('of %s is answered with a sentence', async (day, words) => {
    expect(wordsOf(await ask(house, day))).toBe(words);
  });

  it('says when Hugging Face does not answer, and nothing else of it', async () => {
    house.source.isDown = true;

    expect(wordsOf(await ask(house, '2026-03-09'))).toBe(
      'Hugging Face does not answer right now. Try again in a few minutes.',
    );
  });

  it('is read page by page, numbers going on', async () => {
    const first = await ask(house, '2026-03-10');
    const second = await press(house, control(first, 'Next'));
    const back = await press(house, control(second, 'Back'));

    expect(linesOf(second).slice(0, 3)).toEqual([
      'Daily Papers, Tue 10 Mar: 12 papers, 11 to 12',
      '11. Paper 11 of 2026-03-10',
      '12. Paper 12 of 2026-03-10',
    ]);
    expect(controlsOf(second).has('Next')).toBe(false);
    expect(controlsOf(first).has('Back')).toBe(false);
    expect(linesOf(back)).toEqual(linesOf(first));
  });
});

describe('an old list', () => {
  it('is turned for 30 days, and then asks to be asked again', async () => {
    const next = control(await ask(house, '2026-03-10'), 'Next');
    await house.tickAt('2026-04-09T10:00:00Z');
    const young = await press(house, next);

    await house.tickAt('2026-04-10T10:01:00Z');

    expect(wordsOf(young)).toContain('Paper 11 of 2026-03-10');
    expect(wordsOf(await press(house, next))).toBe(
      'This list is no longer here. Ask again, please.',
    );
  });
});

describe('--share', () => {
  it.each(['today', '2026-03-09', 'help', 'status', 'subscribe 09:00'])(
    'of %s is not there yet, and says what can be shared',
    async (typed) => {
      const words = wordsOf(await ask(house, `${typed} --share`, { person: ADA }));

      expect(words).toMatch(/^That cannot be shared yet\. .*\/papers show .* --share$/);
      expect(await house.deliveries()).toEqual([]);
    },
  );
});
