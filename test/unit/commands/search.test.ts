import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type House, PLACE } from '../delivery/house.ts';
import { aHit, headingOf, labelsOf, openSearchRoom, papersOf } from './search-room.ts';
import { ADA, ask, control, linesOf, messageOf, press, wordsOf } from './talk.ts';

let house: House;
beforeEach(async () => {
  house = await openSearchRoom();
});
afterEach(() => house[Symbol.asyncDispose]());

const OTHER = { ...PLACE, channel: 'C2' };

describe('an answer to a search', () => {
  it('shows five of them, dated, with the sentence that matches, what matches strong', async () => {
    const answer = await ask(house, 'search video diffusion');

    const [first] = papersOf(answer);
    expect(headingOf(answer)).toBe('7 papers for “video diffusion”, 1 to 5');
    expect(papersOf(answer)).toHaveLength(5);
    expect(first?.title).toContainEqual({ kind: 'strong', text: 'Video' });
    expect(first?.facts).toEqual(['9\u00a0Mar\u00a02026']);
    expect(first?.blurb).toEqual([
      { kind: 'plain', text: 'Then a ' },
      { kind: 'strong', text: 'video' },
      { kind: 'plain', text: ' is denoised by ' },
      { kind: 'strong', text: 'diffusion' },
      { kind: 'plain', text: ', step by step.' },
    ]);
    expect(labelsOf(answer)).toEqual(['Next', 'Share', 'Search all of Hugging Face']);
    expect(house.beyond.asked).toEqual([]);
  });

  it('is read page by page, also after a restart, and numbers go on', async () => {
    const first = await ask(house, 'search diffusion');
    await house.restart();
    const second = await press(house, control(first, 'Next'));
    const back = await press(house, control(second, 'Back'));

    expect(headingOf(second)).toBe('7 papers for “diffusion”, 6 to 7');
    expect(papersOf(second).map(({ number }) => number)).toEqual([6, 7]);
    expect(labelsOf(second)).toEqual(['Back', 'Share', 'Search all of Hugging Face']);
    expect(linesOf(back)).toEqual(linesOf(first));
  });

  it('belongs to who searched: nobody else turns its pages, asks further or shares it', async () => {
    const first = await ask(house, 'search diffusion');

    for (const label of ['Next', 'Share', 'Search all of Hugging Face']) {
      const theirs = await press(house, control(first, label), { person: ADA });
      expect(wordsOf(theirs)).toBe('This list is no longer here. Ask again, please.');
    }
    expect(house.beyond.asked).toEqual([]);
  });

  it('says how many of how many a filter leaves', async () => {
    const answer = await ask(house, 'search diffusion upvotes:>6');

    expect(headingOf(answer)).toBe('3 of 7 papers for “diffusion upvotes:>6”');
  });

  it('names a filter that it cannot read, and answers the rest', async () => {
    const answer = await ask(house, 'search diffusion after:2025-13');

    expect(linesOf(answer).slice(0, 2)).toEqual([
      '7 papers for “diffusion after:2025-13”, 1 to 5',
      '“after:2025-13” is no year, month or day. Try: after:2025-03',
    ]);
    expect(papersOf(answer)).toHaveLength(5);
  });

  it.each([
    ['after:2025-13', '“after:2025-13” is no year, month or day. Try: after:2025-03'],
    ['""', '“search” needs more words. Try: /papers search video diffusion'],
  ])('of %s is one sentence', async (typed, words) => {
    expect(wordsOf(await ask(house, `search ${typed}`))).toBe(words);
  });

  it.each(['“diffusion calibraton”', '"diffusion calibraton"', '„diffusion calibraton“'])(
    'announces no correction that did not help: %s',
    async (typed) => {
      const answer = await ask(house, `search ${typed}`);

      expect(linesOf(answer)[0]).toBe('Nothing found for “diffusion calibraton” among 8 papers.');
      expect(house.beyond.asked.map(({ q }) => q)).toEqual(['diffusion calibraton']);
      expect(labelsOf(answer)).not.toContain('Search “diffusion calibraton” instead');
    },
  );

  it('says what was typed in one pair of quotes', async () => {
    expect(headingOf(await ask(house, 'search “video diffusion”'))).toBe(
      '7 papers for “video diffusion”, 1 to 5',
    );
    expect(headingOf(await ask(house, 'search “video diffusion” “is denoised”'))).toBe(
      '7 papers for “"video diffusion" "is denoised"”, 1 to 5',
    );
  });

  it('is the card where an id or a link was typed', async () => {
    const answer = await ask(house, 'search https://arxiv.org/abs/2603.30000v2');

    expect(headingOf(answer)).toBe('Confidence calibration');
    expect(labelsOf(answer)).toContain('Discuss here');
  });

  it('says where each was posted, and of a private channel only that', async () => {
    house.fake.privateChannels.add('C2');
    house.run();
    await ask(house, 'show 2603.20000 --share');
    await ask(house, 'show 2603.20001 --share', { spot: OTHER });
    await house.time.pass(5_000);

    const reasons = papersOf(await ask(house, 'search diffusion')).map(({ reason }) => reason);
    house.fake.privateChannels.clear();
    await house.time.jump(5 * 60_000);
    const [, second] = papersOf(await ask(house, 'search diffusion'));

    expect(reasons.slice(0, 3)).toEqual([
      'posted here 11\u00a0Mar',
      'posted in a private channel',
      undefined,
    ]);
    expect(second?.reason).toBe('posted in #name-of-C2 11\u00a0Mar');
  });

  it('says nothing of other channels where people of other workspaces read along, nor does what is shared', async () => {
    house.fake.sharedChannels.add('C1');
    house.fake.privateChannels.add('C3');
    house.run();
    await ask(house, 'show 2603.20000 --share');
    await ask(house, 'show 2603.20001 --share', { spot: OTHER });
    await ask(house, 'show 2603.20002 --share', { spot: { ...PLACE, channel: 'C3' } });
    await house.time.pass(5_000);

    const answer = await ask(house, 'search diffusion');
    const postedHere = await ask(house, 'search posted:here');
    await press(house, control(answer, 'Share'));
    await house.time.pass(5_000);
    await ask(house, 'search video --share');
    await house.time.pass(5_000);

    const shared = house.fake
      .in('C1')
      .slice(-2)
      .map(({ message }) => message);
    const reasons = [messageOf(answer), ...shared].flatMap(({ parts }) =>
      parts.flatMap((part) => (part.kind === 'paper' ? (part.reason ?? []) : [])),
    );
    expect(new Set(reasons)).toEqual(new Set(['posted here 11\u00a0Mar']));
    expect(shared.map((message) => linesOf(message)[0])).toEqual([
      '7 papers for “diffusion”, 1 to 5',
      '7 papers for “video”, 1 to 5',
    ]);
    expect(headingOf(postedHere)).toBe('1 of 8 papers for “posted:here”');
  });

  it('says of each why it was found when it is asked to', async () => {
    const typed = await ask(house, 'search --why video diffusion');
    const next = await press(house, control(typed, 'Next'));

    const whys = linesOf(typed).filter((line) => line.startsWith('Why: '));
    expect(headingOf(typed)).toMatch(/^7 papers for “video diffusion”/);
    expect(whys).toHaveLength(5);
    expect(whys[0]).toMatch(/in the title/);
    expect(linesOf(next).filter((line) => line.startsWith('Why: '))).toHaveLength(2);
    expect(wordsOf(await ask(house, 'search video diffusion'))).not.toContain('Why: ');
  });
});

