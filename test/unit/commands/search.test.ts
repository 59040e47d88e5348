import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reply } from '#chat/inbox.ts';
import { plain } from '#chat/message.ts';
import { matchedIn } from '../../../src/commands/search-papers.ts';
import { foundHeading } from '../../../src/commands/search-words.ts';
import { composeList } from '../../../src/digest/list.ts';
import { SourceError } from '../../../src/errors.ts';
import { type BeyondHit, BeyondLimitError } from '../../../src/papers/beyond.ts';
import { documentOf } from '../../../src/search/paper-document.ts';
import { readQuery } from '../../../src/search/query.ts';
import { createIndex } from '../../../src/search/search-index.ts';
import { filtersOf } from '../../../src/search/wanted.ts';
import { House, PLACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { ADA, ask, BO, control, controlsOf, linesOf, messageOf, press, wordsOf } from './talk.ts';

const OTHER = { ...PLACE, channel: 'C2' };

let house: House;
beforeEach(async () => {
  house = await House.open({ now: '2026-03-11T10:00:00Z' });
  const papers = Array.from({ length: 7 }, (_, n) =>
    aPaper(`2603.2000${n}`, {
      title: `Video diffusion, part ${n + 1}`,
      summary: 'We begin with what is known. Then a video is denoised by diffusion, step by step.',
      upvotes: 9 - n,
    }),
  );
  const calibration = aPaper('2603.30000', {
    title: 'Confidence calibration',
    summary: 'Says how sure a model is.',
    authors: ['Zoé Müller'],
    publishedOn: '2025-10-07',
  });
  house.source.lists.set('2026-03-09', papers);
  house.source.lists.set('2025-10-07', [calibration]);
  await house.services.archive.saveList('2026-03-09', papers, { now: house.time.now });
  await house.services.archive.saveList('2025-10-07', [calibration], { now: house.time.now });
});
afterEach(() => house[Symbol.asyncDispose]());

const papersOf = (reply: Reply) => messageOf(reply).parts.filter((part) => part.kind === 'paper');
const headingOf = (reply: Reply) => linesOf(reply)[0];
const labelsOf = (reply: Reply) =>
  [...controlsOf(reply).keys()].filter((label) => !/^\d/.test(label));

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

describe('where little is found', () => {
  const NOTHING = 'Nothing found for “xylophone” among 8 papers.';
  const SECOND = 'Found by Hugging Face’s own search, not in our archive';

  it('what Hugging Face finds follows at once, what it marked strong', async () => {
    house.beyond.hits = [aHit('2105.00001', 'A xylophone')];

    const answer = await ask(house, 'search xylophone');

    expect(linesOf(answer).slice(0, 3)).toEqual([NOTHING, `${SECOND}: 1 paper`, '1. A xylophone']);
    expect(papersOf(answer)[0]?.title).toContainEqual({ kind: 'strong', text: 'xylophone' });
    expect(labelsOf(answer)).toEqual(['More on this paper', 'Share']);
    expect(house.beyond.asked).toEqual([{ q: 'xylophone', workspace: PLACE.workspace }]);
  });

  it('it comes under our own, without what our lists have, and has pages', async () => {
    house.beyond.hits = [
      aHit('2603.30000', 'Confidence calibration'),
      aHit('2603.20000', 'Video diffusion, part 1'),
      ...Array.from({ length: 7 }, (_, n) => aHit(`2105.0000${n}`, `Confidence ${n}`)),
    ];
    const first = await ask(house, 'search confidence');
    await house.restart();
    const second = await press(house, control(first, 'Next'));
    const back = await press(house, control(second, 'Back'));

    expect(headingOf(first)).toBe('1 paper for “confidence”');
    expect(linesOf(first)).toContain(`${SECOND}: 7 papers`);
    expect(papersOf(first).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(papersOf(second).map(({ number, title }) => [number, plain(title)])).toEqual([
      [7, 'Confidence 5'],
      [8, 'Confidence 6'],
    ]);
    expect(labelsOf(second)).toEqual(['Back', 'Share']);
    expect(papersOf(back).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('a paper met that way is shown, saved and voted on like any other', async () => {
    house.beyond.hits = [aHit('2105.00001', 'A xylophone')];
    const answer = await ask(house, 'search xylophone');

    const card = await press(house, control(answer, 'More on this paper'));
    const voted = await press(house, control(card, 'Vote'));
    const saved = await press(house, control(card, 'Save'));

    expect(headingOf(card)).toBe('A xylophone');
    expect(wordsOf(voted)).toMatch(/^Voted for A xylophone\./);
    expect(wordsOf(saved)).toMatch(/^Saved\./);
    expect(await house.deliveries()).toEqual([]);
  });

  it('finds it in the archive the next time', async () => {
    house.beyond.hits = [aHit('2105.00001', 'A xylophone')];
    await ask(house, 'search xylophone');

    const again = await ask(house, 'search xylophone');

    expect(headingOf(again)).toBe('1 paper for “xylophone”');
    expect(linesOf(again)).toContain('Hugging Face’s own search finds nothing more.');
  });

  it('says in one line that it does not answer, and offers to try again', async () => {
    house.beyond.fault = new SourceError('HTTP 502');
    const answer = await ask(house, 'search xylophone');
    house.beyond.fault = undefined;
    house.beyond.hits = [aHit('2105.00001', 'A xylophone')];
    const again = await press(house, control(answer, 'Search all of Hugging Face'));

    expect(linesOf(answer).slice(0, 2)).toEqual([
      NOTHING,
      'Hugging Face’s search does not answer right now.',
    ]);
    expect(headingOf(again)).toBe(`${SECOND}: 1 paper`);
  });

  it('does not wait for it for longer than a moment', async () => {
    house.beyond.fault = 'hang';
    const asking = ask(house, 'search xylophone');
    while (house.beyond.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await house.time.pass(2_500);

    expect(linesOf(await asking)).toContain('Hugging Face’s search does not answer right now.');
  });

  it('says when it may be asked again', async () => {
    house.beyond.fault = new BeyondLimitError(150_000);

    expect(linesOf(await ask(house, 'search xylophone'))).toContain(
      'Hugging Face’s search was asked as often as it may be. Try again in 3 minutes.',
    );
  });

  it('filters hold for what Hugging Face finds as well', async () => {
    house.beyond.hits = [
      aHit('2105.00001', 'An old xylophone', '2021-05-01'),
      aHit('2505.00001', 'A new xylophone', '2025-05-01'),
    ];

    const answer = await ask(house, 'search xylophone after:2025 author:"Ada Lo"');

    expect(papersOf(answer).map(({ title }) => plain(title))).toEqual(['A new xylophone']);
    expect(house.beyond.asked[0]?.q).toBe('xylophone Ada Lo');
  });

  it.each(['search xylophone posted:here', 'search xylophone votes:>1', 'search author:nobody'])(
    '%s asks nobody else',
    async (typed) => {
      const answer = await ask(house, typed);

      expect(linesOf(answer)[0]).toMatch(/^Nothing found for /);
      expect(house.beyond.asked).toEqual([]);
    },
  );
});

describe('anything at all', () => {
  const pieces = fc.constantFrom(
    ...[
      '"',
      '“',
      '-',
      '−',
      ' ',
      ':',
      '>',
      '\0',
      '\ud800',
      '𞤀',
      'é',
      '视频',
      '*',
      '(',
      "'; --",
      '👍',
    ],
    ...['author:', 'org:', 'after:', 'before:', 'upvotes:>', 'votes:>', 'posted:here', 'has:code'],
    ...['sort:votes', 'sort:new', '2025', 'diffusion', 'vidoe', 'part', 'AND', '--why', '\u202e'],
  );
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(pieces, { maxLength: 40 }).map((some) => some.join('')),
    fc.array(pieces, { maxLength: 40 }).map((some) => some.join(' ')),
  );

  it('may be typed: the index answers, and the answer can be composed', async () => {
    const index = createIndex();
    const papers = await house.services.archive.lists('2025-10-07', '2026-03-09');
    for (const paper of papers.flatMap((list) => list.papers)) index.put(documentOf(paper));
    const found = papers.flatMap((list) => list.papers).slice(0, 3);

    fc.assert(
      fc.property(line, (typed) => {
        const query = readQuery(typed);
        const wanted = { ...filtersOf(query), words: query.words };
        const { total, hits, matches, corrected } = index.find(wanted, { limit: 5, offset: 0 });
        const listed = found.map((paper) => ({ paper, tally: { up: 0, down: 0 } }));
        const { parts } = composeList({
          ...{ papers: listed, before: 0, total: 3, pageSize: 5, key: 'k', today: '2026-03-11' },
          ...{ limits: house.fake.limits, searched: matchedIn(listed, matches) },
          heading: foundHeading(query, { total, hits: [], corrected, matches }),
        });

        expect(total).toBeGreaterThanOrEqual(hits.length);
        expect(parts).toHaveLength(7);
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  it('may be typed in a channel: the answer is never an excuse', async () => {
    await fc.assert(
      fc.asyncProperty(line, async (typed) => {
        const options = { words: typed };
        const call = { name: 'search', options, isShared: false, canOpenForm: false };
        const reply = await house.engine.inbox.onCommand({ ...call, person: BO, spot: PLACE });

        expect(wordsOf(reply)).not.toMatch(/^That did not work/);
        expect(linesOf(reply).join('').trim()).not.toBe('');
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

describe('Search all of Hugging Face', () => {
  it('answers with a list of its own, paged, also after a restart', async () => {
    house.beyond.hits = Array.from({ length: 6 }, (_, n) =>
      aHit(`2105.0000${n}`, `Diffusion ${n}`),
    );
    const ours = await ask(house, 'search diffusion');
    const theirs = await press(house, control(ours, 'Search all of Hugging Face'));
    await house.restart();
    const next = await press(house, control(theirs, 'Next'));

    const heading = 'Found by Hugging Face’s own search, not in our archive: 6 papers';
    expect(headingOf(theirs)).toBe(`${heading}, 1 to 5`);
    expect(headingOf(next)).toBe(`${heading}, 6`);
    expect(labelsOf(theirs)).toEqual(['Next', 'Share']);
  });

  it('says when there is nothing more', async () => {
    const ours = await ask(house, 'search diffusion');

    expect(wordsOf(await press(house, control(ours, 'Search all of Hugging Face')))).toBe(
      'Hugging Face’s own search finds nothing more.',
    );
  });
});

describe('a shared page', () => {
  beforeEach(() => house.run());

  it('is posted once, to be voted on, and its tallies follow', async () => {
    const first = await ask(house, 'search diffusion');
    const second = await press(house, control(first, 'Next'));
    const shared = await press(house, control(second, 'Share'));
    await house.time.pass(2_000);
    const again = await press(house, control(second, 'Share'));
    await house.time.pass(2_000);

    const posted = house.fake.in('C1');
    const [list] = posted;
    if (list === undefined) throw new Error('nothing was posted');
    expect(wordsOf(shared)).toBe('Posted here: the list.');
    expect(wordsOf(again)).toBe('Already discussed here: the list.');
    expect(posted).toHaveLength(1);
    expect(linesOf(list.message)).toEqual([
      '7 papers for “diffusion”, 6 to 7',
      'Shared by Bo Chen.',
      ...['6. Video diffusion, part 6', '7. Video diffusion, part 7', '[More on a paper…]'],
      'Vote with a button or a number reaction, 6️⃣ to 7️⃣.',
    ]);

    await press(house, control(list.message, 'Vote'), { person: ADA, on: list.ref });
    const reaction = { ref: list.ref, person: BO.id, emoji: '7️⃣', isBurst: false };
    await house.engine.inbox.onReaction({ kind: 'added', ...reaction });
    await house.time.pass(10_000);

    const votes = house.fake
      .in('C1')[0]
      ?.message.parts.flatMap((part) => (part.kind === 'paper' ? [part.vote?.label] : []));
    expect(votes).toEqual(['Vote', 'Vote · 2']);
  });

  it('does not name any more who asked to be forgotten, and its tallies follow all the same', async () => {
    await ask(house, 'search diffusion --share');
    await house.time.pass(2_000);
    await ask(house, 'forget-me');
    const [list] = house.fake.in('C1');
    if (list === undefined) throw new Error('nothing was posted');
    await press(house, control(list.message, 'Vote'), { person: ADA, on: list.ref });
    await house.time.pass(10_000);

    const words = wordsOf(house.fake.in('C1')[0]?.message ?? list.message);
    expect(words).not.toContain('Bo Chen');
    expect(JSON.stringify(house.fake.in('C1')[0]?.message)).toContain('Vote · 1');
  });

  it('comes at once with --share', async () => {
    const answer = await ask(house, 'search confidence --share', { person: ADA });
    await house.time.pass(2_000);

    expect(wordsOf(answer)).toBe('Posted here: the list.');
    expect(house.fake.in('C1').map(({ message }) => linesOf(message)[0])).toEqual([
      '1 paper for “confidence”',
    ]);
  });

  it('is the card where an id was typed', async () => {
    await ask(house, 'search 2603.30000 --share');
    await house.time.pass(2_000);

    expect(house.fake.in('C1')[0]?.message.summary).toMatch(/^Bo Chen would like to discuss/);
  });

  it('is nothing where nothing was found', async () => {
    const answer = await ask(house, 'search xylophone --share');
    await house.time.pass(2_000);

    expect(wordsOf(answer)).toBe('Nothing found for “xylophone” among 8 papers.');
    expect(house.fake.in('C1')).toEqual([]);
  });

  it('is not posted where Paperboy cannot post, and the answer says the fix', async () => {
    const obstacle = { kind: 'membership', problem: 'Not a member.', fix: 'Invite it.' } as const;
    house.fake.blocked.set('C1', { obstacle, failure: { kind: 'forbidden', of: 'channel' } });

    expect(wordsOf(await ask(house, 'search diffusion --share'))).toBe('Not a member. Invite it.');
    expect(await house.deliveries()).toEqual([]);
  });
});

describe('similar', () => {
  it('shows the nearest papers and the words that are shared, never itself', async () => {
    const answer = await ask(house, 'similar https://arxiv.org/abs/2603.20000v1');

    const papers = papersOf(answer);
    expect(headingOf(answer)).toBe('6 papers similar to “Video diffusion, part 1”, 1 to 5');
    expect(papers.map(({ url }) => url)).not.toContain('https://huggingface.co/papers/2603.20000');
    expect(papers[0]?.reason).toMatch(/^shares: .*diffusion/);
    expect(labelsOf(answer)).toEqual(['Next', 'Share']);
  });

  it('is read page by page, also after a restart', async () => {
    const first = await ask(house, 'similar 2603.20000');
    await house.restart();
    const second = await press(house, control(first, 'Next'));

    expect(papersOf(second).map(({ number }) => number)).toEqual([6]);
  });

  it('is a button of every card', async () => {
    const card = await ask(house, 'show 2603.20000');

    const answer = await press(house, control(card, 'Similar'));

    expect(headingOf(answer)).toMatch(/^6 papers similar to “Video diffusion, part 1”/);
  });

  it('fetches a paper that the archive does not have', async () => {
    house.source.lists.set('2026-03-10', [
      aPaper('2603.11111', { title: 'Diffusion of video elsewhere', summary: '' }),
    ]);

    const answer = await ask(house, 'similar 2603.11111');

    expect(headingOf(answer)).toMatch(/^7 papers similar to “Diffusion of video elsewhere”/);
  });

  it.each([
    ['banana', '“banana” is no arXiv id or link. Try: /papers similar 2509.24002'],
    ['2509.24002', 'Hugging Face has no paper 2509.24002.'],
  ])('answers %s with a sentence', async (typed, words) => {
    expect(wordsOf(await ask(house, `similar ${typed}`))).toBe(words);
  });
});

/** What Hugging Face finds, with the last word of the title marked. */
function aHit(id: string, title: string, publishedOn = '2021-05-01'): BeyondHit {
  const word = title.split(' ').at(-1) ?? '';
  return {
    paper: aPaper(id, { title, publishedOn, summary: 'Of something else.' }),
    title: [
      { text: title.slice(0, -word.length), isMatch: false },
      { text: word, isMatch: true },
    ],
    summary: [{ text: 'Of something else.', isMatch: false }],
  };
}
