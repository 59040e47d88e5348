import { describe, expect, it } from 'vitest';
import { Dictionary } from '../../../../src/search/index/dictionary.ts';

const WORDS = Array.from({ length: 6_000 }, (_, number) => `word ${number.toString(36)}`);

describe('a dictionary', () => {
  it('knows each of many texts, however often it grew, and no others', () => {
    const dictionary = new Dictionary();

    for (const word of WORDS) dictionary.add(word);

    expect(WORDS.map((word) => dictionary.find(word))).toEqual([...WORDS.keys()]);
    expect(dictionary.find('word')).toBe(-1);
    expect(dictionary.size).toBe(6_000);
  });

  it('tells which texts are about as long', () => {
    const dictionary = new Dictionary();

    for (const word of ['video', 'a', 'model', 'robots', '', 'diffusion', 'sota']) {
      dictionary.add(word);
    }

    expect(dictionary.aboutAsLong(5)).toEqual([0, 2, 3, 6]);
    expect(dictionary.aboutAsLong(1)).toEqual([1, 4]);
  });

  it.each([
    ['diff', true],
    ['difu', true],
    ['dufusio', false],
    ['dfifus', true],
    ['difffus', true],
    ['dixfusion', true],
    ['dixfuzion', false],
    ['niffusion', false],
    ['dix', false],
    ['diffusionx', true],
    ['diffusionxy', false],
  ])('says whether a text begins with %s, one edit aside', (beginning, does) => {
    const dictionary = new Dictionary();
    const number = dictionary.add('diffusion');

    expect(dictionary.startsNearly(number, beginning)).toBe(does);
  });
});
