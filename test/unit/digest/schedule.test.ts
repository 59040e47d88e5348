import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERY_DAY, newestSlot, nextSlot, type Schedule } from '../../../src/digest/schedule.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2026, 0, 1);
const END = Date.UTC(2029, 0, 1);

interface Change {
  readonly zone: string;
  readonly at: number;
  /** Positive: the clock jumps over so many minutes. Negative: so many minutes come twice. */
  readonly minutes: number;
}

const changes = Intl.supportedValuesOf('timeZone').flatMap((zone) => changesOf(zone));
const gaps = changes.filter(({ minutes }) => minutes > 0);
const repeats = changes.filter(({ minutes }) => minutes < 0);

describe('a clock that changes', () => {
  it('is found in many zones, so that the tests below test something', () => {
    expect(new Set(gaps.map(({ zone }) => zone)).size).toBeGreaterThan(100);
    expect(repeats.length).toBeGreaterThan(300);
  });

  it('moves a time in the gap forward by the gap, once', () => {
    for (const { zone, at, minutes } of gaps) {
      const before = localTime(zone, at - 60_000).add({ minutes: 1 });
      for (const into of [0, Math.floor(minutes / 2), minutes - 1]) {
        const wanted = before.add({ minutes: into });

        const slots = slotsAround(daily(zone, wanted), at);

        const hits = slots.filter((slot) => slot === at + into * 60_000);
        expect(hits, `${zone} ${wanted}`).toHaveLength(1);
        expect(areOneADay(slots), `${zone} ${wanted}`).toBe(true);
      }
    }
  });

  it('takes a time that comes twice once, the first time', () => {
    for (const { zone, at, minutes } of repeats) {
      const again = localTime(zone, at);
      for (const into of [0, Math.floor(-minutes / 2), -minutes - 1]) {
        const wanted = again.add({ minutes: into });
        const first = at + (into + minutes) * 60_000;

        const slots = slotsAround(daily(zone, wanted), at);

        expect(slots, `${zone} ${wanted}`).toContain(first);
        expect(slots, `${zone} ${wanted}`).not.toContain(at + into * 60_000);
        expect(areOneADay(slots), `${zone} ${wanted}`).toBe(true);
      }
    }
  });
});

describe('known cases', () => {
  it.each([
    { zone: 'America/New_York', time: '02:30', day: '2027-03-14', wanted: '2027-03-14T07:30:00Z' },
    { zone: 'Asia/Beirut', time: '00:30', day: '2027-03-28', wanted: '2027-03-27T22:30:00Z' },
    { zone: 'America/Santiago', time: '00:00', day: '2027-09-05', wanted: '2027-09-05T04:00:00Z' },
    {
      zone: 'Australia/Lord_Howe',
      time: '02:15',
      day: '2027-10-03',
      wanted: '2027-10-02T15:45:00Z',
    },
    { zone: 'America/New_York', time: '01:30', day: '2027-11-07', wanted: '2027-11-07T05:30:00Z' },
    {
      zone: 'Australia/Lord_Howe',
      time: '01:45',
      day: '2027-04-04',
      wanted: '2027-04-03T14:45:00Z',
    },
  ])('$zone $time on $day is $wanted', ({ zone, time, day, wanted }) => {
    const midday = Temporal.PlainDate.from(day).toPlainDateTime('12:00').toZonedDateTime(zone);

    const slot = newestSlot(daily(zone, Temporal.PlainTime.from(time)), midday.epochMilliseconds);

    expect(slot).toBe(Date.parse(wanted));
  });

  it('folds a day that a zone left out into the next', () => {
    const schedule = daily('Pacific/Apia', Temporal.PlainTime.from('09:00'));

    const slots = slotsFrom(schedule, Date.parse('2011-12-29T00:00:00Z'), 4);

    expect(new Set(slots).size).toBe(4);
    expect(areOneADay(slots)).toBe(true);
  });
});

describe('any schedule', () => {
  const schedule = fc.record({
    zone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
    localMinute: fc.integer({ min: 0, max: 1_439 }),
    daysMask: fc.integer({ min: 1, max: 127 }),
  });
  const moment = fc.integer({ min: START, max: END });

  it('has strictly later slots, one a day', () => {
    fc.assert(
      fc.property(schedule, moment, (wanted, at) => {
        const slots = slotsFrom(wanted, at, 12);

        expect(slots.every((slot, index) => slot > (slots[index - 1] ?? at))).toBe(true);
        expect(areOneADay(slotsFrom({ ...wanted, daysMask: EVERY_DAY }, at, 12))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('looks back to what it looked forward to', () => {
    fc.assert(
      fc.property(schedule, moment, (wanted, at) => {
        const slot = nextSlot(wanted, at);

        expect(newestSlot(wanted, slot)).toBe(slot);
        expect(newestSlot(wanted, slot - 1)).toBeLessThanOrEqual(at);
        expect(nextSlot(wanted, newestSlot(wanted, at))).toBe(slot);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps to its days of the week', () => {
    const mondays: Schedule = { zone: 'Europe/Berlin', localMinute: 540, daysMask: 1 };

    const slots = slotsFrom(mondays, START, 10);

    const weekdays = slots.map((slot) => zoned('Europe/Berlin', slot).dayOfWeek);
    expect(new Set(weekdays)).toEqual(new Set([1]));
  });

  it('refuses a zone that does not exist', () => {
    const nowhere: Schedule = { zone: 'Europe/Nowhere', localMinute: 540, daysMask: EVERY_DAY };

    expect(() => nextSlot(nowhere, START)).toThrow(RangeError);
  });
});

function daily(zone: string, time: { readonly hour: number; readonly minute: number }): Schedule {
  return { zone, localMinute: time.hour * 60 + time.minute, daysMask: EVERY_DAY };
}

function slotsAround(schedule: Schedule, at: number): readonly number[] {
  return slotsFrom(schedule, at - 2 * DAY_MS, 4);
}

function slotsFrom(schedule: Schedule, after: number, count: number): readonly number[] {
  const slots: number[] = [];
  for (let left = count; left > 0; left--) slots.push(nextSlot(schedule, slots.at(-1) ?? after));
  return slots;
}

/** A gap moves a slot by two hours at most, so that one late in the evening may be early on the next day. */
function areOneADay(slots: readonly number[]): boolean {
  const steps = slots.slice(1).map((slot, index) => slot - (slots[index] ?? 0));
  return steps.every((step) => step >= 21.5 * HOUR_MS && step <= 26.5 * HOUR_MS);
}

function changesOf(zone: string): readonly Change[] {
  const found: Change[] = [];
  let at = zoned(zone, START).getTimeZoneTransition('next');
  while (at !== null && at.epochMilliseconds < END) {
    const before = zoned(zone, at.epochMilliseconds - 1);
    const minutes = (at.offsetNanoseconds - before.offsetNanoseconds) / 60e9;
    if (minutes !== 0) found.push({ zone, at: at.epochMilliseconds, minutes });
    at = at.getTimeZoneTransition('next');
  }
  return found;
}

function localTime(zone: string, at: number): Temporal.PlainTime {
  return zoned(zone, at).toPlainTime();
}

function zoned(zone: string, at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}
