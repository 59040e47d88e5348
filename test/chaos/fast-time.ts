import type { Instant } from '#chat/platform.ts';
import { type Clock, systemWait, type Wait } from '../../src/clock.ts';

/** A second of a chaos run is a minute of the product: its leases, looks and back-offs stay as they are, and pass quickly. */
const SPEED = 60;
/** The product's time begins this far back, so that it never overtakes the fakes, which keep the real one. */
const HEAD_START_MS = 24 * 60 * 60_000;

/** The same in every process that is told when the run began. */
export function fastTime(beganAt: Instant): { readonly clock: Clock; readonly wait: Wait } {
  return {
    clock: () => Math.floor(beganAt - HEAD_START_MS + (Date.now() - beganAt) * SPEED),
    wait: (ms, signal) => systemWait(ms / SPEED, signal),
  };
}
