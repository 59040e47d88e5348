import type { Clock } from '../clock.ts';
import type { Day } from './paper.ts';

/** A day that fails is asked for again, ever more rarely, and keeps no other waiting. */
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 6 * 60 * 60_000;
/** While the source fails it is asked ever more rarely, whatever the day. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

export interface BackOffDeps {
  readonly clock: Clock;
  /** From 0 to 1, so that many installations do not come back in the same second; Math.random unless handed in. */
  readonly random?: () => number;
}

/** Remembers which days failed. */
export interface BackOff {
  failed(day: Day): void;
  succeeded(day: Day): void;
  /** Whether it failed when it was last asked for. */
  has(day: Day): boolean;
  /** Whether it failed, and is not to be asked for yet. */
  isPutOff(day: Day): boolean;
  /** Days that failed in a row, none in between succeeding. */
  inARow(): number;
  /** How long to leave the source alone, in milliseconds; 0 when it answered last. */
  pauseMs(): number;
  /** Milliseconds until a day may be asked for again; undefined when none failed. */
  nextRetryMs(): number | undefined;
}

export function createBackOff({ clock, random = Math.random }: BackOffDeps): BackOff {
  const failures = new Map<Day, { readonly times: number; readonly retryAt: number }>();
  let inARow = 0;
  return {
    failed: (day) => {
      const times = failures.get(day)?.times ?? 0;
      const retryMs = Math.min(FIRST_RETRY_MS * 2 ** times, LONGEST_RETRY_MS);
      failures.set(day, { times: times + 1, retryAt: clock() + retryMs * (0.5 + random()) });
      inARow++;
    },
    succeeded: (day) => {
      failures.delete(day);
      inARow = 0;
    },
    has: (day) => failures.has(day),
    isPutOff: (day) => clock() < (failures.get(day)?.retryAt ?? 0),
    inARow: () => inARow,
    pauseMs: () =>
      inARow === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (inARow - 1), LONGEST_PAUSE_MS),
    nextRetryMs: () => {
      if (failures.size === 0) return undefined;
      return Math.min(...[...failures.values()].map(({ retryAt }) => retryAt)) - clock();
    },
  };
}
