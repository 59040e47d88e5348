import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchDocument } from '../../../../src/search/document.ts';
import type { Wanted } from '../../../../src/search/search-index.ts';
import { ALL, anyPaper, aPaper, indexOf, WORDS } from './papers.ts';

const DAYS = ['2025-12-31', '2026-01-01', '2026-01-02', '2026-02-03'];
const anyPhrase = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 })
  .map((words) => words.join(' '));

const anyFilters = fc.record(
  {
    phrases: fc.array(anyPhrase, { maxLength: 2 }),
    without: fc.array(anyPhrase, { maxLength: 2 }),
    authors: fc.array(fc.constantFrom('ada', 'Lo', 'ch', 'a lo', 'LUKASZ', 'peng yi'), {
      maxLength: 2,
    }),
    organizations: fc.array(fc.constantFrom('deep', 'open l', 'nobody'), { maxLength: 2 }),
    after: fc.constantFrom(...DAYS),
    before: fc.constantFrom(...DAYS),
    upvotesAbove: fc.integer({ min: 0, max: 3 }),
    hasCode: fc.boolean(),
    only: fc.uniqueArray(anyPaper.map(({ id }) => id)).map((ids) => new Set(ids)),
  },
  { requiredKeys: [] },
);

/** The same filters, said as simply as can be. */
function passes(paper: SearchDocument, wanted: Omit<Wanted, 'words'>): boolean {
  const has = (phrase: string, isPluralToo: boolean) =>
    [paper.title, paper.summary].some((text) => standsIn(text, phrase, isPluralToo));
  const { phrases = [], without = [], authors = [], organizations = [] } = wanted;
  return (
    phrases.every((phrase) => has(phrase, false)) &&
    !without.some((phrase) => has(phrase, true)) &&
    authors.every((name) => paper.authors.some((author) => beginsIn(author, name))) &&
    (organizations.length === 0 ||
      organizations.some((name) => beginsIn(paper.organization ?? '', name))) &&
    (wanted.after === undefined || paper.day >= wanted.after) &&
    (wanted.before === undefined || paper.day < wanted.before) &&
    (wanted.upvotesAbove === undefined || paper.upvotes > wanted.upvotesAbove) &&
    (wanted.hasCode !== true || paper.hasCode) &&
    (wanted.only === undefined || wanted.only.has(paper.id))
  );
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('é', 'e').replaceAll('ł', 'l').replaceAll('ü', 'u');
}

function beginsIn(name: string, typed: string): boolean {
  const words = plain(name).split(/[ -]/);
  return plain(typed)
    .split(' ')
    .every((part) => words.some((word) => word.startsWith(part)));
}

/** Side by side with hyphens as blanks, or with hyphens left out, on both sides. */
function standsIn(text: string, phrase: string, isPluralToo: boolean): boolean {
  return [' ', ''].some((hyphen) => {
    const wanted = plain(phrase).replaceAll('-', hyphen).split(' ');
    const words = plain(text).replaceAll('-', hyphen).split(' ');
    return words.some((_, from) =>
      wanted.every((word, place) => {
        const there = words[from + place];
        return there === word || (isPluralToo && there === `${word}s`);
      }),
    );
  });
}