describe('while the archive fills itself', () => {
  it('every answer says so, after what was found', async () => {
    await house[Symbol.asyncDispose]();
    house = await openSearchRoom({ archiveSince: '2026-02-20' });
    const filling = 'The archive is still filling: 5 % so far.';

    expect(linesOf(await ask(house, 'search diffusion'))[1]).toBe(filling);
    expect(linesOf(await ask(house, 'search xylophone'))[0]).toBe(
      `Nothing found for “xylophone” among 8 papers.\n${filling}`,
    );
  });
});

describe('a word that no paper has', () => {
  it('is corrected, and can be searched as it was typed', async () => {
    house.beyond.hits = [aHit('2105.00001', 'Calibraton, misspelt')];
    const answer = await ask(house, 'search confidence calibraton');

    const literal = await press(house, control(answer, 'Search “confidence calibraton” instead'));

    expect(linesOf(answer).slice(0, 3)).toEqual([
      '1 paper for “confidence calibration”',
      'Nothing matches “calibraton”. Showing results for calibration.',
      '1. Confidence calibration',
    ]);
    expect(house.beyond.asked.map(({ q }) => q)).toEqual([
      'confidence calibration',
      'confidence calibraton',
    ]);
    expect(headingOf(literal)).toBe(
      'Found by Hugging Face’s own search, not in our archive: 1 paper',
    );
  });
});

describe('a word with accents that no paper has', () => {
  it('is named, corrected and asked for as it was typed', async () => {
    house.beyond.hits = [aHit('2105.00001', 'Calibratón, misspelt')];
    const answer = await ask(house, 'search Confidence Calibratón');

    await press(house, control(answer, 'Search “Confidence Calibratón” instead'));

    expect(linesOf(answer).slice(0, 2)).toEqual([
      '1 paper for “Confidence calibration”',
      'Nothing matches “Calibratón”. Showing results for calibration.',
    ]);
    expect(house.beyond.asked.map(({ q }) => q)).toEqual([
      'Confidence calibration',
      'Confidence Calibratón',
    ]);
  });
});
