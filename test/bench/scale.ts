import { createPlanner } from '../../src/delivery/plan.ts';
import { silentLog } from '../../src/log.ts';
import { createArchive } from '../../src/papers/archive.ts';
import { feedDay } from '../../src/papers/feed-day.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { type DatabaseName, openDatabases } from '../chaos/databases.ts';
import { archivePapers, fillStore } from './archive.ts';
import { deliverMany } from './history.ts';
import { type Bench, type Line, timed, timedOften } from './measure.ts';
import { subscribeMany } from './subscriptions.ts';

const SUBSCRIPTIONS = 100_000;
const TICKS = 200;
const HOUR_MS = 3_600_000;
/** Two weeks of lists. */
const PAPERS = 250;

const NAMES = { sqlite: 'SQLite', postgres: 'a PostgreSQL of its own' } as const;

/** On each kind of database, because only their SQL differs. */
export const scales: readonly Bench[] = (['sqlite', 'postgres'] as const).map((name) => ({
  name: `scale-${name}`,
  title: `100,000 subscriptions, on ${NAMES[name]}`,
  run: ({ furnish }) => measure(name, furnish()),
}));

async function measure(name: DatabaseName, folder: string): Promise<readonly Line[]> {
  await using databases = await openDatabases(name, folder);
  const url = await databases.create(folder);
  await using store = await openStore(url, 5_000);
  await fillStore(store, archivePapers().slice(-PAPERS));
  const now = Date.now();
  await subscribeMany(store, SUBSCRIPTIONS, now + HOUR_MS);
  await deliverMany(store, SUBSCRIPTIONS);
  const planner = createPlanner({
    ...{ store, archive: createArchive(store), log: silentLog, today: feedDay },
    laneOf: (workspace) => workspace,
  });
  await planner.tick(now); // The first one reads the table of zones.
  const idle = await timedOften(TICKS, () => planner.tick(now));
  const planned = await timed(() => planner.tick(now + HOUR_MS));
  await expectPlanned(store);
  return [
    { what: 'a tick, none due', unit: 'ms', samples: idle, aim: { below: 5, of: 'p99' } },
    {
      what: 'planning them all, an overview and 5 cards each: of 10,000',
      unit: 'ms',
      samples: [(planned * 10_000) / SUBSCRIPTIONS],
      aim: { below: 1_000, of: 'median' },
    },
  ];
}

async function expectPlanned(store: Store): Promise<void> {
  const { digests } = await store
    .selectFrom('digest')
    .select((eb) => eb.fn.countAll<number>().as('digests'))
    .executeTakeFirstOrThrow();
  if (digests !== SUBSCRIPTIONS) throw new Error(`${digests} digests`);
}