describe('filters', () => {
  it('let through what a simple reading of them lets through', () => {
    fc.assert(
      fc.property(fc.array(anyPaper, { maxLength: 12 }), anyFilters, (papers, filters) => {
        const last = new Map(papers.map((paper) => [paper.id, paper]));
        const wanted = Object.fromEntries(
          Object.entries(filters).filter(([, value]) => value !== undefined),
        );

        const { total, hits } = indexOf(papers).find(
          { words: '', isLiteral: true, ...wanted },
          ALL,
        );

        const right = [...last.values()].filter((paper) => passes(paper, filters));
        expect(new Set(hits.map(({ id }) => id))).toEqual(new Set(right.map(({ id }) => id)));
        expect(total).toBe(right.length);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    [{ phrases: ['world model'] }, []],
    [{ phrases: ['world models'] }, ['2601.00001']],
    [{ phrases: ['WORLD-models'] }, ['2601.00001']],
    [{ phrases: ['worldmodels'] }, []],
    [{ phrases: ['multimodal world'] }, ['2601.00001']],
    [{ phrases: ['qwen2.5 makes'] }, ['2601.00002']],
    [{ phrases: ['qwen makes'] }, []],
    [{ phrases: ['of the'] }, ['2601.00002']],
    [{ without: ['world model'] }, ['2601.00002']],
    [{ without: ['agent'] }, ['2601.00001']],
    [{ without: ['of'] }, ['2601.00001']],
  ])('take words as they are written, without: plurals too: %j', (filters, ids) => {
    const index = indexOf([
      aPaper({ id: '2601.00001', title: 'Multi-modal world models' }),
      aPaper({ id: '2601.00002', title: 'Qwen2.5 makes agents', summary: 'State of the art.' }),
    ]);

    const { hits } = index.find({ words: '', ...filters }, ALL);

    expect(hits.map(({ id }) => id)).toEqual(ids);
  });

  it('find no small word among the numbers of large ones', () => {
    const words = Array.from({ length: 600 }, (_, number) => `word${number}x`);
    const index = indexOf([aPaper({ id: '2601.00001', summary: words.join(' ') })]);

    const found = ['a', 'by', 'the', 'use', 'yet', 'a about', 'by the'].filter(
      (phrase) => index.find({ words: '', phrases: [phrase] }, ALL).total > 0,
    );

    expect(found).toEqual([]);
  });

  it('alone list the newest', () => {
    const index = indexOf([
      aPaper({ id: '2601.00001', day: '2026-01-01', upvotes: 90 }),
      aPaper({ id: '2601.00002', day: '2026-01-03', upvotes: 1 }),
      aPaper({ id: '2601.00003', day: '2026-01-03', upvotes: 5 }),
    ]);

    const { hits } = index.find({ words: '', after: '2025-01-01' }, ALL);

    expect(hits.map(({ id }) => id)).toEqual(['2601.00003', '2601.00002', '2601.00001']);
  });

  it('narrow down what the words find', () => {
    const index = indexOf([
      aPaper({ id: '2601.00001', title: 'Diffusion for images', hasCode: true }),
      aPaper({ id: '2601.00002', title: 'Diffusion for text' }),
      aPaper({ id: '2601.00003', title: 'Agents', hasCode: true }),
    ]);

    const { hits, total } = index.find({ words: 'diffusion', hasCode: true }, ALL);

    expect(hits.map(({ id }) => id)).toEqual(['2601.00001']);
    expect(total).toBe(1);
  });

  it('order by any number, those without one last', () => {
    const papers = ['2601.00001', '2601.00002', '2601.00003'].map((id) =>
      aPaper({ id, title: 'Diffusion' }),
    );
    const votes = new Map([
      ['2601.00003', 2],
      ['2601.00001', -1],
    ]);

    const { hits } = indexOf(papers).find({ words: 'diffusion', order: votes }, ALL);

    expect(hits.map(({ id }) => id)).toEqual(['2601.00003', '2601.00002', '2601.00001']);
  });

  it('put the newest first, then what has most upvotes, where a number does not part them', () => {
    const index = indexOf([
      aPaper({ id: '2601.00001', title: 'Diffusion', day: '2026-01-01', upvotes: 9 }),
      aPaper({ id: '2601.00002', title: 'Diffusion', day: '2026-01-03' }),
      aPaper({ id: '2601.00003', title: 'Diffusion of it', day: '2026-01-03', upvotes: 1 }),
    ]);

    const { hits } = index.find({ words: 'diffusion', order: new Map() }, ALL);

    expect(hits.map(({ id }) => id)).toEqual(['2601.00003', '2601.00002', '2601.00001']);
  });

  it('take the likeliest word for one in a phrase that no paper has, and say so', () => {
    const index = indexOf([
      aPaper({ id: '2601.00001', title: 'Image editing' }),
      aPaper({ id: '2601.00002', title: 'Editing images' }),
    ]);

    const { hits, corrected } = index.find({ words: '', phrases: ['Image Editting'] }, ALL);

    expect(hits.map(({ id }) => id)).toEqual(['2601.00001']);
    expect(corrected).toEqual([{ typed: 'Editting', shown: ['editing'] }]);
  });
});
