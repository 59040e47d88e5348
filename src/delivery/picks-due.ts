import { setImmediate } from 'node:timers/promises';
import { sayPlainly } from '#chat/message.ts';
import type { Instant, WorkspaceId } from '#chat/platform.ts';
import { noPicksWords } from '../digest/picks-words.ts';
import { localDay, newestSlot, nextSlot } from '../digest/schedule.ts';
import { type Subscription, toSubscription } from '../digest/subscription.ts';
import { MOST_PAPERS } from '../digest/wanted.ts';
import type { Log } from '../log.ts';
import { addDays } from '../papers/feed-day.ts';
import { daysListed } from '../papers/listed.ts';
import type { Day } from '../papers/paper.ts';
import type { Store } from '../store/open.ts';
import { fieldOf } from '../votes/field.ts';
import { picksOf } from '../votes/picks.ts';
import { keyOf, type Payload } from './content.ts';
import { deliverBy } from './digest-rows.ts';
import { ensurePlanned, type Single } from './single.ts';

export interface PicksDeps {
  readonly store: Store;
  readonly laneOf: (workspace: WorkspaceId) => string;
  readonly log: Log;
}

const BATCH = 100;

/** Plans the picks of every channel whose weekly slot has come; late slots fold into one. Safe to repeat. The new ones. */
export async function planPicks(deps: PicksDeps, now: Instant): Promise<number> {
  let planned = 0;
  let due = await duePicks(deps.store, now);
  while (due.length > 0) {
    for (const subscription of due) {
      if (await planFor(subscription, deps, now)) planned += 1;
      await setImmediate(); // SQLite holds everything up: what people asked meanwhile is acknowledged now.
    }
    due = await duePicks(deps.store, now);
  }
  if (planned > 0) deps.log.info({ planned }, 'picks planned');
  return planned;
}

/** Whoever had their turn is not due any more. */
async function duePicks(store: Store, now: Instant): Promise<readonly Subscription[]> {
  const rows = await store
    .selectFrom('subscription')
    .selectAll()
    .where('enabled', '=', 1)
    .where('kind', '=', 'picks')
    .where('next_run_at', '<=', now)
    .orderBy('next_run_at')
    .limit(BATCH)
    .execute();
  return rows.map(toSubscription);
}

/** What was decided, and that the slot has had its turn, are stored together. */
async function planFor(
  { id, place, schedule }: Subscription,
  deps: PicksDeps,
  now: Instant,
): Promise<boolean> {
  const slot = newestSlot(schedule, now);
  const day = localDay(schedule, slot);
  const payload = await picksBefore(day, place.workspace, deps.store);
  return deps.store.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('subscription')
      .set({ next_run_at: nextSlot(schedule, now), resumed_from: null })
      .where('id', '=', id)
      .where('enabled', '=', 1)
      .where('next_run_at', '<=', now)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n || payload === undefined) return false;
    const single: Single = {
      ...{ to: place, lane: deps.laneOf(place.workspace), payload },
      key: keyOf('picks', id, day),
      purpose: 'pick',
      subscription: id,
      deliverBy: deliverBy(slot, now),
    };
    return ensurePlanned(trx, single, now);
  });
}

/** What a team picked of the lists of the seven days before a day; undefined for a week without lists. */
export async function picksBefore(
  day: Day,
  workspace: WorkspaceId,
  store: Store,
): Promise<Payload | undefined> {
  const listed = await daysListed(store, { from: addDays(day, -7), to: addDays(day, -1) });
  if (listed === undefined) return undefined;
  const field = await fieldOf(store, { workspace, listed }, MOST_PAPERS);
  if (field.totals.votes === 0) {
    return { kind: 'message', message: sayPlainly(noPicksWords('last week')) };
  }
  return { kind: 'picks', picks: picksOf(field, MOST_PAPERS), listed };
}
