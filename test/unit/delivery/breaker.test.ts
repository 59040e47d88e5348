import { describe, expect, it } from 'vitest';
import { Breaker } from '../../../src/delivery/breaker.ts';

describe('the breaker', () => {
  const trouble = (breaker: Breaker, channels: number, now: number) =>
    Array.from({ length: channels }, (_, n) => breaker.troubled(`C${n}`, now));

  it('opens after answers from five channels in a row that do not help', () => {
    const breaker = new Breaker();

    const opened = trouble(breaker, 5, 10_000);

    expect(opened).toEqual([false, false, false, false, true]);
    expect(breaker.restsUntil).toBe(40_000);
  });

  it('does not open for one channel, however long it is dead', () => {
    const breaker = new Breaker();
    for (let n = 0; n < 100; n++) breaker.troubled('C1', n * 1_000);

    expect(breaker.isOpen).toBe(false);
  });

  it('is not moved by those that were under way when it opened', () => {
    const breaker = new Breaker();
    trouble(breaker, 8, 10_000);

    expect(breaker.restsUntil).toBe(40_000);
  });

  it('then rests longer after each probe, up to ten minutes', () => {
    const breaker = new Breaker();
    trouble(breaker, 5, 0);
    const rests: number[] = [];
    for (let now = 30_000; rests.length < 6; now = breaker.restsUntil) {
      breaker.troubled('C1', now);
      rests.push((breaker.restsUntil - now) / 1_000);
    }

    expect(rests).toEqual([60, 120, 240, 480, 600, 600]);
  });

  it('closes with the first answer, and counts anew', () => {
    const breaker = new Breaker();
    trouble(breaker, 5, 10_000);

    const hasClosed = [breaker.answered(), breaker.answered()];
    trouble(breaker, 4, 50_000);

    expect(hasClosed).toEqual([true, false]);
    expect(breaker.isOpen).toBe(false);
  });
});
