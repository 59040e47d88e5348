import type { ChatPlatform, Instant } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import { type Clockwork, startClockwork } from './clockwork.ts';
import { type Connections, startConnections } from './connections.ts';
import type { Engine } from './engine.ts';
import { listen, type State } from './listen.ts';
import type { Outside } from './outside.ts';
import { aborted, whileOwner } from './owning.ts';

/** What one process does for all, again whenever it is woken. */
interface Loop {
  run(signal: AbortSignal): Promise<void>;
  wake(): void;
}

export interface ServiceDeps {
  readonly engine: Omit<Engine, 'healer' | 'refresher'> & {
    readonly healer: Loop;
    readonly refresher: Loop;
  };
  readonly platforms: readonly ChatPlatform[];
  readonly port?: number;
  readonly outside: Outside;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
}

/** What is in flight gets this long to finish: Docker kills after 10 s. */
const STOP_MS = 8_000;
const BREATHER_MS = 5_000;
const LOOK_FOR_OTHERS_MS = 1_000;
const TICK = 'tick';
const SOURCE = 'source';

/** Serves the platforms until the signal; then stops receiving, finishes what is in flight, and returns. */
export async function runService(deps: ServiceDeps, signal: AbortSignal): Promise<void> {
  const { engine, clock, wait, log } = deps;
  let connections: Connections | undefined;
  let clockwork: Clockwork | undefined;
  const state = (): State => ({
    connections: connections?.states() ?? new Map(),
    tick: clockwork?.status() ?? {},
    isStopping: signal.aborted,
  });
  const http = await listen({ ...deps, services: engine.services }, state);
  const { holder } = engine;
  connections = startConnections({ ...deps, holder, inbox: engine.inbox });
  clockwork = startClockwork({ tick: (now) => tickAsOwner(engine, now), clock, log });
  const working = [
    keepRunning('leases', (until) => holder.run(until), { ...deps, signal }),
    keepRunning('delivery', (until) => engine.deliverer.run(until), { ...deps, signal }),
    keepUp(deps, clockwork, signal),
    keepRunning('gaps', (until) => engine.services.gaps.run(until), { ...deps, signal }),
    keepRunning('backfill', (until) => engine.backfill.run(until), { ...deps, signal }),
    keepRunning('alerts', (until) => alerting(deps, connections, until), { ...deps, signal }),
    engine.live.run(signal),
  ];
  await aborted(signal);
  log.info({}, 'stopping');
  const finished = Promise.all([connections.stop(), clockwork.stop(), ...working]).then(() =>
    holder.release(),
  );
  // The port closes last, so that `/readyz` can say meanwhile that it is stopping.
  await Promise.race([finished.then(() => http?.stop()), wait(STOP_MS)]);
}

/** What time drives, as far as it is this process's to do. */
async function tickAsOwner({ holder, tick }: ServiceDeps['engine'], now: Instant): Promise<void> {
  const pulls = await holder.ensure(SOURCE);
  const plans = await holder.ensure(TICK);
  if (pulls || plans) await tick(now, { pulls, plans });
}

/** What one process does for all: edits and heals; and whoever takes the clock over from another looks at it at once. */
async function keepUp(
  { engine, wait, log }: ServiceDeps,
  clockwork: Clockwork | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { healer, refresher, holder } = engine;
  const again = { wait, log, signal };
  // Each by itself: what goes on while another begins anew must not be begun a second time.
  const asOwner = (lease: string, run: (signal: AbortSignal) => Promise<void>) =>
    keepRunning(
      lease,
      (until) => whileOwner(lease, run, { ...again, holder, signal: until }),
      again,
    );
  const tick = async (until: AbortSignal) => {
    clockwork?.tickNow();
    await aborted(until);
  };
  await Promise.all([
    asOwner(TICK, tick),
    asOwner('heal', (until) => healer.run(until)),
    asOwner('edits', (until) => refresher.run(until)),
    lookForOthers(engine, wait, signal),
  ]);
}

/** Whoever stored what is to be edited or healed may be another process, and cannot ring here. */
async function lookForOthers(
  { holder, healer, refresher }: ServiceDeps['engine'],
  wait: Wait,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await wait(LOOK_FOR_OTHERS_MS, signal).catch(() => {});
    if (holder.others === 0) continue;
    healer.wake();
    refresher.wake();
  }
}

async function alerting(
  { outside, engine }: ServiceDeps,
  connections: Connections,
  signal: AbortSignal,
): Promise<void> {
  if (outside.alerts === undefined) return aborted(signal);
  const spokenFor = () => connections.spokenFor(TICK);
  await outside.alerts.run(signal, spokenFor, () => engine.deliverer.wake());
}

/** A loop that dies of an error, mostly of a database that cannot be written, begins anew after a breather. */
export async function keepRunning(
  name: string,
  run: (signal: AbortSignal) => Promise<void>,
  { wait, log, signal }: Pick<ServiceDeps, 'wait' | 'log'> & { readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await run(signal);
    } catch (error) {
      log.error({ name, error: error instanceof Error ? error.stack : `${error}` }, 'loop failed');
      await wait(BREATHER_MS, signal).catch(() => {});
    }
  }
}
