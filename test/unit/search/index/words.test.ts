import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded, placedWordsOf, wordsOf } from '../../../../src/search/index/words.ts';

/** Words with the other ways to write them behind a bar. */
function read(text: string): readonly string[] {
  return wordsOf(text).map(({ word, asides }) => [word, ...asides].join('|'));
}

describe('the words of a text', () => {
  it.each([
    ['Multi-Modal models', ['multi', 'modal|multimodal', 'models']],
    ['state-of-the-art', ['state', 'of', 'the', 'art|stateoftheart']],
    ['GPT-4o, Llama 3.1', ['gpt', '4o|gpt4o', 'llama', '3.1']],
    ['Qwen2.5-VL', ['qwen2.5|qwen', 'vl|qwen2.5vl']],
    ['R1, o1, 3D and T5', ['r1', 'o1', '3d', 'and', 't5']],
    ['C++, C# and DiT++', ['c++', 'c#', 'and', 'dit++|dit']],
    ['x² plus é and Łódź', ['x2', 'plus', 'e', 'and', 'lodz']],
    ['the model’s, don’t, models’', ['the', 'model', 'dont', 'models']],
    ['e.g. Fig.3, 97.3%', ['e', 'g', 'fig', '3', '97.3']],
    ['机器学习 works', ['机器学习', 'works']],
    ['a-b-c-d-e', ['a', 'b', 'c', 'd', 'e']],
    ['🤗 "()" --', []],
  ])('of “%s”', (text, words) => {
    expect(read(text)).toEqual(words);
  });

  it('are the same whatever their case and accents', () => {
    expect(folded('ÉDITION Straße Ørsted')).toBe('edition strasse orsted');
  });

  it('are cut when they are none', () => {
    expect(read('a'.repeat(99))).toEqual(['a'.repeat(40)]);
  });

  it('are never longer than 40 letters, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const words = wordsOf(text).flatMap(({ word, asides }) => [word, ...asides]);

        expect(words.filter((word) => word.length === 0 || word.length > 40)).toEqual([]);
      }),
    );
  });
});

describe('words with their places', () => {
  it.each([
    ['The Multi-Modal Qwen2.5-VL', ['The', 'Multi', 'Modal', 'Qwen2.5', 'VL']],
    ['Poincaré’s C++, x² and ﬁne', ['Poincaré', 'C++', 'x²', 'and', 'ﬁne']],
    ['🤗 don’t 学习', ['don’t', '学习']],
  ])('stand there as they are written: %s', (text, written) => {
    expect(placedWordsOf(text).map(({ from, to }) => text.slice(from, to))).toEqual(written);
  });

  it('know where the compound begins of which they are the last part', () => {
    const [, , last] = placedWordsOf('A multi-art');

    expect(last).toMatchObject({ word: 'art', from: 8, compoundFrom: 2 });
  });

  it('are the same words', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc
        .array(fc.constantFrom('a', '-', '’', 's', '.', '3', 'é', '+', ' ', 'ß', '²', 'İ', 'Σ'))
        .map((all) => all.join('')),
    );

    fc.assert(
      fc.property(text, (typed) => {
        const words = placedWordsOf(typed).map(({ word, asides }) => ({ word, asides }));

        expect(words).toEqual(wordsOf(typed));
      }),
      { numRuns: 500 },
    );
  });
});
