import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toDefinitions } from '../../../adapters/discord/registration.ts';
import { toComponents } from '../../../adapters/discord/render.ts';
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

describe('help', () => {
  it('shows every command there is, who may use it, and no other', async () => {
    const words = wordsOf(await ask(house, 'help'));

    const named = [...words.matchAll(/^\/papers (\S+)/gm)].map(([, word]) => word);
    expect(named).toEqual([
      ...['help', 'today', 'yesterday', '2026-03-10', 'search'],
      ...['show', 'similar', 'top', 'missed', 'save', 'saved', 'cite', 'mine'],
      ...['link', 'forget-me', 'export-me', 'status', 'log', 'subscribe'],
      ...['unsubscribe', 'threshold', 'meaning'],
    ]);
    expect(words).toMatch(/subscribe daily 09:00 .*\(channel admins\)/);
    expect(words).toMatch(/Answers are private\..* --share/);
  });

  it('is what nothing typed means', async () => {
    expect(wordsOf(await ask(house, ''))).toBe(wordsOf(await ask(house, 'help')));
  });

  it('teaches what people can type where commands are typed', async () => {
    const words = wordsOf(await ask(house, 'help'));

    expect(words).toContain('/papers subscribe picks Fri 16:00');
    expect(words).toContain('/papers unsubscribe picks');
    expect(words).toContain('/papers search video diffusion --why');
  });

  it('teaches on Discord what can be typed there, and so do the descriptions of the commands', async () => {
    const { commands } = house.engine.inbox;
    const help = messageOf(await ask(house, 'help'));

    const shown = JSON.stringify(toComponents(help, { commands }));
    const described = JSON.stringify(toDefinitions(commands));

    expect(shown).toContain('/papers-admin subscribe what:picks day:Fri at:16:00');
    expect(shown).toContain('/papers-admin unsubscribe what:picks');
    expect(shown).toContain('/papers search words:video diffusion why:yes');
    expect(shown).not.toMatch(/--[a-z]/);
    for (const words of [shown, described]) expect(words).not.toMatch(/“(?:un)?subscribe/);
    expect(described).not.toContain('…');
  });

  it('is offered for a word that means nothing, and the nearest command for one that nearly does', async () => {
    await expect(ask(house, 'flibbertigibbet')).rejects.toThrow(
      'I know no command “flibbertigibbet”. Try: /papers help',
    );
    await expect(ask(house, 'serch x')).rejects.toThrow('Did you mean /papers search?');
    await expect(ask(house, '\u202eflibber')).rejects.toThrow('command “flibber”.');
    await expect(ask(house, '“flibber”')).rejects.toThrow('command “flibber”.');
  });

  it.each(['papers', '/papers', 'Papers help', '/PAPERS help'])(
    'and every command, may stand behind the name once more: “%s”',
    async (typed) => {
      expect(wordsOf(await ask(house, typed))).toBe(wordsOf(await ask(house, 'help')));
    },
  );
});

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

describe('show', () => {
  it.each([
    '2603.09000',
    'arXiv:2603.09000v2',
    'https://arxiv.org/abs/2603.09000v1',
    'https://arxiv.org/pdf/2603.09000',
    'https://huggingface.co/papers/2603.09000',
    '<https://hf.co/papers/2603.09000|link>',
  ])('knows a paper as %s', async (typed) => {
    expect(linesOf(await ask(house, `show ${typed}`))[0]).toBe('Paper 1 of 2026-03-09');
  });

  it.each([
    '2603.09000',
    '2603.09000v2',
    '2603.09000 v2',
    'arXiv 2603.09000',
    'https://arxiv.org/abs/2603.09000',
    '“2603.09000”',
    '`2603.09000`',
    '(2603.09000)',
    '[2603.09000]',
    'papers 2603.09000',
    '2603.09000 please',
    'show 2603.09000, please!',
  ])('is what %s alone means', async (typed) => {
    expect(linesOf(await ask(house, typed))[0]).toBe('Paper 1 of 2026-03-09');
  });

  it('is what a paper alone means, with --share too', async () => {
    house.run();

    expect(wordsOf(await ask(house, '2603.09000 --share'))).toBe('Posted here: the card.');
  });

  it.each([
    ['2603.0900', '“2603.0900” is no arXiv id or link. Try: /papers show 2509.24002'],
    [
      'https://arxiv.org/list/cs.CL',
      '“https://arxiv.org/list/cs.CL” is no arXiv id or link. Try: /papers show 2509.24002',
    ],
  ])('says of %s alone that it is no paper', async (typed, words) => {
    expect(wordsOf(await ask(house, typed))).toBe(words);
  });

  it('answers with the card, to vote, to discuss and to read', async () => {
    await ask(house, '2026-03-09');

    const answer = await ask(house, 'show 2603.09000');

    const [, summary, theirs, links, controls, note] = linesOf(answer);
    expect(summary).toMatch(/^An abstract that begins/);
    expect(theirs).toBe('Hugging Face: 90 upvotes');
    expect(links).toBe('Links: arXiv');
    expect(controls).toBe('[Vote] [Save] [Similar] [Discuss here] [PDF]');
    expect(note).toBe('Summary: the abstract’s first words.');
    const [paper] = messageOf(answer).parts;
    expect(paper).toMatchObject({ facts: ['listed Mon\u00a09\u00a0Mar'] });
  });

  it.each([
    ['banana', '“banana” is no arXiv id or link. Try: /papers show 2509.24002'],
    ['“banana”', '“banana” is no arXiv id or link. Try: /papers show 2509.24002'],
    ['9999.99999', '“9999.99999” is no arXiv id or link. Try: /papers show 2509.24002'],
    ['2509.24002', 'Hugging Face has no paper 2509.24002.'],
  ])('answers %s with a sentence', async (typed, words) => {
    expect(wordsOf(await ask(house, `show ${typed}`))).toBe(words);
  });

  it('says when Hugging Face does not answer', async () => {
    house.source.isDown = true;

    expect(wordsOf(await ask(house, 'show 2509.24002'))).toMatch(/^Hugging Face does not answer/);
  });

  it('with --share posts the card for everybody, once, and then links to it', async () => {
    house.run();
    const first = await ask(house, 'show 2603.09000 --share');
    const second = await ask(house, 'show 2603.09000 --share', { person: ADA });

    const cards = house.fake.in('C1');
    expect(wordsOf(first)).toBe('Posted here: the card.');
    expect(cards.map(({ message }) => message.summary)).toEqual([
      expect.stringMatching(/^Bo Chen would like to discuss the paper “Paper 1 of 2026-03-09”/),
    ]);
    expect(wordsOf(second)).toBe('Already discussed here: the card.');
    for (const answer of [first, second])
      expect(JSON.stringify(answer)).toContain(`https://chat.example/C1/${cards[0]?.ref.message}`);
  });
});
