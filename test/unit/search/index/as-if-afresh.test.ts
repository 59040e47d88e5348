import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchDocument } from '../../../../src/search/document.ts';
import { createIndex, fromBytes, type SearchIndex } from '../../../../src/search/search-index.ts';
import { ALL, aLine, anyPaper, bytesOf, indexOf, WORDS } from './papers.ts';

type Change =
  | { readonly kind: 'put'; readonly paper: SearchDocument }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'ask' | 'reopen' };

const anyChange: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: anyPaper.map((paper) => ({ kind: 'put' as const, paper })) },
  { weight: 2, arbitrary: anyPaper.map(({ id }) => ({ kind: 'remove' as const, id })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('ask' as const, 'reopen' as const).map((kind) => ({ kind })),
  },
);

/** Mistyped now and then, so that corrections and what nobody knows depend on what is left. */
const LINES = fc
  .tuple(aLine, fc.constantFrom('', ' difusion', ' mdoels', ' Zebra', ' agnets chne'))
  .map((parts) => parts.join(''));

const PAPERS = fc.array(anyChange, { minLength: 1, maxLength: 40 });

/** All that somebody could see of an index. */
function answers(index: SearchIndex, line: string, ids: readonly string[]) {
  const { total, hits, corrected, unknown } = index.find({ words: line }, ALL);
  const newest = index.find({ words: line, order: 'new' }, ALL).hits;
  return {
    size: index.size,
    total,
    hits: hits.map(({ id, score }) => ({ id, score: score.toFixed(9) })),
    corrected,
    unknown,
    newest: newest.map(({ id }) => id),
    why: ids.map((id) => index.explain({ words: line }, id)),
    by: index.find({ words: '', authors: [line] }, ALL).hits,
    without: index.find({ words: '', without: [line] }, ALL).hits,
    authors: index.suggestAuthors(line.slice(0, 3), 9),
    titles: index.suggestPapers(line, { limit: 9, boost: () => 0 }),
  };
}

/** The index after all changes, and the papers that are left. */
function changed(changes: readonly Change[]) {
  let index = createIndex();
  const papers = new Map<string, SearchDocument>();
  for (const change of changes) {
    switch (change.kind) {
      case 'put':
        index.put(change.paper);
        papers.set(change.paper.id, change.paper);
        break;
      case 'remove':
        index.remove(change.id);
        papers.delete(change.id);
        break;
      case 'ask':
        index.find({ words: WORDS.join(' ') }, ALL);
        break;
      case 'reopen':
        index = fromBytes(bytesOf(index));
    }
  }
  return { index, papers };
}

describe('an index that was changed many times', () => {
  it('answers exactly like one that was built afresh from what is left, in any order', () => {
    fc.assert(
      fc.property(PAPERS, LINES, (changes, line) => {
        const { index, papers } = changed(changes);
        const ids = [...papers.keys()];
        const fresh = indexOf([...papers.values()].toReversed());

        expect(answers(index, line, ids)).toEqual(answers(fresh, line, ids));
      }),
      { numRuns: 150 },
    );
  });

  it('finds similar papers like one that was built afresh', () => {
    fc.assert(
      fc.property(PAPERS, anyPaper, (changes, paper) => {
        const { index, papers } = changed(changes);

        expect(index.similar(paper, ALL)).toEqual(indexOf(papers.values()).similar(paper, ALL));
      }),
      { numRuns: 100 },
    );
  });

  it('needs no other word list for a paper whose votes changed', () => {
    const paper = { ...papersOnce, upvotes: 1 };
    const index = indexOf([paper]);
    const before = bytesOf(index).length;

    for (let upvotes = 2; upvotes < 50; upvotes++) index.put({ ...paper, upvotes });

    expect(bytesOf(index).length).toBe(before);
    expect(index.gone).toBe(0);
    expect(index.find({ words: '', upvotesAbove: 48 }, ALL).total).toBe(1);
  });
});

const papersOnce: SearchDocument = {
  id: '2601.00001',
  title: 'Calibration of grippers',
  summary: 'Grippers grip.',
  authors: ['Ada Lo'],
  day: '2026-01-05',
  upvotes: 0,
  hasCode: false,
};
