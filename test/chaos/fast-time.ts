import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import type { Instant } from '#chat/platform.ts';
import type { Clock } from '../../src/clock.ts';

/** How the product's time runs beside the real one: the same in every process that is told. */
export interface FastTime {
  /** When the run began, in real time. */
  readonly beganAt: Instant;
  /** What the product's clocks showed then. */
  readonly shownThen: Instant;
  /** Seconds of the product in a real second. */
  readonly speed: number;
}

/** A second of a chaos run is half a minute of the product: its leases, looks and back-offs stay as they are, and pass quickly. */
const SPEED = 30;
/** The product's time begins this far back, so that it never overtakes the fakes, which keep the real one. */
const HEAD_START_MS = 24 * 60 * 60_000;

export function fastTime(beganAt: Instant, speed = SPEED): FastTime {
  return { beganAt, shownThen: beganAt - HEAD_START_MS, speed };
}

export function clockOf({ beganAt, shownThen, speed }: FastTime): Clock {
  const realNow = Date.now;
  return () => Math.floor(shownThen + (realNow() - beganAt) * speed);
}

/**
 * From now on this whole process lives in that time, the SDKs with their own patience too: to be called before they are
 * loaded. The limits of HTTP stay real unless `hasFastLimits`: on a busy machine an answer is soon later than a sixth of a second.
 */
export function liveIn(time: FastTime, hasFastLimits: boolean): void {
  Date.now = clockOf(time);
  const wait = timers.setTimeout;
  Object.assign(timers, {
    setTimeout: (ms?: number, ...rest: [value?: unknown, options?: object]) =>
      wait((ms ?? 1) / time.speed, ...rest),
  });
  syncBuiltinESMExports();
  if (!hasFastLimits) return;
  const limit = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => limit(Math.ceil(ms / time.speed));
  const later = setTimeout;
  Object.assign(globalThis, {
    setTimeout: (done: (...given: unknown[]) => void, ms = 1, ...given: unknown[]) =>
      later(done, ms / time.speed, ...given),
  });
}
