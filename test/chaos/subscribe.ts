import type { Instant, PersonId, Place } from '#chat/platform.ts';
import { createSubscriptions, type Subscription } from '../../src/digest/subscription.ts';
import { BUSY_TIMEOUT_MS, openStore } from '../../src/store/open.ts';

const TOP = 5;
/** Of one digest: its overview and a card for each paper. */
export const MESSAGES = 1 + TOP;

interface Wanted {
  readonly places: readonly Place[];
  readonly by: PersonId;
  readonly now: Instant;
}

/** A new database with a digest due in each of these channels; the subscriptions in the order of their turn. */
export async function subscribe(
  database: string,
  { places, by, now }: Wanted,
): Promise<readonly Subscription[]> {
  const store = await openStore(database, BUSY_TIMEOUT_MS.tool);
  const subscriptions = createSubscriptions(store);
  const made: Subscription[] = [];
  for (const place of places) {
    const schedule = { zone: 'UTC', localMinute: Math.floor(now / 60_000) % 1_440, daysMask: 127 };
    const setUpBy = { person: by, name: 'Ada' };
    const wanted = { place, schedule, top: TOP, details: 'thread' as const, setUpBy };
    made.push((await subscriptions.ensure(wanted, now)).subscription);
  }
  await store.updateTable('subscription').set({ next_run_at: now }).execute();
  await store.destroy();
  return made.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
