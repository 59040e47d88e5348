import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArchive } from '../../../src/papers/archive.ts';
import { createSearch, type Search } from '../../../src/search/search.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';

const PAGE = { limit: 10, offset: 0 };

let store: Store;
let search: Search;

beforeAll(async () => {
  store = await openStore('file::memory:', 0);
  search = createSearch(store);
  const papers = [
    aPaper('2601.00001', {
      title: 'Confidence Calibration for Reasoning Models',
      summary: 'Asks models how sure they are.',
      authors: ['Yann LeCun', 'Zoé Müller', 'Kim Park', 'Jo Berg', 'Li Wei', 'Max Roy'],
    }),
    aPaper('2601.00002', {
      title: 'Robots That Fold Laundry',
      summary:
        'Calibration of grippers, and much confidence, in every long sentence of this abstract.',
      authors: ['Ada Yann', 'Bo LeCun'],
    }),
    aPaper('2601.00003', {
      title: 'Attention Is All You Need, Again',
      summary: 'A second look at an old idea.',
      authors: ['Ada Lovelace'],
    }),
    aPaper('2601.00004', {
      title: 'GPT-4 in C++',
      summary: '视频生成 of videos.',
      authors: ['王小明'],
    }),
  ];
  const archive = createArchive(store);
  for (const paper of papers) await archive.save(paper, 1);
});
afterAll(() => store.destroy());

const idsOf = async (words: string) => (await search.find(words, PAGE)).ids;

describe('search', () => {
  it('puts a match in the title before one in the abstract', async () => {
    expect(await search.find('confidence calibration', PAGE)).toEqual({
      total: 2,
      ids: ['2601.00001', '2601.00002'],
    });
  });

  it.each([
    ['calibrations', '2601.00001'],
    ['REASONING MODEL', '2601.00001'],
    ['how do robots fold laundry?', '2601.00002'],
    ['Ada Lovelace', '2601.00003'],
    ['zoe muller', '2601.00001'],
    ['attention is all you need', '2601.00003'],
    ['"second look" -idea', '2601.00003'],
    ['gpt-4', '2601.00004'],
    ['c++', '2601.00004'],
    ['视频生成', '2601.00004'],
    ['2601.00002', '2601.00002'],
    ['https://arxiv.org/abs/2601.00002v3', '2601.00002'],
  ])('finds %j', async (words, id) => {
    expect((await idsOf(words))[0]).toBe(id);
  });

  it('puts a full name before its parts in two names', async () => {
    expect(await idsOf('yann lecun')).toEqual(['2601.00001', '2601.00002']);
  });

  it('does not look for the small words of a question', async () => {
    expect(await search.find('how do the robots fold laundry', PAGE)).toMatchObject({ total: 1 });
  });

  it('takes any of the words when no paper has all', async () => {
    expect((await idsOf('laundry attention')).toSorted()).toEqual(['2601.00002', '2601.00003']);
  });

  it('gives one page and says how many there are', async () => {
    expect(await search.find('ada', { limit: 1, offset: 1 })).toMatchObject({ total: 2 });
    expect((await search.find('ada', { limit: 1, offset: 1 })).ids).toHaveLength(1);
    expect((await search.find('ada', { limit: 5, offset: 5 })).ids).toEqual([]);
  });

  it('follows a paper whose title changes', async () => {
    const archive = createArchive(store);
    await archive.save(aPaper('2601.00009', { title: 'Zebras' }), 1);
    await archive.save(aPaper('2601.00009', { title: 'Giraffes' }), 2);

    expect(await idsOf('zebras')).toEqual([]);
    expect(await idsOf('giraffe')).toEqual(['2601.00009']);
  });

  it.each(['', '   ', '"', '*', '👍', '()', '\0', '-', '²', '9999.99999', 'qwertzuiop'])(
    'finds nothing for %j, without an error',
    async (words) => {
      expect(await search.find(words, PAGE)).toEqual({ total: 0, ids: [] });
    },
  );

  it.each([
    'AND',
    'OR',
    'NOT',
    'NEAR(',
    'a:b',
    'title:fold',
    'foo-bar',
    'diff"*',
    '^fold',
    "'; --",
    'of the',
  ])('takes %j as words', async (words) => {
    await expect(search.find(words, PAGE)).resolves.toMatchObject({ ids: expect.any(Array) });
  });

  it('never throws, whatever is typed', async () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(
          fc.constantFrom(
            ...['"', '*', 'AND ', ' OR ', 'NEAR(', 'a:b', '{', '-', 'fold', '\0', '𞤀', 'é', ' '],
          ),
          { maxLength: 30 },
        )
        .map((pieces) => pieces.join('')),
    );
    await fc.assert(
      fc.asyncProperty(typed, async (words) => {
        const found = await search.find(words, PAGE);

        expect(found.total).toBeGreaterThanOrEqual(found.ids.length);
      }),
      { numRuns: 500 },
    );
  });

  it('takes a line of 6,000 characters', async () => {
    const found = await search.find('calibration of grippers '.repeat(250), PAGE);

    expect(found.ids).toContain('2601.00002');
  });
});
