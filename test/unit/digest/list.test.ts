import { describe, expect, it } from 'vitest';
import { type Message, plain } from '#chat/message.ts';
import { joinFacts, smallLine } from '#chat/words.ts';
import { composeList, type ListFacts } from '../../../src/digest/list.ts';
import { listWords } from '../../../src/digest/list-words.ts';
import { strongMatches } from '../../../src/digest/matches.ts';
import { aList, aPaper, ids, TIGHT } from './papers.ts';

describe('a page of a list', () => {
  it('says which papers it shows, and numbers go on over pages', () => {
    const message = page({ before: 5, total: 12, count: 5 });

    expect(headingOf(message)).toBe('Daily Papers, Tue 10 Mar: 12 papers, 6 to 10');
    expect(numbersOf(message)).toEqual([6, 7, 8, 9, 10]);
  });

  it('turns back and forth where there are pages', () => {
    expect(turnsOf(page({ before: 0, total: 12, count: 5 }))).toEqual([['Next', '1']]);
    expect(turnsOf(page({ before: 5, total: 12, count: 5 }))).toEqual([
      ['Back', '0'],
      ['Next', '2'],
    ]);
    expect(turnsOf(page({ before: 10, total: 12, count: 2 }))).toEqual([['Back', '1']]);
    expect(turnsOf(page({ before: 0, total: 5, count: 5 }))).toEqual([]);
  });

  it('shows votes in the small line, where no button would go stale', () => {
    const [paper] = page({ before: 0, total: 1, count: 1 }).parts.filter(
      (part) => part.kind === 'paper',
    );

    expect(paper?.vote).toBeUndefined();
    expect(paper && blanks(joinFacts(smallLine(paper)))).toBe(
      'Ada Lo and 2 more · 5 HF upvotes · 2 votes here',
    );
  });

  it('is read aloud in sentences', () => {
    const message = page({ before: 0, total: 1, count: 1, below: 'The last one is Fri 6 Mar:' });

    expect(message.summary).toMatch(/1 papers\. The last one is Fri 6 Mar\. 1, Paper [\d.]+\.$/);
  });

  it('says only its heading when nothing is in it', () => {
    const message = page({ before: 0, total: 0, count: 0 });

    expect(message.parts).toHaveLength(1);
  });

  it('marks what was searched for in titles that are not bold', () => {
    const [paper] = page({
      before: 0,
      total: 1,
      count: 1,
      searched: new Set(['paper']),
    }).parts.filter((part) => part.kind === 'paper');

    expect(paper?.isTitlePlain).toBe(true);
    expect(paper?.title).toEqual([
      { kind: 'strong', text: 'Paper' },
      { kind: 'plain', text: ' 2603.00001' },
    ]);
  });
});

