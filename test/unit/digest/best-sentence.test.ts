import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestSentence } from '../../../src/digest/best-sentence.ts';

const TEXT =
  'Models are sure of themselves. We measure the calibration of reasoning models, e.g. their confidence, in public. Confidence alone says little.';

describe('the sentence that is shown of an abstract', () => {
  it.each([
    [
      ['confidence'],
      'We measure the calibration of reasoning models, e.g. their confidence, in public.',
    ],
    [['confidence', 'alone'], 'Confidence alone says little.'],
    [['sure', 'confidence'], 'Models are sure of themselves.'],
    [['zebra'], 'Models are sure of themselves. We measure the calibration of reasoning models…'],
  ])('holds most of the words %j, the first of several', (words, sentence) => {
    expect(bestSentence(TEXT, new Set(words), 90)).toBe(sentence);
  });

  it('counts a word once, however often it is said', () => {
    const text = 'Depth, depth and depth. Depth from motion.';

    expect(bestSentence(text, new Set(['depth', 'motion']), 90)).toBe('Depth from motion.');
  });

  it('is cut where there is no room, and begins shortly before the first match where that is far', () => {
    const far = `${'It goes on and on without a word of it, '.repeat(4)}until at last calibration comes, and then more follows.`;

    expect(bestSentence(TEXT, new Set(['calibration']), 60)).toBe(
      'We measure the calibration of reasoning models…',
    );
    expect(bestSentence(far, new Set(['calibration']), 100)).toMatch(
      /^…\S.{10,40}until at last calibration comes/,
    );
  });

  it('is never longer than its room, and shows a match whenever there is one', () => {
    const word = fc.constantFrom(
      'depth',
      'of',
      'motion',
      'Video',
      'e.g.',
      'models,',
      'end.',
      '深度',
    );
    const text = fc.array(word, { minLength: 1, maxLength: 80 }).map((words) => words.join(' '));

    fc.assert(
      fc.property(text, fc.integer({ min: 100, max: 300 }), (abstract, max) => {
        const shown = bestSentence(abstract, new Set(['motion']), max);

        expect(shown.length).toBeLessThanOrEqual(max);
        expect(shown.includes('motion')).toBe(abstract.includes('motion'));
      }),
    );
  });
});
