import { describe, expect, it } from 'vitest';
import { COMMON_ZONES, findZone } from '../../../src/digest/zone.ts';

describe('findZone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Zurich', 'Europe/Zurich'],
    ['Zürich', 'Europe/Zurich'],
    ['new york', 'America/New_York'],
    ['New_York', 'America/New_York'],
    ['Munich', 'Europe/Berlin'],
    ['San Francisco', 'America/Los_Angeles'],
    ['UTC', 'UTC'],
  ])('finds %s', (typed, zone) => {
    expect(findZone(typed)).toEqual({ zone });
  });

  it.each([
    ['Zürch', 'Zurich'],
    ['Berlni', 'Berlin'],
    ['Europe/Berln', 'Berlin'],
  ])('offers the nearest city for %s', (typed, nearest) => {
    expect(findZone(typed)).toEqual({ nearest });
  });

  it.each(['+02:00', '$(rm)', '☃'])('takes %s for no zone', (typed) => {
    expect(findZone(typed)).not.toHaveProperty('zone');
  });
});

it('offers zones that exist, no more than a select holds', () => {
  const offsets = COMMON_ZONES.map(({ value }) => Temporal.Now.zonedDateTimeISO(value).offset);

  expect(offsets).toHaveLength(COMMON_ZONES.length);
  expect(COMMON_ZONES.length).toBeLessThanOrEqual(100);
});
