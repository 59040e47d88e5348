import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editsBetween, isOneEdit, isSwap } from '../../../../src/search/index/typos.ts';
import { ALL, aPaper, found, indexOf } from './papers.ts';

const many = (count: number, title: string, from: number) =>
  Array.from({ length: count }, (_, number) =>
    aPaper({ id: `2601.${from + number}`, title: `${title} ${number}` }),
  );

const library = indexOf([
  ...many(9, 'Gaussian splatting', 10_000),
  ...many(5, 'Splitting graphs', 20_000),
  ...many(4, 'Models', 30_000),
  ...many(8, 'Modules', 40_000),
  aPaper({ id: '2601.50000', title: 'Gaussian splatting and splitting' }),
]);

describe('a mistyped line', () => {
  it('is answered like the right one', () => {
    expect(library.find({ words: 'gaussain spltting' }, ALL).hits).toEqual(
      library.find({ words: 'gaussian splatting' }, ALL).hits,
    );
  });

  it.each([
    ['modles', ['models']],
    ['spltting', ['splatting', 'splitting']],
    ['Graphš', undefined],
    ['Gauşsain', ['gaussian']],
  ])('means what a hand makes of it most easily: %s', (typed, shown) => {
    const { corrected } = library.find({ words: typed }, ALL);

    expect(corrected).toEqual(shown === undefined ? [] : [{ typed, shown }]);
  });

  it('counts a second meaning only where the first is not', () => {
    const { hits } = library.find({ words: 'spltting' }, ALL);
    const scores = new Map(hits.map(({ id, score }) => [id, score]));
    const [one, other] = ['2601.10000', '2601.50000'].map((id) => scores.get(id) ?? 0);

    expect(other).toBeLessThanOrEqual(one ?? 0);
  });

  it('says what nobody knows, as it was typed', () => {
    const { unknown, total } = library.find(
      { words: 'Gaussian künstliche 机器学习 splatting' },
      ALL,
    );

    expect(unknown).toEqual(['künstliche', '机器学习']);
    expect(total).toBe(10);
    expect(library.find({ words: 'difusion', isLiteral: true }, ALL).unknown).toEqual(['difusion']);
    expect(library.find({ words: 'the gaussian' }, ALL).unknown).toEqual([]);
  });

  it('finds what a rare mistake of an abstract was meant to be, after the abstract that has it', () => {
    const index = indexOf([
      ...many(500, 'Language models', 10_000),
      aPaper({ id: '2601.60000', title: 'Grippers', summary: 'With a languge model.' }),
    ]);

    const ids = found(index, 'languge');

    expect(ids[0]).toBe('2601.60000');
    expect(ids).toHaveLength(501);
  });
});

describe('one edit', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });

  it('is told quickly as it is told slowly', () => {
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(isOneEdit(one, other)).toBe(editsBetween(one, other, 1) <= 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['modle', 'model', true],
    ['ab', 'ba', true],
    ['model', 'model', false],
    ['modle', 'modem', false],
  ])('may be two neighbours swapped: %s, %s', (one, other, isSwapped) => {
    expect(isSwap(one, other)).toBe(isSwapped);
  });
});
