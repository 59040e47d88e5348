import type { Instant, PersonId, Place } from '#chat/platform.ts';
import { createSubscriptions, type Subscription } from '../../src/digest/subscription.ts';
import type { Store } from '../../src/store/open.ts';

const TOP = 5;
/** Of one digest: its overview and a card for each paper. */
export const MESSAGES = 1 + TOP;

export interface Wanted {
  readonly places: readonly Place[];
  readonly by: PersonId;
  readonly now: Instant;
  /** Whether each paper gets a card, beside the overview; so it is unless said otherwise. */
  readonly hasCards?: boolean;
}

/** A digest due in each of these channels; the subscriptions in the order of their turn. */
export async function subscribe(
  store: Store,
  { places, by, now, hasCards = true }: Wanted,
): Promise<readonly Subscription[]> {
  const details = hasCards ? ('thread' as const) : ('none' as const);
  const schedule = { zone: 'UTC', localMinute: Math.floor(now / 60_000) % 1_440, daysMask: 127 };
  const setUpBy = { person: by, name: 'Ada' };
  return store.transaction().execute(async (trx) => {
    const subscriptions = createSubscriptions(trx);
    const made: Subscription[] = [];
    for (const place of places) {
      const wanted = { place, schedule, top: TOP, details, setUpBy };
      made.push((await subscriptions.ensure(wanted, now)).subscription);
    }
    await trx.updateTable('subscription').set({ next_run_at: now }).execute();
    return made.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  });
}
