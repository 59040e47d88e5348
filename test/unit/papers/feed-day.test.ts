import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  closesAt,
  daysBetween,
  feedDay,
  isWeekday,
  toDay,
} from '../../../src/papers/feed-day.ts';

const at = (iso: string) => Date.parse(iso);

describe('the day of the source', () => {
  it.each([
    ['2026-07-14T01:29:59Z', '2026-07-13'],
    ['2026-07-14T01:30:00Z', '2026-07-14'],
    ['2026-01-14T02:29:59Z', '2026-01-13'],
    ['2026-01-14T02:30:00Z', '2026-01-14'],
    ['2026-03-08T02:29:59Z', '2026-03-07'],
    ['2026-03-09T01:30:00Z', '2026-03-09'],
    ['2026-11-01T01:30:00Z', '2026-11-01'],
    ['2026-11-02T02:29:59Z', '2026-11-01'],
    ['2026-07-14T00:30:00Z', '2026-07-13'],
    ['2026-01-01T03:00:00Z', '2026-01-01'],
  ])('at %s is %s', (now, day) => {
    expect(feedDay(at(now))).toBe(day);
  });

  it('begins in the millisecond in which the day before closes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), (days) => {
        const day = addDays('2024-01-01', days);
        const closing = closesAt(day);

        expect(feedDay(closing - 1)).toBe(day);
        expect(feedDay(closing)).toBe(addDays(day, 1));
      }),
    );
  });

  it('never goes back', () => {
    const time = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
    fc.assert(
      fc.property(time, time, (one, other) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)];

        expect(feedDay(first) <= feedDay(second)).toBe(true);
      }),
    );
  });
});

describe('days of the calendar', () => {
  it.each([
    '2026-6-30',
    '2026-02-30',
    '2025-13-40',
    '2026-06-30T00:00',
    '',
    'today',
    '２０２６-06-30',
  ])('does not take %j for a day', (text) => {
    expect(toDay(text)).toBeUndefined();
  });

  it('sort as text in the order of time', () => {
    const days = daysBetween('2025-12-28', '2026-11-03');

    expect(days).toEqual(days.toSorted());
    expect(days).toHaveLength(311);
    expect(days.every((day) => toDay(day) === day)).toBe(true);
  });

  it('have lists from Monday to Friday', () => {
    expect(daysBetween('2026-03-09', '2026-03-15').map(isWeekday)).toEqual([
      ...[true, true, true, true, true],
      ...[false, false],
    ]);
  });
});
