import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPace } from '../../../src/papers/pace.ts';
import type { Spare } from '../../../src/papers/source.ts';
import { FixedWindow } from '../../fakes/hugging-face-window.ts';

const NOON = Date.parse('2026-03-11T12:00:00Z');
const SECOND = 1_000;

/** Asks as the pace says until so much time is over; answers when it asked. `answer` is what the source says then. */
async function askFor(ms: number, answer: (now: number) => Spare): Promise<readonly number[]> {
  let now = NOON;
  let spare: Spare = { silentUntil: 0 };
  const pace = createPace({
    source: { spare: () => spare },
    clock: () => now,
    wait: async (pause) => {
      now += pause;
    },
    idle: async () => {},
  });
  const asked: number[] = [];
  const signal = new AbortController().signal;
  for (;;) {
    await pace.turn(signal);
    if (now >= NOON + ms) return asked;
    asked.push(now);
    spare = answer(now);
    now += 30;
  }
}

const gaps = (asked: readonly number[]) =>
  asked.slice(1).map((at, index) => at - (asked[index] ?? 0));

describe('the pace of a backfill', () => {
  it('is one request a second where the source names no limit', async () => {
    const asked = await askFor(60 * SECOND, () => ({ silentUntil: 0 }));

    expect(asked.length).toBeGreaterThan(55);
    expect(Math.min(...gaps(asked))).toBeGreaterThanOrEqual(SECOND);
  });

  it('stays below half of what each window leaves, whoever else asks, and never hurries', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 20 }),
        async (quota, others) => {
          const seen: { readonly left: number; readonly window: number }[] = [];
          let now = NOON;
          const window = new FixedWindow(() => now, quota);
          const asked = await askFor(30 * 60 * SECOND, (at) => {
            now = at;
            for (let other = others[seen.length % others.length] ?? 0; other > 0; other--) {
              window.next();
            }
            const { left, resetSeconds } = window.next();
            const windowEndsAt = at + (resetSeconds + 1) * SECOND;
            seen.push({ left, window: Math.round((at + resetSeconds * SECOND) / SECOND) });
            return { silentUntil: left === 0 ? windowEndsAt : 0, left, windowEndsAt };
          });

          expect(Math.min(SECOND, ...gaps(asked))).toBe(SECOND);
          for (const [, answers] of Map.groupBy(seen, (one) => one.window)) {
            // The first request is what tells how much there is.
            const later = answers.length - 1;
            expect(later).toBeLessThanOrEqual(Math.max(0, ((answers[0]?.left ?? 0) - 1) / 2));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('spreads what it may ask over the window', async () => {
    const asked = await askFor(100 * SECOND, (at) => ({
      ...{ silentUntil: 0, left: 10 },
      windowEndsAt: NOON + Math.ceil((at - NOON) / (101 * SECOND)) * 101 * SECOND,
    }));

    expect(asked).toHaveLength(4);
    expect(Math.min(...gaps(asked))).toBeGreaterThan(20 * SECOND);
  });

  it('leaves the source alone as long as it asks for', async () => {
    const asked = await askFor(120 * SECOND, () => ({ silentUntil: NOON + 90 * SECOND }));

    expect(asked.filter((at) => at < NOON + 90 * SECOND)).toHaveLength(1);
    expect(asked.length).toBeGreaterThan(20);
  });

  it('goes on as before after a clock was set back by a day', async () => {
    let passed = 0;
    let setBackMs = 0;
    const clock = () => NOON + passed - setBackMs;
    let spare: Spare = { silentUntil: 0 };
    const pace = createPace({
      source: { spare: () => spare },
      clock,
      wait: async (pause) => {
        passed += pause;
      },
      idle: async () => {},
    });
    const window = new FixedWindow(() => passed, 500);
    const asked: number[] = [];
    while (passed < 40 * 60 * SECOND) {
      await pace.turn(new AbortController().signal);
      asked.push(passed);
      const { left, resetSeconds } = window.next();
      spare = { silentUntil: 0, left, windowEndsAt: clock() + (resetSeconds + 1) * SECOND };
      if (passed > 60 * SECOND) setBackMs = 24 * 3_600 * SECOND;
    }

    expect(Math.max(...gaps(asked))).toBeLessThan(10 * SECOND);
  });

  it('never sleeps for longer than an hour, whatever a clock that was set back makes of it', async () => {
    const asked = await askFor(3 * 3_600 * SECOND, () => ({ silentUntil: NOON * 2 }));

    expect(asked.length).toBeGreaterThan(1);
  });
});
