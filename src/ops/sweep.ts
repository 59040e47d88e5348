import type { Instant } from '#chat/platform.ts';
import { forgetOldViews } from '../commands/view.ts';
import type { Store } from '../store/open.ts';
import { forgetTakenBack } from '../votes/record.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Deletes what is kept for a while only: at every tick what lives for minutes, once a day what lives for days. */
export function createSweep(store: Store): (now: Instant) => Promise<void> {
  let daily: Instant | undefined;
  return async (now) => {
    await forgetTakenBack(store, now);
    if (daily !== undefined && now - daily < DAY_MS) return;
    await forgetOldViews(store, now);
    daily = now;
  };
}
