import type { ChatPlatform } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import { type Clockwork, startClockwork } from './clockwork.ts';
import type { Engine } from './engine.ts';
import { listen } from './listen.ts';
import type { Outside } from './outside.ts';
import { keepRunning } from './service.ts';

export interface TalkDeps {
  readonly engine: Engine;
  readonly terminal: ChatPlatform & { readonly ended: Promise<void> };
  readonly port?: number;
  readonly outside: Outside;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
}

/** The first reading of the archive may take this long before the first line is answered. */
const FIRST_READING_MS = 3_000;
/** Nobody wants to wait for a list when they leave. */
const LEAVING_MS = 300;

/** Answers piped lines; nothing is delivered meanwhile, so that only answers are written. */
export async function answerLines({ engine, terminal, clock, wait }: TalkDeps): Promise<void> {
  const { puller } = engine.services;
  // Whatever goes wrong here is said by the command that needs it.
  const reading = puller.tick(clock()).catch(() => {});
  await Promise.race([reading, wait(FIRST_READING_MS)]);
  await terminal.start(engine.inbox);
  await terminal.ended;
}

/** A whole Paperboy for the person at the terminal, until they leave. */
export async function talk(deps: TalkDeps): Promise<void> {
  const { engine, terminal, clock, wait, log } = deps;
  const leaving = new AbortController();
  let clockwork: Clockwork | undefined;
  const http = await listen({ ...deps, services: engine.services, platforms: [] }, () => ({
    connections: new Map(),
    tick: clockwork?.status() ?? {},
    isStopping: leaving.signal.aborted,
  }));
  await terminal.start(engine.inbox);
  clockwork = startClockwork({ tick: engine.tick, clock, log });
  const delivering = engine.deliverer.run(leaving.signal);
  const indexing = engine.live.run(leaving.signal);
  const filling = keepRunning('backfill', (until) => engine.backfill.run(until), {
    ...{ wait, log, signal: leaving.signal },
  });
  await Promise.race([terminal.ended, delivering]);
  leaving.abort();
  const stopped = Promise.all([clockwork.stop(), http?.stop(), delivering, indexing, filling]);
  await Promise.race([stopped, wait(LEAVING_MS)]);
}
