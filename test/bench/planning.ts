import { createPlanner } from '../../src/delivery/plan.ts';
import { silentLog } from '../../src/log.ts';
import { createArchive } from '../../src/papers/archive.ts';
import { addDays, closesAt, feedDay, isWeekday } from '../../src/papers/feed-day.ts';
import type { Day } from '../../src/papers/paper.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { type Bench, timed, type World } from './measure.ts';
import { insertRaw, readPlanned } from './raw-insert.ts';
import { subscribeMany } from './subscriptions.ts';

const SUBSCRIPTIONS = 10_000;
const DAYS = 7;
const AFTER_CLOSING_MS = 20 * 3_600_000;

export const planning: Bench = {
  name: 'planning',
  title: 'Planning 10,000 due subscriptions, an overview and 5 cards each',
  run: async (world) => {
    const planned: number[] = [];
    const raw: number[] = [];
    const [path, rawPath] = [await subscribed(world), await subscribed(world)];
    await using store = await openStore(`file:${path}`, 5_000);
    const planner = createPlanner({
      ...{ store, archive: createArchive(store), log: silentLog, today: feedDay },
      laneOf: (workspace) => workspace,
    });
    for (const day of closedDays(Date.now())) {
      const now = closesAt(day) + AFTER_CLOSING_MS;
      planned.push(await timed(() => planner.tick(now)));
      const rows = await readPlanned(store, now);
      if (rows.digests.length !== SUBSCRIPTIONS) throw new Error(`${rows.digests.length} digests`);
      raw.push(await timed(() => insertRaw(rawPath, rows)));
      await deliverAll(store);
    }
    return [
      {
        what: 'the same rows, bare prepared statements (for comparison)',
        unit: 'ms',
        samples: raw,
      },
      {
        what: `a digest each, ${DAYS} days one after another`,
        unit: 'ms',
        samples: planned,
        aim: { below: 1_000, of: 'median' },
      },
    ];
  },
};

async function subscribed({ furnish }: World): Promise<string> {
  const path = `${furnish()}/data/paperboy.db`;
  await using store = await openStore(`file:${path}`, 5_000);
  await subscribeMany(store, SUBSCRIPTIONS, 0);
  return path;
}

/** The newest whose lists can no longer grow, oldest first. */
function closedDays(now: number): readonly Day[] {
  const days: Day[] = [];
  for (let day = feedDay(now); days.length < DAYS; day = addDays(day, -1)) {
    if (isWeekday(day) && closesAt(day) <= now) days.push(day);
  }
  return days.toReversed();
}

/** So that the next day finds a history, and not a heap of work. */
async function deliverAll(store: Store): Promise<void> {
  await store
    .updateTable('delivery')
    .set({ state: 'sent' })
    .where('state', '=', 'pending')
    .execute();
}
