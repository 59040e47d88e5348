import { describe, expect, it } from 'vitest';
import { zoneCity } from '#chat/words.ts';
import { COMMON_ZONES, findZone } from '../../../src/digest/zone.ts';
import { ALIASES, RENAMED } from '../../../src/digest/zone-names.ts';

describe('findZone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Zurich', 'Europe/Zurich'],
    ['Zürich', 'Europe/Zurich'],
    ['new york', 'America/New_York'],
    ['New_York', 'America/New_York'],
    ['Wrocław', 'Europe/Warsaw'],
    ['Tromsø', 'Europe/Oslo'],
    ['Porto Novo', 'Africa/Porto-Novo'],
    ['St. John’s', 'America/St_Johns'],
    ['Munich', 'Europe/Berlin'],
    ['Tübingen', 'Europe/Berlin'],
    ['San Francisco', 'America/Los_Angeles'],
    ['Washington D.C.', 'America/New_York'],
    ['Tel Aviv', 'Asia/Jerusalem'],
    ['Osaka', 'Asia/Tokyo'],
    ['India', 'Asia/Kolkata'],
    ['Chennai', 'Asia/Kolkata'],
    ['UTC', 'UTC'],
    ['GMT', 'UTC'],
  ])('finds %s', (typed, zone) => {
    expect(findZone(typed)).toEqual({ zone });
  });

  it.each([
    ['EST', 'America/New_York'],
    ['ET', 'America/New_York'],
    ['cst', 'America/Chicago'],
    ['MST', 'America/Denver'],
    ['PST', 'America/Los_Angeles'],
    ['CET', 'Europe/Berlin'],
    ['EET', 'Europe/Athens'],
    ['BST', 'Europe/London'],
    ['IST', 'Asia/Kolkata'],
    ['JST', 'Asia/Tokyo'],
  ])('takes %s for where people say so, with its summer time', (typed, zone) => {
    expect(findZone(typed)).toEqual({ zone });
  });

  it.each([
    ['US/Eastern', 'America/New_York'],
    ['Japan', 'Asia/Tokyo'],
    ['America/Argentina/Buenos_Aires', 'America/Buenos_Aires'],
    ['america/argentina/buenos aires', 'America/Buenos_Aires'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Saigon', 'Asia/Ho_Chi_Minh'],
    ['Zulu', 'UTC'],
  ])('knows %s by another name', (typed, zone) => {
    expect(findZone(typed)).toEqual({ zone });
  });

  it.each([
    ['Zürch', 'Zurich'],
    ['Berlni', 'Berlin'],
    ['Europe/Berln', 'Berlin'],
    ['Eurpe/Berlin', 'Berlin'],
    ['Tuebingen', 'Tübingen'],
  ])('offers the nearest city for %s', (typed, nearest) => {
    expect(findZone(typed)).toEqual({ nearest });
  });

  it.each(['Foo', 'pdf', 'Vogelsberg', 'Europe/Foo', 'weekend', 'UTC+2', ''])(
    'offers no city that is far from “%s”',
    (typed) => {
      expect(findZone(typed)).toEqual({ nearest: undefined });
    },
  );

  // `Etc/GMT-5` is five hours before Greenwich: nobody means that, and our answers would name it the wrong way round.
  it.each(['+02:00', '$(rm)', '☃', 'Etc/GMT-5'])('takes %s for no zone', (typed) => {
    expect(findZone(typed)).not.toHaveProperty('zone');
  });
});

describe('what we write is read back', () => {
  const stored = [
    ...Intl.supportedValuesOf('timeZone'),
    ...Object.keys(ALIASES),
    ...Object.values(RENAMED),
  ];

  it.each(COMMON_ZONES)('of $label, which we offer', ({ label, value }) => {
    expect(findZone(label)).toEqual({ zone: value });
    expect(findZone(value)).toEqual({ zone: value });
  });

  it('of every zone that may be stored, by its city and by its name', () => {
    const lost = stored.filter(
      (zone) => !isSameZone(findZone(zoneCity(zone)), zone) || !isSameZone(findZone(zone), zone),
    );

    expect(lost).toEqual([]);
  });

  it('of every name that people have for a place', () => {
    const names = Object.entries(ALIASES).flatMap(([zone, all]) =>
      all.split(', ').map((name) => ({ name, zone })),
    );

    expect(names.filter(({ name, zone }) => !isSameZone(findZone(name), zone))).toEqual([]);
    expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
  });
});

/** The same clock for ever, whatever the name. */
function isSameZone(found: ReturnType<typeof findZone>, zone: string): boolean {
  const now = Temporal.Instant.from('2026-03-10T12:00:00Z');
  return 'zone' in found && now.toZonedDateTimeISO(found.zone).equals(now.toZonedDateTimeISO(zone));
}

it('offers zones that exist, no more than a select holds', () => {
  const offsets = COMMON_ZONES.map(({ value }) => Temporal.Now.zonedDateTimeISO(value).offset);

  expect(offsets).toHaveLength(COMMON_ZONES.length);
  expect(COMMON_ZONES.length).toBeLessThanOrEqual(100);
});
