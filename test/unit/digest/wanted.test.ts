import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOptions, readSubscription } from '../../../src/digest/wanted.ts';
import { COMMON_ZONES } from '../../../src/digest/zone.ts';
import { ALIASES } from '../../../src/digest/zone-names.ts';

describe('readSubscription', () => {
  const all = { localMinute: 540, zone: 'Europe/Berlin', top: 10 };

  it.each([
    'daily 09:00 Europe/Berlin top 10',
    'daily 9:00 Berlin top 10',
    'top 10 Berlin 09:00',
    '09:00 top 10 daily Europe/Berlin',
    '  DAILY   at 9:00   europe/berlin  TOP 10 ',
    'every day at 9 in Berlin, top 10',
    'weekdays, 09:00 Berlin time, 10 papers',
    'every morning at 09:00 in Berlin top 10 papers',
    '10 papers 09:00 Berlin',
    'top10 9am Berlin',
    'Mon-Fri 9 a.m. Berlin top 10.',
    'at:09:00 zone:Berlin top:10',
    '“Berlin” ‘09:00’ "top 10"',
    '09:00 Berlin, Germany – top 10',
  ])('reads “%s”', (words) => {
    expect(readSubscription(words)).toEqual(all);
  });

  it.each([
    ['9am', 540],
    ['5pm', 1_020],
    ['9:00 am', 540],
    ['5:30 p.m.', 1_050],
    ['12am', 0],
    ['12:15pm', 735],
    ['9.30', 570],
    ['9h30', 570],
    ['0900', 540],
    ['930', 570],
    ['noon', 720],
    ['midnight', 0],
  ])('reads the hour “%s”', (words, localMinute) => {
    expect(readSubscription(words)).toEqual({ localMinute });
  });

  it.each([
    ['"New York"', 'America/New_York'],
    ['“New York”', 'America/New_York'],
    ['Topeka', undefined],
    ['Eastern time', 'America/New_York'],
    ['Tokyo, Japan', 'Asia/Tokyo'],
    ['London UK', 'Europe/London'],
    ['Washington, D.C.', 'America/New_York'],
    ['Isle of Man', 'Europe/Isle_of_Man'],
  ])('reads the place %s', (words, zone) => {
    const read = readSubscription(words);

    if (zone !== undefined) expect(read).toEqual({ zone });
    else expect(read).toEqual({ problem: expect.stringContaining(`“${words}”`) });
  });

  it('reads every place among other words', () => {
    const names = [
      ...COMMON_ZONES.map(({ label }) => label),
      ...Object.values(ALIASES).flatMap((some) => some.split(', ')),
    ];

    const lost = names.filter((name) => !('zone' in readSubscription(`9:00 ${name} top 3`)));

    expect(lost).toEqual([]);
  });

  it('leaves out what was not said', () => {
    expect(readSubscription('')).toEqual({});
    expect(readSubscription('daily')).toEqual({});
    expect(readSubscription('17:30 New York')).toEqual({
      localMinute: 1_050,
      zone: 'America/New_York',
    });
  });

  it.each([
    ['daily 25:00', /“25:00” is no time of day/],
    ['daily 09:61', /“09:61” is no time of day/],
    ['13pm', /“13pm” is no time of day/],
    ['top 0', /1 to 10, not “0”/],
    ['top 11', /1 to 10, not “11”/],
    ['top 5 10 papers', /1 to 10, not “5 10”/],
    ['top many', /1 to 10, not “many”/],
    ['top', /^“top” takes a number from 1 to 10\. Try: /],
    ['09:00 Berlin top', /^“top” takes a number from 1 to 10\. Try: /],
    ['09:00 11 papers', /1 to 10, not “11”/],
    ['daily 09:00 Zürch', /^I know no place “Zürch”\. Zurich\? Try: /],
    ['daily 09:00 Foo', /“Foo”\. Name a big city .*, or a zone such as Europe\/Berlin\. Try: /],
    ['09:00 Berlin tomorrow', /^I do not understand “tomorrow”\. Try: /],
    ['9 in the evening Berlin', /^I do not understand “evening”\. Try: /],
    ['Berlin Tokyo', /^“Berlin” and “Tokyo” are two time zones\. Name one\. Try: /],
    ['09:00 17:00', /^“09:00” and “17:00” are two times\. Name one\. Try: /],
    ['weekly Mon 09:00', /Weekly digests do not exist yet/],
    ['hourly', /^Hourly digests do not exist yet\. Try: /],
    [
      'Mon 09:00',
      /^A digest comes with each new list, not on “Mon” alone; picks have a day\. Try: /,
    ],
    ['09:00 on Fridays', /not on “Fridays” alone.* Try: \/papers subscribe picks Fri 16:00/],
  ])('says what was wrong with “%s”', (words, problem) => {
    expect(readSubscription(words)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('quotes no essay', () => {
    const { problem = '' } = { problem: '', ...readSubscription('x'.repeat(5_000)) };

    expect(problem).toMatch(/^I know no place “x{40}…”\. Name/);
  });
});

describe('readOptions', () => {
  it('reads what was typed into each as people type it', () => {
    expect(readOptions({ at: ' 09:00 ', zone: ' “New York” ', top: ' 5 ' })).toEqual({
      ...{ localMinute: 540, zone: 'America/New_York', top: 5 },
    });
    expect(readOptions({ at: '9:00 AM', zone: 'Berlin time', top: 'top 5' })).toEqual({
      ...{ localMinute: 540, zone: 'Europe/Berlin', top: 5 },
    });
  });

  it.each([
    [{ at: '' }, 'Write the time of day as 09:00 or 17:30.'],
    [{ at: 'soon' }, '“soon” is no time of day. Write it as 09:00 or 17:30.'],
    [{ zone: ' ' }, 'Name a big city of your time zone, or a zone such as Europe/Berlin.'],
    [{ top: '' }, '“top” takes a number from 1 to 10.'],
  ])('answers %j with what is wrong', (options, problem) => {
    expect(readOptions(options)).toEqual({ problem });
  });
});

describe('whatever is typed', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('top', 'top5', '5', 'papers', '09:00', '9', 'am', 'p.m.', 'noon', 'Mon', '-'),
    fc.constantFrom('Berlin', 'New', 'York', 'weekly', 'at', 'Etc/GMT+5', '“', 'constructor', '/'),
  );
  const line = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
  const option = fc.option(line, { nil: undefined });

  it('is either read or answered, and no answer quotes nothing', () => {
    fc.assert(
      fc.property(line, option, option, (words, ...[at, zone]) => {
        const options = {
          ...(at !== undefined && { at }),
          ...(zone !== undefined && { zone }),
        };
        for (const read of [
          readSubscription(words),
          readOptions({ ...options, top: words }),
          readOptions(options),
        ]) {
          expectReading(read);
        }
      }),
    );
  });
});

function expectReading(read: ReturnType<typeof readSubscription>): void {
  if ('problem' in read) {
    expect(read.problem).toMatch(/^[“A-Z].*[.?0n]$/su);
    expect(read.problem).not.toMatch(/“\s*”/);
    return;
  }
  const { localMinute = 0, zone = 'UTC', top = 1 } = read;
  expect(localMinute).toBeOneOf(Array.from({ length: 1_440 }, (_, minute) => minute));
  expect(Temporal.Now.zonedDateTimeISO(zone).timeZoneId).toBe(zone);
  expect(top).toBeOneOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
}
