import { describe, expect, it } from 'vitest';
import { plain } from '#chat/message.ts';
import { commonBlanks } from '#chat/words.ts';
import {
  fillingWords,
  foundHeading,
  literalButton,
  nothingWords,
  postedWords,
  sentencesOf,
} from '../../../src/commands/search-words.ts';
import type { Coverage } from '../../../src/papers/coverage.ts';
import { readQuery } from '../../../src/search/query.ts';
import type { Found } from '../../../src/search/search.ts';

const FOUND: Found = {
  ...{ total: 3, hits: [], corrected: [], unknown: [] },
  matches: () => false,
};
const MISSPELT = [
  { typed: 'calibraton', shown: ['calibration'] },
  { typed: 'gan', shown: ['GAN', 'gain'] },
];
const TWO = [
  { typed: 'gaussain', shown: ['gaussian'] },
  { typed: 'spltting', shown: ['splatting'] },
];

const sentences = (typed: string, found: Partial<Found>) =>
  sentencesOf(readQuery(typed), { ...FOUND, ...found }).map((text) => commonBlanks(plain(text)));
const heading = (typed: string, found: Partial<Found>) =>
  commonBlanks(foundHeading(readQuery(typed), { ...FOUND, ...found }));

describe('over what was found', () => {
  it('stands how many there are for what was typed', () => {
    expect(heading('  agents  has:code', { total: 1 })).toBe('1 paper for “agents has:code”');
    expect(heading('agents', { total: 12_693 })).toBe('12.6k papers for “agents”');
    expect(heading('agents has:code', { among: 40 })).toBe('3 of 40 papers for “agents has:code”');
    expect(heading('agents has:code', { among: 3 })).toBe('3 papers for “agents has:code”');
    expect(heading('has:code', { total: 12_640, among: 12_693 })).toBe(
      '12,640 of 12,693 papers for “has:code”',
    );
    expect(heading('has:code', { total: 640, among: 12_693 })).toBe(
      '640 of 12.6k papers for “has:code”',
    );
  });

  it('stands what was searched instead, whole words only, however they were written', () => {
    expect(heading('Calibraton of calibratons, "calibraton"', { corrected: MISSPELT })).toBe(
      '3 papers for “calibration of calibratons, "calibration"”',
    );
  });

  it('stands no more than a line', () => {
    expect(heading('agents '.repeat(500), {}).length).toBeLessThan(110);
    expect(nothingWords(readQuery('agents '.repeat(500)), 3).length).toBeLessThan(130);
    expect(literalButton(readQuery('agents '.repeat(500)), 'k').label.length).toBeLessThan(75);
  });
});

describe('before the list', () => {
  it('is said what was not understood, what was corrected, and that not all was read yet', () => {
    const reading = { papers: 4_000, of: 8_046 };

    expect(sentences('calibraton gan sort:old', { corrected: MISSPELT, reading })).toEqual([
      '“sort:old” is no order I know. Try: sort:new or sort:votes',
      'Nothing matches “calibraton” and “gan”. Showing results for calibration, GAN and gain.',
      'The archive is still being read: 4,000 of 8,046 papers so far.',
    ]);
  });

  it('is said in one sentence what was corrected, as the words stand together', () => {
    expect(sentences('gaussain spltting', { corrected: TWO })).toEqual([
      'Nothing matches “gaussain” and “spltting”. Showing results for gaussian splatting.',
    ]);
  });

  it('is said which words count for nothing, unless nothing was found at all', () => {
    const unknown = ['künstliche', 'Intelligenz'];

    expect(sentences('künstliche Intelligenz', { unknown })).toEqual([
      'Nothing matches “künstliche” and “Intelligenz”.',
    ]);
    expect(sentences('künstliche Intelligenz', { unknown, total: 0 })).toEqual([]);
  });

  it('is said how far the archive has filled itself, until it has', () => {
    const filling = (coverage: Coverage | undefined) => fillingWords(coverage).map(commonBlanks);

    expect(filling({ backTo: '2024-03-03', share: 0.618, isFilling: true })).toEqual([
      'The archive is still filling: back to 3 Mar 2024, 61 % so far.',
    ]);
    expect(filling({ share: 0, isFilling: true })).toEqual([
      'The archive is still filling: 0 % so far.',
    ]);
    expect(filling({ backTo: '2023-05-04', share: 0.999, isFilling: false })).toEqual([]);
    expect(filling(undefined)).toEqual([]);
  });

  it('is nothing said otherwise', () => {
    expect(sentences('calibration', {})).toEqual([]);
  });
});

describe('where a paper was posted', () => {
  const at = Date.parse('2026-03-10T08:00:00Z');

  it.each([
    [{ in: 'this channel', at }, '2026-03-13', 'posted here 10 Mar'],
    [{ in: 'this channel', at }, '2027-01-04', 'posted here 10 Mar 2026'],
    [{ in: 'public channel', name: 'papers', at }, '2026-03-13', 'posted in #papers 10 Mar'],
    [{ in: 'public channel', name: '#papers', at }, '2026-03-13', 'posted in #papers 10 Mar'],
    [{ in: 'private channel' }, '2026-03-13', 'posted in a private channel'],
  ] as const)('%j is said on %s as %s', (posted, today, words) => {
    expect(commonBlanks(postedWords(posted, today))).toBe(words);
  });
});
