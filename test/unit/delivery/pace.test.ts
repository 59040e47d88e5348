import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AHEAD_MS, Pace } from '../../../src/delivery/pace.ts';

const DISCORD = { first: 45, most: 45, atOnce: 50 };
const SLACK = { first: 1, most: 5, atOnce: 8 };

/** Books whatever it may, for so long; the loop is late by so much each time. When they begin. */
function drain(pace: Pace, { from, ms, late }: { from: number; ms: number; late: () => number }) {
  const begins: number[] = [];
  for (let now = from; now < from + ms; now = Math.max(now + 1, pace.readyAt(now)) + late()) {
    while (pace.room(now) > 0) begins.push(pace.book(now));
  }
  return begins;
}

function mostInASecond(begins: readonly number[]): number {
  return Math.max(
    ...begins.map((at) => begins.filter((one) => one >= at && one < at + 1_000).length),
  );
}

describe('the pace of a lane', () => {
  it.each([
    ['and loses none to a loop that is late', AHEAD_MS, 44.9],
    ['however late it is looked at', 4 * AHEAD_MS, 0],
  ])('begins no more in any second than its rate, %s', (_, latest, atLeast) => {
    fc.assert(
      fc.property(fc.array(fc.nat(latest), { minLength: 50, maxLength: 50 }), (lates) => {
        let look = 0;
        const late = () => lates[look++ % lates.length] ?? 0;

        const begins = drain(new Pace(DISCORD), { from: 1_000, ms: 20_000, late });

        expect(mostInASecond(begins)).toBeLessThanOrEqual(45);
        expect(begins.length / 20).toBeGreaterThanOrEqual(atLeast);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps two posts a second apart where it begins with one a second', () => {
    const begins = drain(new Pace(SLACK), { from: 0, ms: 3_500, late: () => 0 });

    expect(begins).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it('has no end where a platform has none', () => {
    const pace = new Pace({
      first: Number.POSITIVE_INFINITY,
      most: Number.POSITIVE_INFINITY,
      atOnce: 1,
    });
    for (let n = 0; n < 1_000; n++) pace.book(0);

    expect(pace.room(0)).toBe(Number.POSITIVE_INFINITY);
    expect(pace.readyAt(7)).toBe(7);
  });

  it('begins anew when the clock was set back', () => {
    const pace = new Pace(SLACK);
    pace.book(1_000_000);

    expect(pace.readyAt(1_000)).toBe(1_000);
  });
});

describe('the pace of a lane that may rise', () => {
  const rise = (pace: Pace, posts: number) => {
    for (let n = 0; n < posts; n++) pace.wentWell();
  };

  it('rises slowly while all goes well, and no further than it may', () => {
    const pace = new Pace(SLACK);
    rise(pace, 9);
    const before = pace.rate;
    rise(pace, 1);
    const after = pace.rate;
    rise(pace, 1_000);

    expect([before, after, pace.rate]).toEqual([1, 1.25, 5]);
  });

  it('halves when the platform asks for patience, once for posts that were under way together', () => {
    const pace = new Pace(SLACK, 5);
    const changed = [pace.slowDown(10_000), pace.slowDown(10_300), pace.slowDown(20_000)];

    expect(changed).toEqual([true, false, true]);
    expect(pace.rate).toBe(1.25);
  });

  it('is never so slow that nothing goes', () => {
    const pace = new Pace(SLACK);
    for (let n = 0; n < 20; n++) pace.slowDown(n * 60_000);

    expect(pace.rate).toBe(0.25);
  });

  it('does not move where the platform says what it bears', () => {
    const pace = new Pace(DISCORD);

    expect([pace.slowDown(0), pace.wentWell(), pace.rate]).toEqual([false, false, 45]);
  });
});
