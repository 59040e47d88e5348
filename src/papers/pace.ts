import type { Instant } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import type { PaperSource, Spare } from './source.ts';

/** At most one request a second (product.md, Running it), and none that arrives sooner because the one before was slow. */
const EVERY_MS = 1_020;
/** Only a clock that was set back asks for longer: the source's silences end within the hour. */
const LONGEST_MS = 60 * 60_000;
/** The source's window is five minutes; the rest is room for a slow answer. */
const LONGEST_WINDOW_MS = 6 * 60_000;

/** The pace of whoever asks a source for much and is in no hurry. */
export interface Pace {
  /** Resolves when the next request may go: call it before each. Rejects when aborted. */
  turn(signal: AbortSignal): Promise<void>;
}

export interface PaceDeps {
  readonly source: Pick<PaperSource, 'spare'>;
  readonly clock: Clock;
  readonly wait: Wait;
  /** Resolves when nobody waits for the source; awaited last, before each request. */
  readonly idle: () => Promise<void>;
}

export function createPace({ source, clock, wait, idle }: PaceDeps): Pace {
  let askedAt = clock();
  let budget: Budget | undefined;
  return {
    turn: async (signal) => {
      const spare = source.spare?.();
      const now = clock();
      // A clock that was set back makes the last request one of the future.
      askedAt = Math.min(askedAt, now);
      budget = budgetAfter(budget, spare, askedAt);
      const ms = nextAt(askedAt, budget, spare) - now;
      if (ms > 0) await wait(Math.min(ms, LONGEST_MS), signal);
      await idle();
      askedAt = clock();
    },
  };
}

/** Requests that may still go in the source's window. */
export interface Budget {
  readonly left: number;
  readonly endsAt: Instant;
}

/**
 * Below half of what was left when the window was first seen, and never above half of what is left now, as others ask
 * from this address too. `askedAt` is when the last request went.
 */
export function budgetAfter(
  before: Budget | undefined,
  spare: Spare | undefined,
  askedAt: Instant,
): Budget | undefined {
  if (spare?.left === undefined || spare.windowEndsAt === undefined) return before;
  const belowHalf = Math.max(0, Math.ceil(spare.left / 2) - 1);
  const isNew = before === undefined || askedAt >= before.endsAt;
  if (isNew) return { left: belowHalf, endsAt: spare.windowEndsAt };
  const left = Math.max(0, Math.min(before.left - 1, belowHalf));
  return { left, endsAt: Math.min(before.endsAt, spare.windowEndsAt) };
}

/** The budget is spread over the rest of its window; when it is used up, the next window is waited for. */
export function nextAt(
  askedAt: Instant,
  budget: Budget | undefined,
  spare: Spare | undefined,
): Instant {
  const restMs = Math.min(Math.max(0, (budget?.endsAt ?? askedAt) - askedAt), LONGEST_WINDOW_MS);
  const everyMs = Math.ceil(restMs / Math.max(1, budget?.left ?? 1));
  return Math.max(askedAt + Math.max(EVERY_MS, everyMs), spare?.silentUntil ?? 0);
}