describe('a second list under the first', () => {
  const listed = (id: string) => ({ paper: aPaper(id), tally: { up: 0, down: 0 } });
  const second = { heading: 'Found elsewhere: 7 papers', papers: ids(5, 3).map(listed) };
  const facts: ListFacts = {
    ...{ heading: '2 papers', papers: ids(2).map(listed), second, before: 0, total: 9 },
    ...{ pageSize: 5, limits: TIGHT, key: 'view', today: '2026-03-11' },
  };

  it('has its own heading, and its numbers go on', () => {
    const message = composeList(facts);

    const kinds = message.parts.map(({ kind }) => kind).join(' ');
    expect(kinds).toBe(
      `heading paper paper divider heading${' paper'.repeat(5)} divider actions note`,
    );
    expect(headingOf(message)).toBe('2 papers');
    expect(numbersOf(message)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(turnsOf(message)).toEqual([['Next', '1']]);
    expect(message.summary).toMatch(/^2 papers\. 1, .*; 2, .*\. Found elsewhere: 7 papers\. 3, /);
  });

  it('goes on alone on the next page', () => {
    const rest = { ...second, papers: ids(2, 8).map(listed) };
    const { heading: _, ...others } = facts;

    const message = composeList({ ...others, papers: [], second: rest, before: 7 });

    expect(headingOf(message)).toBe('Found elsewhere: 7 papers');
    expect(numbersOf(message)).toEqual([8, 9]);
    expect(turnsOf(message)).toEqual([['Back', '0']]);
  });

  it('is a sentence where there is none', () => {
    const { heading: _, second: __, ...others } = facts;

    const message = composeList({
      ...{ ...others, papers: [], total: 0, below: 'Nothing found.', ending: 'No answer.' },
    });

    expect(message.parts).toEqual([
      { kind: 'text', text: 'Nothing found.' },
      { kind: 'text', text: 'No answer.' },
    ]);
    expect(message.summary).toBe('Nothing found. No answer.');
  });

  it('fits, however much is said around the papers', () => {
    const why = `Why: ${'a word in the title, '.repeat(20)}`;
    const long = { title: 'T'.repeat(250), summary: 'word '.repeat(400) };
    const wordy = (id: string) => ({ ...listed(id), paper: aPaper(id, long), why });
    const below = 'A sentence. '.repeat(60);

    const { parts } = composeList({
      ...{ ...facts, below, searched: new Set(['word']) },
      ...{ papers: ids(2).map(wordy), second: { ...second, papers: ids(5, 3).map(wordy) } },
    });

    const texts = parts.flatMap((part) => {
      if (part.kind === 'heading') return [part.text, plain(part.below ?? '')];
      if (part.kind === 'note') return [plain(part.text)];
      if (part.kind !== 'paper') return [];
      return [plain(part.title), plain(part.blurb ?? ''), joinFacts(smallLine(part)), part.url];
    });
    expect(texts.join('').length).toBeLessThan(TIGHT.messageText);
  });
});

describe('strongMatches', () => {
  it('marks whole words only, whatever their case and accents', () => {
    expect(
      strongMatches('Reconfidence of Poincaré: Confidence', new Set(['poincare', 'confidence'])),
    ).toEqual([
      { kind: 'plain', text: 'Reconfidence of ' },
      { kind: 'strong', text: 'Poincaré' },
      { kind: 'plain', text: ': ' },
      { kind: 'strong', text: 'Confidence' },
    ]);
  });

  it('leaves a text without a match as it is', () => {
    expect(strongMatches('A title', new Set(['other']))).toBe('A title');
    expect(strongMatches('A title', new Set())).toBe('A title');
  });
});

describe('listWords', () => {
  const friday = aList(
    '2026-03-13',
    ids(2).map((id) => aPaper(id)),
  );

  it('names the day and its papers', () => {
    const words = listWords({
      asked: '2026-03-13',
      list: friday,
      mayCome: false,
      today: '2026-03-13',
    });

    expect(blanks(words.heading)).toBe('Daily Papers, Fri 13 Mar: 2 papers');
    expect(words.below).toBeUndefined();
  });

  it('says so far while a list grows', () => {
    const words = listWords({
      asked: '2026-03-13',
      list: { ...friday, state: 'open' },
      mayCome: false,
      today: '2026-03-13',
    });

    expect(blanks(words.heading)).toBe('Daily Papers, Fri 13 Mar so far: 2 papers');
  });

  it.each([
    ['2026-03-14', false, 'No new list at the weekend. The last one is Fri 13 Mar:'],
    ['2026-03-16', true, 'No papers are listed on Mon 16 Mar yet. The last one is Fri 13 Mar:'],
    ['2026-03-16', false, 'No papers were listed on Mon 16 Mar. The last one is Fri 13 Mar:'],
  ])('says on %s why it is not that day’s list', (asked, mayCome, below) => {
    const words = listWords({ asked, list: friday, mayCome, today: asked });

    expect(blanks(words.below ?? '')).toBe(below);
  });

  it.each([
    ['2026-03-14', 'No new list at the weekend. The one before is Fri 13 Mar:'],
    ['2026-03-16', 'No papers were listed on Mon 16 Mar. The one before is Fri 13 Mar:'],
  ])('calls no list the last of which there are newer ones: %s', (asked, below) => {
    const newest = '2026-03-19';
    const words = listWords({ asked, list: friday, newest, mayCome: false, today: '2026-03-20' });

    expect(blanks(words.below ?? '')).toBe(below);
  });

  it('says that a day had no list at all', () => {
    const words = listWords({ asked: '2026-03-12', mayCome: false, today: '2026-03-13' });

    expect(blanks(words.heading)).toBe('No papers were listed on Thu 12 Mar.');
  });
});

interface Page extends Pick<ListFacts, 'before' | 'total' | 'searched' | 'below'> {
  readonly count: number;
}

function page({ count, total, ...given }: Page): Message {
  return composeList({
    heading: `Daily Papers, Tue 10 Mar: ${total} papers`,
    papers: ids(count, given.before + 1).map((id) => ({
      paper: aPaper(id),
      tally: { up: 2, down: 0 },
    })),
    total,
    pageSize: 5,
    limits: TIGHT,
    key: 'view',
    today: '2026-03-11',
    ...given,
  });
}

function headingOf({ parts: [first] }: Message): string {
  return first?.kind === 'heading' ? blanks(first.text) : '';
}

function numbersOf({ parts }: Message): readonly (number | undefined)[] {
  return parts.flatMap((part) => (part.kind === 'paper' ? [part.number] : []));
}

/** Labels and page numbers of the buttons that turn pages. */
function turnsOf({ parts }: Message): readonly (readonly string[])[] {
  const found = parts.find((part) => part.kind === 'actions');
  return (found?.items ?? []).flatMap((item) =>
    item.kind === 'button' && 'verb' in item.does && item.does.verb === 'page'
      ? [[item.label, item.does.argument ?? '']]
      : [],
  );
}

function blanks(text: string): string {
  return plain(text).replaceAll('\u00a0', ' ');
}
