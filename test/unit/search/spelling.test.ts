import { describe, expect, it } from 'vitest';
import { asWritten, withInstead } from '../../../src/search/spelling.ts';

const WRITTEN: readonly (readonly [text: string, word: string, written: string])[] = [
  ['about Calibratón now', 'calibraton', 'Calibratón'],
  ['CALIBRATON', 'calibraton', 'CALIBRATON'],
  ['"calibrato\u0301n",', 'calibraton', 'calibrato\u0301n'],
  ['self-calibratón', 'calibraton', 'calibratón'],
  ['Łukasiewcz’s logic', 'lukasiewcz', 'Łukasiewcz’s'],
  ['Qwan2.5.', 'qwan2.5', 'Qwan2.5'],
  ['nothing of the kind', 'calibraton', 'calibraton'],
  ['', 'calibraton', 'calibraton'],
];

describe('a word that was typed', () => {
  it.each(WRITTEN)('stands in %j for %j as %j', (text, word, written) => {
    expect(asWritten(text, word)).toBe(written);
  });

  it('gives way to another wherever it stands whole, the rest as it was typed', () => {
    expect(withInstead('Calibratón of «calibraton», calibratons’ É', 'Calibratón', '$&')).toBe(
      '$& of «$&», calibratons’ É',
    );
  });
});
