import type { ChatPlatform } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import { type Clockwork, startClockwork } from './clockwork.ts';
import { type Connections, startConnections } from './connections.ts';
import type { Engine } from './engine.ts';
import { listen } from './listen.ts';

export interface ServiceDeps {
  readonly engine: Engine;
  readonly platforms: readonly ChatPlatform[];
  readonly port?: number;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
}

/** What is in flight gets this long to finish: Docker kills after 10 s. */
const STOP_MS = 8_000;
const BREATHER_MS = 5_000;

/** Serves the platforms until the signal; then stops receiving, finishes what is in flight, and returns. */
export async function runService(deps: ServiceDeps, signal: AbortSignal): Promise<void> {
  const { engine, clock, wait, log } = deps;
  let connections: Connections | undefined;
  let clockwork: Clockwork | undefined;
  const http = await listen({ ...deps, services: engine.services }, () => ({
    connections: connections?.states() ?? new Map(),
    tick: clockwork?.status() ?? {},
  }));
  connections = startConnections({ ...deps, inbox: engine.inbox });
  clockwork = startClockwork({ tick: engine.tick, clock, log });
  const working = [
    keepRunning('delivery', (until) => engine.deliverer.run(until), { ...deps, signal }),
    keepRunning('heal', (until) => engine.healer.run(until), { ...deps, signal }),
    keepRunning('refresh', (until) => engine.refresher.run(until), { ...deps, signal }),
    keepRunning('backfill', (until) => engine.backfill.run(until), { ...deps, signal }),
    engine.live.run(signal),
  ];
  await aborted(signal);
  log.info({}, 'stopping');
  const stopped = Promise.all([connections.stop(), clockwork.stop(), http?.stop(), ...working]);
  await Promise.race([stopped, wait(STOP_MS)]);
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

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
