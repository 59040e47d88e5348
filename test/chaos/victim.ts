// A process of its own that plans and delivers what is due, as the service does, and ends when nothing is open.
import type { ChatPlatform, Instant } from '#chat/platform.ts';
import { systemWait } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { createEngine, type Engine } from '../../src/ops/engine.ts';
import { createSample } from '../../src/papers/sample.ts';
import { BUSY_TIMEOUT_MS, openStore, type Store } from '../../src/store/open.ts';
import { createAdapter } from './adapters.ts';
import { fastTime } from './fast-time.ts';
import type { Arrivals, Orders, Point } from './orders.ts';

const LOOK_EVERY_MS = 5;

const arrivals: Partial<Record<Point, number>> = {};
const orders: Orders = JSON.parse(process.argv[2] ?? '');
const log = createLog('warn');
const adapter = await createAdapter(orders.access, log);
process.stdin
  .on('end', () => process.exit(1))
  .resume()
  .unref(); // whoever started it is gone
say('go');
say(JSON.stringify(await deliver(orders.isBlind ? blind(adapter) : adapter)));

async function deliver(platform: ChatPlatform): Promise<Arrivals> {
  const time = fastTime(orders.beganAt);
  const store = await openStore(orders.database, BUSY_TIMEOUT_MS.service);
  const engine = await createEngine({
    ...{ ...time, store, log, platforms: [platform], source: createSample() },
    checkpoint: (point) => checkpoint(point as Point),
  });
  do await tickAndDeliver(engine, store, time.clock());
  while (await hasOpen(store)); // the end of one delivery may have planned another
  await platform.stop();
  await store.destroy();
  return arrivals;
}

function checkpoint(point: Point): void {
  const arrival = (arrivals[point] ?? 0) + 1;
  arrivals[point] = arrival;
  const { dieAt } = orders;
  if (dieAt?.point === point && dieAt.arrival === arrival) process.kill(process.pid, 'SIGKILL');
}

/** Never sees a message of its own, and does not wait to see one. */
function blind(platform: ChatPlatform): ChatPlatform {
  return {
    ...platform,
    limits: { ...platform.limits, findAfterMs: [0, 0] },
    find: async () => 'absent',
  };
}

async function tickAndDeliver(engine: Engine, store: Store, now: Instant): Promise<void> {
  const stopping = new AbortController();
  const delivering = engine.deliverer.run(stopping.signal);
  await engine.tick(now);
  while (await hasOpen(store)) await systemWait(LOOK_EVERY_MS);
  stopping.abort();
  await delivering;
}

async function hasOpen(store: Store): Promise<boolean> {
  const open = await store
    .selectFrom('delivery')
    .select('id')
    .where('state', 'in', ['pending', 'sending'])
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
