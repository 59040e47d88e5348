import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAction, type Message, type PaperPart, plain } from '#chat/message.ts';
import { joinFacts, smallLine } from '#chat/words.ts';
import { composeOverview, type OverviewFacts } from '../../../src/digest/compose.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { sampleLists } from '../../../src/papers/sample.ts';
import { aPaper, ids, TIGHT } from './papers.ts';

const KEY = 'Zt4kQ9vXw2LrB7mNcH1sPd0a';

describe('an ordinary morning', () => {
  const message = overview([theirs('1'), theirs('2'), theirs('3')], { total: 28 });

  it('is headed by the day and how many of how many', () => {
    expect(headingOf(message)).toBe('Daily Papers, Tue 10 Mar: 3 of 28');
  });

  it('numbers its papers and gives each a vote button', () => {
    const papers = papersOf(message);

    expect(papers.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(papers[0]?.vote?.does).toEqual({ key: KEY, verb: 'vote', argument: '1' });
    expect(papers[0]?.vote?.label).toBe('Vote');
  });

  it('ends with the controls and one line of small print', () => {
    const controls = message.parts.find((part) => part.kind === 'actions')?.items ?? [];

    expect(message.parts.slice(-3).map(({ kind }) => kind)).toEqual(['divider', 'actions', 'note']);
    expect(controls[0]).toMatchObject({ kind: 'select', placeholder: 'More on a paper…' });
    expect(controls[1]).toMatchObject({
      label: 'All 28',
      spoken: 'All 28 papers, shown only to you',
      does: { key: KEY, verb: 'all' },
    });
    expect(noteOf(message)).toBe(
      'Vote with a button or a number reaction, 1️⃣ to 3️⃣. Summaries by Hugging Face.',
    );
  });

  it('is read aloud in real sentences', () => {
    expect(message.summary).toBe(
      'Daily Papers for Tuesday 10 March: 3 of 28 papers. 1, Paper 1; 2, Paper 2; 3, Paper 3. Vote with the buttons or with number reactions.',
    );
  });
});

describe('votes', () => {
  const message = overview([theirs('1'), theirs('2')], {
    tallies: new Map([['1', { up: 4, down: 1 }]]),
  });

  it('stand on the button, and against in the small line', () => {
    const [paper] = papersOf(message);

    expect(paper?.vote?.label).toBe('Vote · 4');
    expect(paper?.vote?.spoken).toContain('Vote for 1, Paper 1, 4');
    expect(smallLine(paper ?? noPaper).map(blanks)).toEqual([
      'Ada Lo and 2 more',
      '5 HF upvotes',
      '1 vote against',
    ]);
  });

  it('are read aloud', () => {
    expect(message.summary).toContain('1, Paper 1, 4 votes here; 2, Paper 2.');
  });
});

describe('few papers', () => {
  it('says only the count when everything is shown, and offers no more', () => {
    const message = overview(['1', '2', '3', '4'].map((id) => theirs(id)));
    const controls = message.parts.find((part) => part.kind === 'actions')?.items ?? [];

    expect(headingOf(message)).toBe('Daily Papers, Tue 10 Mar: 4 papers');
    expect(controls).toHaveLength(1);
  });

  it('has a button for a single paper, and says how to vote for it', () => {
    const message = overview([aPaper('1', { summary: '' })]);
    const controls = message.parts.find((part) => part.kind === 'actions')?.items ?? [];

    expect(headingOf(message)).toBe('Daily Papers, Tue 10 Mar: 1 paper');
    expect(controls).toEqual([
      {
        kind: 'button',
        label: 'More on this paper',
        does: { key: KEY, verb: 'more', argument: '1' },
      },
    ]);
    expect(noteOf(message)).toBe('Vote with the button or by reacting 1️⃣.');
  });
});

describe('whose summaries', () => {
  it('are the abstracts’ first words when Hugging Face has none', () => {
    const message = overview([aPaper('1'), aPaper('2')]);

    expect(noteOf(message)).toContain('Summaries: the abstract’s first words.');
    expect(plain(papersOf(message)[0]?.blurb ?? '')).toMatch(/^An abstract that begins/);
  });

  it('are ours in the bundled week, until Hugging Face has told of a paper', () => {
    const bundled = sampleLists[0]?.papers.slice(0, 3) ?? [];
    const told = bundled.map((paper) => ({ ...paper, summary: 'An abstract.' }));

    expect(noteOf(overview(bundled))).toMatch(/ Summaries by Paperboy\.$/);
    expect(noteOf(overview(told))).toContain('Summaries: the abstract’s first words.');
  });

  it('are marked when mixed', () => {
    const message = overview([theirs('1'), aPaper('2')]);

    expect(noteOf(message)).toContain(
      'Summaries by Hugging Face, or the abstract’s first words where marked.',
    );
    expect(plain(papersOf(message)[1]?.blurb ?? '')).toMatch(/^Abstract: An abstract/);
  });
});

describe('news', () => {
  it('stands under the heading of the range, and is read aloud', () => {
    const since = 'Paperboy was away since Wed 4 Mar: the best since then. And 70 more: ';
    const news = `${since}/papers missed`;
    const message = overview([theirs('1')], { from: '2026-03-05', total: 71, news });
    const [heading] = message.parts;

    expect(headingOf(message)).toBe('Daily Papers, 5 to 10 Mar: 1 of 71');
    expect(heading).toMatchObject({
      below: [
        { kind: 'plain', text: since },
        { kind: 'code', text: '/papers missed' },
      ],
    });
    expect(message.summary).toContain(`5 to 10 March: 1 of 71 papers. ${news}. 1, Paper 1`);
  });

  it('of a late list stands in the small print', () => {
    const message = overview([theirs('1')], { note: 'Hugging Face published this list late.' });

    expect(noteOf(message)).toMatch(/Hugging Face published this list late\.$/);
  });
});

describe('room', () => {
  it('keeps a title of 175 characters whole with up to five papers, and cuts it at 140 with more', () => {
    const title = `${'A factorial analysis of preference '.repeat(5).trim()}.`.slice(0, 175);
    const five = overview(ids(5).map((id) => theirs(id, { title })));
    const six = overview(ids(6).map((id) => theirs(id, { title })));

    expect(plain(papersOf(five)[0]?.title ?? '')).toBe(title);
    expect(plain(papersOf(six)[0]?.title ?? '').length).toBeLessThanOrEqual(140);
  });

  it('holds ten worst papers at once, without losing one', () => {
    const worst = ids(10).map((id) =>
      theirs(id, {
        title: '*_Preference_*-[Undermining] `Attacks` '.repeat(5).slice(0, 175).trim(),
        aiSummary: 'Chooses *among* sampled answers by how confident they are. '.repeat(6),
        authors: Array.from({ length: 664 }, () => 'Bartholomew Featherstonehaugh-Cholmondeley'),
        upvotes: 9_999,
        codeStars: 123_456,
      }),
    );

    const message = overview(worst, { total: 1_234 });

    expect(sizeOf(message)).toBeLessThanOrEqual(TIGHT.messageText);
    expect(papersOf(message)).toHaveLength(10);
  });

  it('shrinks every blurb to the same step', () => {
    const long = ids(10).map((id) =>
      theirs(id, {
        title: 'Eight by '.repeat(15).trim(),
        aiSummary: 'Some words of a summary. '.repeat(10),
        authors: Array.from({ length: 664 }, () => 'Bartholomew Featherstonehaugh-Cholmondeley'),
        upvotes: 9_999,
        codeStars: 98_765,
      }),
    );

    const lengths = papersOf(overview(long)).map(({ blurb }) => plain(blurb ?? '').length);

    expect(new Set(lengths).size).toBe(1);
    expect(lengths[0]).toBeLessThanOrEqual(140);
  });

  it('is never exceeded, whatever a paper holds', () => {
    const text = (maxLength: number) => fc.string({ unit: 'grapheme', maxLength, minLength: 1 });
    const paper = fc.record({
      title: text(400),
      aiSummary: text(600),
      authors: fc.array(text(60), { maxLength: 4 }),
      upvotes: fc.nat(200_000),
      codeStars: fc.nat(2_000_000),
    });
    fc.assert(
      fc.property(fc.array(paper, { minLength: 1, maxLength: 10 }), (papers) => {
        const message = overview(papers.map((facts, n) => theirs(`${n}`, facts)));

        expect(papersOf(message)).toHaveLength(papers.length);
        expect(message.summary.length).toBeLessThanOrEqual(4_000);
        for (const { vote } of papersOf(message)) {
          expect(vote?.spoken?.length).toBeLessThanOrEqual(75);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('says nothing about whose summaries when there is room for none', () => {
    const starry = ids(10).map((id) =>
      theirs(id, { title: '*'.repeat(175), aiSummary: '`'.repeat(250) }),
    );

    const message = overview(starry);

    expect(sizeOf(message)).toBeLessThanOrEqual(TIGHT.messageText);
    expect(papersOf(message).every(({ blurb }) => blurb === undefined)).toBe(true);
    expect(noteOf(message)).not.toContain('Summaries');
  });

  it('keeps every control within eighty bytes', () => {
    const message = overview([theirs('2603.03269'), theirs('2603.08655')], { total: 28 });

    const actions = papersOf(message).flatMap(({ vote }) =>
      vote !== undefined && 'verb' in vote.does ? [encodeAction(vote.does)] : [],
    );

    expect(actions).toEqual([`p1:${KEY}:vote:2603.03269`, `p1:${KEY}:vote:2603.08655`]);
  });
});

const noPaper: PaperPart = { kind: 'paper', title: '', url: '' };

interface Extra extends Partial<OverviewFacts['content']> {
  readonly tallies?: OverviewFacts['tallies'];
}

function overview(papers: readonly Paper[], { tallies, ...content }: Extra = {}): Message {
  return composeOverview({
    content: {
      papers: papers.map(({ id }) => ({ paper: id })),
      total: papers.length,
      from: '2026-03-10',
      to: '2026-03-10',
      ...content,
    },
    papers: new Map(papers.map((paper) => [paper.id, paper])),
    tallies: tallies ?? new Map(),
    key: KEY,
    limits: TIGHT,
    today: '2026-03-11',
  });
}

function theirs(id: string, facts: Partial<Paper> = {}): Paper {
  return aPaper(id, { aiSummary: 'A summary by Hugging Face, in one sentence.', ...facts });
}

function papersOf(message: Message): readonly PaperPart[] {
  return message.parts.filter((part) => part.kind === 'paper');
}

function headingOf(message: Message): string {
  const [first] = message.parts;
  return first?.kind === 'heading' ? blanks(first.text) : '';
}

function noteOf(message: Message): string {
  const note = message.parts.find((part) => part.kind === 'note');
  return note === undefined ? '' : plain(note.text);
}

/** As Discord's adapter writes it, escapes left out. */
function sizeOf(message: Message): number {
  const papers = papersOf(message).map((part) =>
    [
      `**${part.number}. [${plain(part.title)}](${part.url})**`,
      plain(part.blurb ?? ''),
      `-# ${joinFacts(smallLine(part))}`,
    ].join('\n'),
  );
  const all = [`## ${headingOf(message)}`, ...papers, `-# ${noteOf(message)}`];
  return all.reduce((sum, text) => sum + text.length, 0);
}

function blanks(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}
