import { describe, expect, it } from 'vitest';
import type { PaperPart } from '#chat/message.ts';
import * as words from '#chat/words.ts';

const TODAY = '2026-03-11';

describe('counts', () => {
  it.each([
    [0, '0~votes'],
    [1, '1~vote'],
    [2, '2~votes'],
    [1_729, '1,729~votes'],
    [9_999, '9,999~votes'],
    [12_345, '12.3k~votes'],
    [20_000, '20k~votes'],
  ])('writes %i as %s', (n, text) => {
    expect(shown(words.many(n, 'vote'))).toBe(text);
  });

  it('joins every word of the noun, and takes a plural of its own', () => {
    expect(shown(words.many(29, 'HF upvote'))).toBe('29~HF~upvotes');
    expect(shown(words.many(2, 'person', 'people'))).toBe('2~people');
    expect(shown(words.many(1, 'vote against', 'votes against'))).toBe('1~vote~against');
  });
});

describe('byline', () => {
  it.each([
    [['Ada Lo'], 1, 'Ada Lo'],
    [['Ada Lo', 'Bo Chen'], 1, 'Ada Lo and Bo Chen'],
    [['Ada Lo', 'Bo Chen', 'Cy Diaz'], 1, 'Ada Lo and~2~more'],
    [Array.from({ length: 664 }, () => 'Long Phan'), 1, 'Long Phan and~663~more'],
    [['A', 'B', 'C'], 3, 'A, B and C'],
    [['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'], 3, 'A, B, C and~5~more'],
  ])('of %j naming %i', (authors, named, text) => {
    expect(shown(words.byline(authors, named) ?? '')).toBe(text);
  });

  it('is absent without authors', () => {
    expect(words.byline([])).toBeUndefined();
  });
});

describe('dates', () => {
  it('names the year only when it is not this one', () => {
    expect(shown(words.dayWords('2026-03-10', TODAY))).toBe('Tue~10~Mar');
    expect(shown(words.dayWords('2025-12-15', TODAY))).toBe('Mon~15~Dec~2025');
    expect(shown(words.dateWords('2026-03-10'))).toBe('10~Mar~2026');
  });

  it('reads a day aloud in whole words', () => {
    expect(words.spokenDay('2026-03-10', TODAY)).toBe('Tuesday 10 March');
    expect(words.spokenRange('2026-03-05', '2026-03-10', TODAY)).toBe('5 to 10 March');
    expect(words.spokenRange('2026-02-28', '2026-03-03', TODAY)).toBe('28 February to 3 March');
  });

  it.each([
    ['2026-03-05', '2026-03-10', '5~to~10~Mar'],
    ['2026-02-28', '2026-03-03', '28~Feb~to~3~Mar'],
    ['2025-12-30', '2026-01-02', '30~Dec~2025~to~2~Jan~2026'],
    ['2025-11-03', '2025-11-07', '3~to~7~Nov~2025'],
  ])('names a range from %s to %s', (from, to, text) => {
    expect(shown(words.dayRange(from, to, TODAY))).toBe(text);
  });

  it('names a moment in a zone', () => {
    const at = Date.parse('2026-03-11T08:00:00Z');

    expect(shown(words.momentWords(at, 'Europe/Zurich', TODAY))).toBe('Wed~11~Mar, 09:00');
    expect(words.zoneCity('America/New_York')).toBe('New York');
  });

  it.each([
    [30_000, 'just now'],
    [60_000, '1~minute ago'],
    [7_200_000, '2~hours ago'],
    [50 * 3_600_000, '2~days ago'],
  ])('says how long ago %i ms are', (ms, text) => {
    expect(shown(words.agoWords(ms))).toBe(text);
  });
});

describe('smallLine', () => {
  const bare: PaperPart = { kind: 'paper', title: 'T', url: 'https://example.org' };

  it('keeps the order of the design and joins each dot to the word before it', () => {
    const line = words.smallLine({
      ...bare,
      byline: 'Ada Lo',
      facts: ['Deepmind'],
      upvotes: 29,
      stars: 98,
      tally: { up: 4, down: 1 },
      reason: 'followed here: 3d reconstruction',
    });

    expect(shown(words.joinFacts(line))).toBe(
      'Ada Lo~· Deepmind~· 29~HF~upvotes~· 98~code~stars~· 4~votes~here~· 1~vote~against~· followed here: 3d reconstruction',
    );
  });

  it('leaves out what is zero or unknown, and votes that the button shows', () => {
    const vote = { kind: 'button' as const, label: 'Vote · 4', does: { key: 'k', verb: 'vote' } };

    expect(words.smallLine({ ...bare, upvotes: 0, stars: 0, tally: { up: 0, down: 0 } })).toEqual(
      [],
    );
    expect(words.smallLine({ ...bare, tally: { up: 4, down: 0 }, vote })).toEqual([]);
  });

  it('cuts the phrase of a reason at thirty', () => {
    const reason = 'followed here: retrieval augmented generation for very long documents';

    const [line = ''] = words.smallLine({ ...bare, reason });

    expect(line).toBe('followed here: retrieval augmented…');
  });
});

describe('votes', () => {
  it('names the act, then the state, and never zero', () => {
    expect(words.voteLabel({ up: 0, down: 3 })).toBe('Vote');
    expect(words.voteLabel({ up: 4, down: 0 })).toBe('Vote · 4');
    expect(shown(words.spokenVote('LoGeR', { up: 0, down: 0 }, 1))).toBe(
      'Vote for 1, LoGeR, no votes here',
    );
    expect(shown(words.spokenVote('LoGeR', { up: 4, down: 0 }))).toBe(
      'Vote for LoGeR, 4~votes~here',
    );
  });
});

/** No-break blanks made visible. */
function shown(text: string): string {
  return text.replaceAll(words.NBSP, '~');
}
