import type { ChatPlatform } from '#chat/platform.ts';
import { systemClock, systemWait } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { createEngine } from '../../../src/ops/engine.ts';
import { BUSY_TIMEOUT_MS, openStore, type Store } from '../../../src/store/open.ts';
import { quietSource } from '../quiet-source.ts';
import { AT_ONCE, type Orders } from './orders.ts';

type PaperboyOrders = Extract<Orders, { sender: 'paperboy' }>;

/** The real outbox, lanes, renderer and adapter on a database in which digests are due. They are planned before the clock starts. */
export async function createPaperboy(orders: PaperboyOrders): Promise<{ send(): Promise<number> }> {
  const store = await openStore(orders.database, BUSY_TIMEOUT_MS.service);
  const platform = await createPlatform(orders);
  const count = createCount();
  const engine = await createEngine({
    ...{ store, source: quietSource, platforms: [platform], log: silentLog },
    ...{ clock: systemClock, wait: systemWait },
    observe: ({ kind, ...event }) => {
      if (kind === 'settled' && 'outcome' in event && event.outcome.state === 'sent') count.add();
    },
  });
  if (orders.hasIndex === true) await engine.live.catchUp();
  await engine.services.planner.tick(systemClock());
  const end = performance.now() + (orders.minutes ?? 0) * 60_000;
  return {
    send: async () => {
      const stop = new AbortController();
      const delivering = engine.deliverer.run(stop.signal);
      await count.reaches(await countOpen(store));
      while (performance.now() < end) {
        await forgetDay(store);
        await engine.services.planner.tick(systemClock());
        const open = await countOpen(store);
        engine.deliverer.wake();
        await count.reaches(count.sent() + open);
      }
      stop.abort();
      await delivering;
      return count.sent();
    },
  };
}

function createCount() {
  let sent = 0;
  let look = () => {};
  return {
    sent: () => sent,
    add: () => {
      sent += 1;
      look();
    },
    reaches: (wanted: number) =>
      new Promise<void>((resolve) => {
        look = () => sent >= wanted && resolve();
        look();
      }),
  };
}

async function countOpen(store: Store): Promise<number> {
  const { open } = await store
    .selectFrom('delivery')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow();
  return open;
}

/** As if it had never been: everybody is due again. */
async function forgetDay(store: Store): Promise<void> {
  for (const table of ['votable', 'shown', 'delivery', 'digest'] as const) {
    await store.deleteFrom(table).execute();
  }
  await store
    .updateTable('subscription')
    .set({ next_run_at: systemClock() - 1_000 })
    .execute();
}

async function createPlatform({ platform, url, pace }: PaperboyOrders): Promise<ChatPlatform> {
  const created = platform === 'discord' ? await onDiscord(url, pace) : await onSlack(url);
  if (pace === 'own') return created;
  const { refusals: _, ...lanePace } = created.limits.lanePace;
  const limits = {
    ...{ ...created.limits, postEveryMs: { channel: 0 } },
    lanePace: { ...lanePace, ...{ first: 1_000_000, most: 1_000_000, atOnce: AT_ONCE } },
  };
  return { ...created, limits };
}

async function onDiscord(url: string, pace: PaperboyOrders['pace']): Promise<ChatPlatform> {
  const { REST_OPTIONS } = await import('../../../adapters/discord/rest.ts');
  const { createDiscord } = await import('../../../adapters/discord/index.ts');
  // The SDK counts too.
  if (pace === 'none') REST_OPTIONS.globalRequestsPerSecond = 1_000_000;
  return createDiscord({
    ...{ token: 'cheap', apiUrl: `${url}/api`, log: silentLog, clock: systemClock },
  });
}

async function onSlack(url: string): Promise<ChatPlatform> {
  const { createSlack } = await import('../../../adapters/slack/index.ts');
  return createSlack({
    ...{ botToken: 'xoxb-cheap', appToken: 'xapp-cheap', apiUrl: `${url}/api/` },
    ...{ log: silentLog, clock: systemClock },
  });
}
