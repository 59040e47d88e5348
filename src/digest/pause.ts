import { sql } from 'kysely';
import type { Instant } from '#chat/platform.ts';

/** Whoever paused something looks again after so long, and then ever more rarely. */
export const FIRST_PROBE_MS = 15 * 60_000;

export interface Pause {
  /** A sentence: `This channel is archived.` */
  readonly reason: string;
  /** What to do: `Unarchive it.` */
  readonly fix: string;
  readonly at: Instant;
  /** Until when the last trial of going on all the same had time to fail; absent without one. */
  readonly triedUntil?: Instant;
}

/** Going on only to see whether it can. A pause until then is still the one from before. */
export interface Trial {
  readonly until: Instant;
}

/** Columns of a pause that begins now, unless what is paused had only been tried. */
export function samePause(at: Instant) {
  const isSame = sql`tried_until >= ${at}`;
  return {
    paused_at: sql<number>`case when ${isSame} then tried_from else cast(${at} as bigint) end`,
    untold: sql<number>`case when ${isSame} then untold else 1 end`,
  };
}

/** Columns of a pause that ends, or seems to. Who was not told of it may still have to be. */
export function endOf(pausedAt: Instant, trial: Trial | undefined) {
  if (trial === undefined) return { untold: 0, tried_from: null, tried_until: null };
  return { tried_from: pausedAt, tried_until: trial.until };
}
