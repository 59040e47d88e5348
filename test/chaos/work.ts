import { flushCompileCache } from 'node:module';
import type { ChatPlatform } from '#chat/platform.ts';
import { systemClock, systemWait } from '../../src/clock.ts';
import { createLog, type Log } from '../../src/log.ts';
import { createEngine, type Engine } from '../../src/ops/engine.ts';
import { keepRunning } from '../../src/ops/service.ts';
import { createSample } from '../../src/papers/sample.ts';
import { openDatabase, type Store } from '../../src/store/open.ts';
import { createAdapter } from './adapters.ts';
import { createDailySource } from './daily-source.ts';
import { naive, sendAndNote } from './naive.ts';
import type { Arrivals, Orders, Point } from './orders.ts';

/** In the product's time: every few milliseconds. */
const LOOK_EVERY_MS = 1_000;
/** What a scene looks for in the log. */
const TOLD = new Set(['breaker', 'rejected', 'refused']);
/** A database server that is being started is waited for. */
const OPENINGS = 200;

/** Plans and delivers until nothing is open; says when it begins, and what it came through at its end. */
export async function work(orders: Orders): Promise<void> {
  const log = createLog('warn');
  const adapter = limited(naive(orders.sender, await createAdapter(orders.access, log)), orders);
  flushCompileCache(); // whoever is killed keeps nothing for those who come after
  say('go');
  const store = await openPatiently(orders.database);
  const arrivals: Partial<Record<Point, number>> = {};
  const engine = await createEngine({
    ...{ clock: systemClock, wait: systemWait, store, log, platforms: [adapter] },
    source: orders.source === 'every day' ? createDailySource() : createSample(),
    checkpoint: (point) => checkpoint(point as Point, arrivals, orders),
    observe: (event) => {
      if (TOLD.has(event.kind)) log.warn(event, 'observed');
    },
  });
  if (orders.sender === 'noting') await noteAfterwards(engine, adapter, store);
  else await deliver({ engine, store, log, replicas: orders.replicas ?? 1 });
  await adapter.stop();
  await engine[Symbol.asyncDispose]();
  await store.destroy();
  finish(arrivals);
}

function limited(platform: ChatPlatform, { limits }: Orders): ChatPlatform {
  return { ...platform, limits: { ...platform.limits, ...limits } };
}

/** A damaged file is no better for being asked again. */
async function openPatiently(database: string): Promise<Store> {
  for (let left = database.startsWith('postgres') ? OPENINGS : 1; ; left -= 1) {
    try {
      return await openDatabase(database, 'service');
    } catch (error) {
      if (left <= 1) throw error;
      await systemWait(LOOK_EVERY_MS * 5);
    }
  }
}

function checkpoint(
  point: Point,
  arrivals: Partial<Record<Point, number>>,
  { dieAt, tells }: Orders,
): void {
  const arrival = (arrivals[point] ?? 0) + 1;
  arrivals[point] = arrival;
  if (tells === true && point === 'before-post') say('post');
  if (dieAt?.point === point && dieAt.arrival === arrival) process.kill(process.pid, 'SIGKILL');
}

async function noteAfterwards(engine: Engine, platform: ChatPlatform, store: Store): Promise<void> {
  await engine.tick(systemClock());
  await sendAndNote(platform, store);
}

interface Work {
  readonly engine: Engine;
  readonly store: Store;
  readonly log: Log;
  readonly replicas: number;
}

/** What the service does, without receiving anything. */
async function deliver(doing: Work): Promise<void> {
  const { engine, store, log, replicas } = doing;
  const stopping = new AbortController();
  const running = { wait: systemWait, log, signal: stopping.signal };
  const working = [
    keepRunning('leases', (until) => engine.holder.run(until), running),
    keepRunning('delivery', (until) => engine.deliverer.run(until), running),
  ];
  let isDone = false;
  await untilAllAreThere(store, replicas);
  while (!isDone) {
    try {
      await tickAsOwner(engine);
      isDone = await isAllThere(store, replicas);
    } catch (error) {
      log.error({ error: `${error}` }, 'tick failed');
      await systemWait(LOOK_EVERY_MS);
    }
  }
  stopping.abort();
  await Promise.all(working);
  await engine.holder.release();
}

/** Each member of the house has a lease of its own, until it is done: what is planned says that they were there. */
async function untilAllAreThere(store: Store, replicas: number): Promise<void> {
  const leases = store.selectFrom('lease').select('name').where('name', 'like', 'process:%');
  while (replicas > 1 && (await leases.execute()).length < replicas && !(await isPlanned(store))) {
    await systemWait(LOOK_EVERY_MS);
  }
}

async function isPlanned(store: Store): Promise<boolean> {
  const one = await store.selectFrom('delivery').select('id').limit(1).executeTakeFirst();
  return one !== undefined;
}

async function tickAsOwner({ holder, tick }: Engine): Promise<void> {
  const pulls = await holder.ensure('source');
  const plans = await holder.ensure('tick');
  if (pulls || plans) await tick(systemClock(), { pulls, plans });
}

/** Ticks come once a minute: what is planned in one is delivered before the next, where that can be seen. */
async function isAllThere(store: Store, replicas: number): Promise<boolean> {
  // Of several replicas one plans, while the others have nothing to do yet.
  if (replicas > 1 && !(await isPlanned(store))) {
    await systemWait(LOOK_EVERY_MS);
    return false;
  }
  const open = store
    .selectFrom('delivery')
    .select('id')
    .where('state', 'in', ['pending', 'sending'])
    .limit(1);
  for (let looks = 0; looks < 60; looks += 1) {
    if ((await open.executeTakeFirst()) === undefined) return true;
    await systemWait(LOOK_EVERY_MS);
  }
  return false;
}

function finish(arrivals: Arrivals): void {
  say(JSON.stringify(arrivals));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
