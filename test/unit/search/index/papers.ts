import fc from 'fast-check';
import type { SearchDocument } from '../../../../src/search/document.ts';
import { createIndex, type SearchIndex, toPieces } from '../../../../src/search/search-index.ts';

/** A paper of which only what matters is said. */
export function aPaper(more: Partial<SearchDocument> & { readonly id: string }): SearchDocument {
  return {
    title: '',
    summary: '',
    authors: [],
    day: '2026-01-05',
    upvotes: 0,
    hasCode: false,
    ...more,
  };
}

export function indexOf(papers: Iterable<SearchDocument>): SearchIndex {
  const index = createIndex();
  for (const paper of papers) index.put(paper);
  return index;
}

/** Ids found, best first. */
export function found(index: SearchIndex, words: string): readonly string[] {
  return index.find({ words }, ALL).hits.map(({ id }) => id);
}

export const ALL = { limit: 1_000, offset: 0 };

/** Few words, so that papers have them in common; some of them hard. */
export const WORDS =
  'diffusion diffusing model models multi-modal multimodal the of attention attentions GPT-4o gpt4o Qwen2.5 c++ édition agent agents α chain-of-thought'.split(
    ' ',
  );
const NAMES = ['Ada Lo', 'Bo Chen', 'Yi-Hao Peng', 'Łukasz Müller', 'Ada Chen', 'Model Of'];

const text = (most: number) =>
  fc.array(fc.constantFrom(...WORDS), { maxLength: most }).map((words) => words.join(' '));

export const aTitle = text(4);
export const aLine = text(5);

export const anyPaper: fc.Arbitrary<SearchDocument> = fc
  .record({
    id: fc.integer({ min: 1, max: 12 }).map((number) => `2601.000${`${number}`.padStart(2, '0')}`),
    title: aTitle,
    summary: text(12),
    authors: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 3 }),
    organization: fc.option(fc.constantFrom('Deep Seek', 'Open Lab'), { nil: undefined }),
    day: fc.constantFrom('2025-12-31', '2026-01-01', '2026-02-03'),
    upvotes: fc.integer({ min: 0, max: 3 }),
    hasCode: fc.boolean(),
  })
  .map(({ organization, ...paper }) => ({
    ...paper,
    ...(organization !== undefined && { organization }),
  }));

/** The index as it is kept, in memory of its own. */
export function bytesOf(index: SearchIndex): Uint8Array {
  return Uint8Array.from(Buffer.concat([...toPieces(index)]));
}
