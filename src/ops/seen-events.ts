import type { SeenEvents } from '#chat/seen.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/open.ts';

/** Events that were handled, as rows: one of several that ask at once gets it. */
export function createSeenEvents(store: Store, clock: Clock): SeenEvents {
  return {
    isNew: async (id) => {
      const added = await store
        .insertInto('seen_event')
        .values({ id, at: clock() })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .executeTakeFirst();
      return added !== undefined;
    },
  };
}
