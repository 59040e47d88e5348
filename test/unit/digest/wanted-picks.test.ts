import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { picksOptions, readPicks } from '../../../src/digest/wanted-picks.ts';

const read = (words: string) => readPicks(picksOptions(words));

describe('the words after “subscribe picks”', () => {
  it.each([
    ['', {}],
    ['Fri 16:00', { weekday: 4, localMinute: 960 }],
    ['on monday at 9', { weekday: 0, localMinute: 540 }],
    ['Thurs', { weekday: 3 }],
    ['Sundays 08:30 Zurich', { weekday: 6, localMinute: 510, zone: 'Europe/Zurich' }],
    ['16:00 New York Fri', { weekday: 4, localMinute: 960, zone: 'America/New_York' }],
    ['Fridays, 16:00 Berlin time', { weekday: 4, localMinute: 960, zone: 'Europe/Berlin' }],
    [
      'every Fri. at 4:00 p.m. in “New York”',
      { weekday: 4, localMinute: 960, zone: 'America/New_York' },
    ],
    ['noon Wed', { weekday: 2, localMinute: 720 }],
    ['Europe/Berlin', { zone: 'Europe/Berlin' }],
    ['Monrovia', { zone: 'Africa/Monrovia' }],
  ])('“%s” are read, each part optional, in any order', (words, wanted) => {
    expect(read(words)).toEqual(wanted);
  });

  it.each([
    ['Fri 25:00', /^“25:00” is no time of day.*Try: \/papers subscribe picks Fri 16:00/],
    [
      'Fri 9:00 17:00',
      /^“9:00” and “17:00” are two times\. Name one\. Try: \/papers subscribe picks Fri/,
    ],
    ['Mon Tue', /^“Mon Tue” is no day of the week\. Try: /],
    ['Fri 16:00 Zürch', /^I know no place “Zürch”\. Zurich\?$/],
    ['Fri top 3', /^Picks take no “top”: votes decide\. Try: \/papers subscribe picks/],
    ['Fri top', /^Picks take no “top”: votes decide\. Try: \/papers subscribe picks/],
    ['Fri 3 papers', /^Picks take no “top”: votes decide\. Try: \/papers subscribe picks/],
  ])('“%s” are answered with what was wrong', (words, problem) => {
    expect(read(words)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('are as strict as options that come one by one', () => {
    expect(readPicks({ day: 'someday' })).toEqual({
      problem: expect.stringMatching(/^“someday” is no day of the week\. Try:/),
    });
    expect(readPicks({ day: 'Tuesday', at: '7', zone: 'utc' })).toEqual({
      ...{ weekday: 1, localMinute: 420, zone: 'UTC' },
    });
  });

  it('are either read or answered, whatever they are', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('Fri', 'Mon', '16:00', '5', 'pm', 'top', 'papers', 'Berlin', 'on', '“'),
    );

    fc.assert(
      fc.property(fc.array(word), (words) => {
        const { problem = 'A sentence.' } = { problem: undefined, ...read(words.join(' ')) };

        expect(problem).toMatch(/^[“A-Z].*[.?0n]$/su);
        expect(problem).not.toMatch(/“\s*”/);
      }),
    );
  });
});
