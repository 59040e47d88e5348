import { describe, expect, it } from 'vitest';
import { readSubscription } from '../../../src/digest/wanted.ts';

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
  ])('reads “%s”', (words) => {
    expect(readSubscription(words)).toEqual(all);
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
    ['daily 25:00', /25:00.*no time of day/],
    ['daily 09:61', /09:61.*no time of day/],
    ['top 0', /1 to 10/],
    ['top 11', /1 to 10/],
    ['top many', /1 to 10/],
    ['top', /1 to 10/],
    ['daily 09:00 Zürch', /^I know no place “Zürch”\. Zurich\?/],
    ['daily 09:00 Foo', /“Foo”\. Name a big city .*, or a zone such as Europe\/Berlin\. Try: /],
    ['weekly Mon 09:00', /Weekly digests do not exist yet/],
    ['hourly', /^Hourly digests do not exist yet\. Try: /],
    ['09:00 11 papers', /1 to 10, not “11”/],
  ])('says what was wrong with “%s”', (words, problem) => {
    expect(readSubscription(words)).toEqual({ problem: expect.stringMatching(problem) });
  });
});
