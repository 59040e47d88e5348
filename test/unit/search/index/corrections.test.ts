import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  editsBetween,
  hasLettersOnly,
  isOneEdit,
  isSwap,
  lettersOf,
  mayBegin,
  mayBeWithin,
} from '../../../../src/search/index/typos.ts';
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

describe('a line with more mistakes than anybody makes', () => {
  const MISTAKES = ['spltting', 'modles', 'grpahs', 'modlues', 'gaussain', 'splttings'];

  it('is looked for as it was pasted, and says what nobody knows', () => {
    const typed = `${MISTAKES[0]} ${'gaussian '.repeat(63)}`;

    const [byHand, pasted] = [typed, `${typed} graphs`].map((words) =>
      library.find({ words, phrases: ['modles'] }, ALL),
    );

    expect(byHand?.corrected.map(({ typed }) => typed)).toEqual(['spltting', 'modles']);
    expect(byHand?.unknown).toEqual([]);
    expect(pasted?.corrected).toEqual([]);
    expect(pasted?.unknown).toEqual(['spltting']);
  });

  it('has five of its words corrected, and five more in all its phrases', () => {
    const others = [
      'splatitng',
      'splittign',
      'moduels',
      'moedls',
      'gausian',
      'splittnig',
      'graphss',
    ];

    const { corrected } = library.find(
      { words: MISTAKES.join(' '), phrases: [...MISTAKES.slice(0, 2), ...others] },
      ALL,
    );

    expect(new Set(corrected.map(({ typed }) => typed))).toEqual(
      new Set([...MISTAKES.slice(0, 5), ...others.slice(0, 5)]),
    );
  });
});

describe('the same line asked again', () => {
  it('is read anew once papers came', () => {
    const index = indexOf([...many(3, 'Models', 10_000)]);
    const asked = () => index.find({ words: 'modles' }, ALL);

    const [before, again] = [asked(), asked()];
    index.put(aPaper({ id: '2601.20000', title: 'Modles' }));
    const after = asked();

    expect(again).toMatchObject({ total: 3, corrected: before.corrected });
    expect(after).toMatchObject({ total: 1, corrected: [] });
  });

  it('is read anew when it is meant literally, or is another', () => {
    const index = indexOf([...many(3, 'Models', 10_000)]);
    const asked = (words: string, isLiteral: boolean) =>
      index.find({ words, isLiteral }, ALL).total;

    expect([asked('modles', false), asked('modles', true), asked('3', false)]).toEqual([3, 0, 0]);
  });
});

describe('letters that a word has', () => {
  const word = fc.string({
    unit: fc.constantFrom('a', 'b', 'z', '1', '2', '+', 'é'),
    maxLength: 6,
  });
  const bits = (number: number) => (number >>> 0).toString(2).replaceAll('0', '').length;

  it('say what cannot be so few edits away, nor begin so', () => {
    fc.assert(
      fc.property(word, word, fc.nat(2), (typed, text, edits) => {
        const [one, other] = [lettersOf(typed), lettersOf(text)];

        expect(mayBeWithin(edits, one, other)).toBe(bits(one ^ other) <= 2 * edits);
        expect(mayBegin(edits, one, other)).toBe(bits(one & ~other) <= edits);
        expect(hasLettersOnly(one)).toBe(/^[a-z]*$/.test(typed));
      }),
      { numRuns: 2_000 },
    );
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
