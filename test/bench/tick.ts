import { systemClock, systemWait } from '../../src/clock.ts';
import { silentLog } from '../../src/log.ts';
import { createEngine } from '../../src/ops/engine.ts';
import { openStore } from '../../src/store/open.ts';
import { deliverMany } from './history.ts';
import { type Bench, timedOften } from './measure.ts';
import { quietSource } from './quiet-source.ts';
import { subscribeMany } from './subscriptions.ts';

const SUBSCRIPTIONS = 100_000;
const TICKS = 1_000;
const HOUR_MS = 3_600_000;

export const tick: Bench = {
  name: 'tick',
  title: 'One tick over 100,000 subscriptions, none due',
  run: async ({ furnish }) => {
    await using store = await openStore(`file:${furnish()}/data/paperboy.db`, 5_000);
    const now = Date.now();
    await subscribeMany(store, SUBSCRIPTIONS, now + HOUR_MS);
    await deliverMany(store, SUBSCRIPTIONS);
    const engine = await createEngine({
      ...{ store, source: quietSource, platforms: [], log: silentLog },
      ...{ clock: systemClock, wait: systemWait },
    });
    await engine.tick(now); // The first one reads what is due at a start.
    const bare = await timedOften(TICKS, () =>
      store.selectFrom('setting').select('value').where('name', '=', 'zone-table').execute(),
    );
    const ticks = await timedOften(TICKS, () => engine.tick(now));
    return [
      { what: 'one row by its key (for comparison)', unit: 'ms', samples: bare },
      { what: 'a tick', unit: 'ms', samples: ticks, aim: { below: 5, of: 'p99' } },
    ];
  },
};
