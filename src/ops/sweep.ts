import { setImmediate } from 'node:timers/promises';
import type { Instant } from '#chat/platform.ts';
import { forgetOldViews } from '../commands/view.ts';
import { forgetRefusals } from '../delivery/refusals.ts';
import { forgetOldRenderings } from '../delivery/renderings.ts';
import { forgetDigests, forgetPayloads } from '../delivery/retention.ts';
import type { Store } from '../store/open.ts';
import { forgetTakenBack } from '../votes/record.ts';
import {
  forgetAlerts,
  forgetCached,
  forgetLeases,
  forgetLinkCodes,
  forgetSeenEvents,
} from './forgotten-rows.ts';

/** Forgets at most so many rows that are over; how many there were. */
type ForgetSome = (store: Store, now: Instant, most: number) => Promise<number>;
type ForgetAll = (store: Store, now: Instant) => Promise<void>;

/** What can be a great deal. */
const MANY: readonly ForgetSome[] = [
  forgetSeenEvents,
  forgetOldViews,
  forgetPayloads,
  forgetDigests,
];
/** What lives for minutes, and is little. */
const SHORT_LIVED: readonly ForgetAll[] = [forgetTakenBack, forgetCached, forgetRefusals];
const DAILY: readonly ForgetAll[] = [
  forgetLinkCodes,
  forgetLeases,
  forgetAlerts,
  forgetOldRenderings,
];

const DAY_MS = 24 * 60 * 60_000;
/** Rows of one transaction: one file is not to be held for longer than some ten milliseconds. */
const BATCH = 500;
/** A minute's batches: a hundred thousand channels get 760 messages a minute, on average. */
const BATCHES = 8;

/**
 * Deletes what is kept for a while only, a part at every tick; the README says what is kept for how long.
 * It throws what kept a part from its work after the others had their turn.
 */
export function createSweep(store: Store): (now: Instant) => Promise<void> {
  let daily: Instant | undefined;
  return async (now) => {
    const isDaily = daily === undefined || now - daily >= DAY_MS;
    const failures: unknown[] = [];
    for (const forget of [...SHORT_LIVED, ...MANY.map(inBatches), ...(isDaily ? DAILY : [])]) {
      await forget(store, now).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    if (isDaily) daily = now;
  };
}

function inBatches(forget: ForgetSome): ForgetAll {
  return async (store, now) => {
    for (let batch = 0; batch < BATCHES; batch++) {
      if ((await forget(store, now, BATCH)) < BATCH) return;
      // SQLite answers at once, so that nobody else would have a turn.
      await setImmediate();
    }
  };
}
