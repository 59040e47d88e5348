import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIndex, fromBytes, IndexFormatError } from '../../../../src/search/search-index.ts';
import { ALL, aPaper, bytesOf, found, indexOf } from './papers.ts';

const papers = Array.from({ length: 300 }, (_, number) =>
  aPaper({
    id: `2601.${10_000 + number}`,
    title: `Grippers number ${number}`,
    summary: `They grip ${'well '.repeat(number % 9)}`,
    authors: [`Ada ${number % 7}`],
  }),
);

describe('the bytes of an index', () => {
  it('give it back', () => {
    const index = indexOf(papers);

    const again = fromBytes(bytesOf(index));

    expect(again.size).toBe(300);
    expect(again.find({ words: 'grip well' }, ALL).hits).toEqual(
      index.find({ words: 'grip well' }, ALL).hits,
    );
  });

  it('give back one that can be changed, wherever they lie in memory', () => {
    const bytes = bytesOf(indexOf(papers));
    const elsewhere = new Uint8Array(bytes.length + 3);
    elsewhere.set(bytes, 3);

    const again = fromBytes(elsewhere.subarray(3));
    for (const { id } of papers.slice(0, 250)) again.remove(id);
    again.put(aPaper({ id: '2601.99999', title: 'New grippers' }));

    expect(again.size).toBe(51);
    expect(found(again, 'grippers')).toHaveLength(51);
    expect(found(again, 'new')).toEqual(['2601.99999']);
  });

  it('hold as much as fits of a paper that is longer than any', () => {
    const index = indexOf(papers.slice(0, 3));

    index.put(
      aPaper({
        ...{ id: '2601.99999', title: 'Endless grippers', organization: 'ab '.repeat(50_000) },
        // One letter that is eighteen when it is folded, and twenty thousand words of their own.
        summary: `${'\ufdfa '.repeat(9_000)}${Array.from({ length: 20_000 }, (_, word) => `w${word}`).join(' ')}`,
        authors: ['x'.repeat(50_000)],
      }),
    );
    const again = fromBytes(bytesOf(index));

    expect(found(again, 'endless')).toEqual(['2601.99999']);
    expect(again.size).toBe(4);
    expect(again.suggestAuthors('xxx', 1)).toEqual(['x'.repeat(500)]);
  });

  it('of an empty index are read too', () => {
    expect(fromBytes(bytesOf(createIndex())).size).toBe(0);
  });

  it('are refused when any of them is another, or missing', () => {
    const bytes = bytesOf(indexOf(papers.slice(0, 3)));

    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (place, change, isCut) => {
          const damaged = isCut ? bytes.slice(0, place) : bytes.slice();
          if (!isCut) damaged[place] = (damaged[place] ?? 0) ^ change;

          expect(() => fromBytes(damaged)).toThrow(IndexFormatError);
        },
      ),
      { numRuns: 150 },
    );
  });
});
