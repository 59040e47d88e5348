import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../src/log.ts';
import { type Clockwork, startClockwork } from '../../../src/ops/clockwork.ts';

const NOON = Date.parse('2026-03-10T12:00:30Z');

describe('startClockwork', () => {
  let clockwork: Clockwork | undefined;
  beforeEach(() => void vi.useFakeTimers({ now: NOON }));
  afterEach(async () => {
    await clockwork?.stop();
    vi.useRealTimers();
  });

  it('ticks at once and every full minute', async () => {
    const ticks: number[] = [];

    clockwork = start(async (now) => void ticks.push(now));
    await vi.advanceTimersByTimeAsync(150_000);

    expect(ticks.slice(0, 1)).toEqual([NOON]);
    expect(ticks.slice(1).map((at) => at % 60_000 < 1_000)).toEqual([true, true, true]);
  });

  it('never runs two ticks at once', async () => {
    const end = Promise.withResolvers<void>();
    let ticks = 0;

    clockwork = start(() => {
      ticks++;
      return end.promise;
    });
    await vi.advanceTimersByTimeAsync(600_000);
    end.resolve();

    expect(ticks).toBe(1);
  });

  it('says when it began, by which a first tick that never ends is known', async () => {
    const end = Promise.withResolvers<void>();
    const before = performance.now();

    clockwork = start(() => end.promise);
    await vi.advanceTimersByTimeAsync(600_000);
    const { beganAt, lastAt } = clockwork.status();
    end.resolve();

    expect([beganAt, lastAt]).toEqual([before, undefined]);
  });

  it('goes on after a tick that failed, and says what it was until one succeeds', async () => {
    let isFull = true;

    clockwork = start(async () => {
      if (isFull) throw new Error('disk is full');
    });
    await vi.advanceTimersByTimeAsync(1_000);
    const during = clockwork.status();
    isFull = false;
    await vi.advanceTimersByTimeAsync(60_000);

    expect(during.problem).toMatch(/disk is full/);
    expect(clockwork.status().problem).toBeUndefined();
  });

  it('ticks although the machine’s clock was set back by an hour', async () => {
    let ticks = 0;

    clockwork = start(async () => void ticks++);
    await vi.advanceTimersByTimeAsync(1_000);
    vi.setSystemTime(NOON - 3_600_000);
    await vi.advanceTimersByTimeAsync(10 * 60_000);

    expect(ticks).toBeGreaterThan(4);
  });
});

function start(tick: (now: number) => Promise<void>): Clockwork {
  return startClockwork({ tick, clock: () => Date.now(), log: silentLog });
}
