import type { Inbox } from '#chat/inbox.ts';
import { type ChatPlatform, PlatformError } from '#chat/platform.ts';
import type { Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Holder } from '../store/holder.ts';
import { aborted, whileOwner } from './owning.ts';

export type ConnectionState =
  | { readonly state: 'connecting' | 'up' }
  /** Another process has it. */
  | { readonly state: 'waiting' }
  | { readonly state: 'down'; readonly reason: string };

export interface ConnectionsDeps {
  readonly platforms: readonly ChatPlatform[];
  readonly inbox: Inbox;
  readonly holder: Holder;
  readonly wait: Wait;
  readonly log: Log;
}

/** Keeps each platform receiving, whatever becomes of the others. */
export interface Connections {
  states(): ReadonlyMap<string, ConnectionState>;
  /**
   * Those for which this process speaks to the operator. Where every process listens they may see it differently: one of
   * them, which has that lease, speaks for all.
   */
  spokenFor(lease: string): ReadonlyMap<string, ConnectionState>;
  /** Lets what is in flight finish, then disconnects. */
  stop(): Promise<void>;
}

const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 5 * 60_000;

export function startConnections(deps: ConnectionsDeps): Connections {
  const { platforms, holder } = deps;
  const states = new Map<string, ConnectionState>();
  const statesOf = (some: readonly ChatPlatform[]) =>
    new Map(some.map((platform) => [platform.name, stateOf(platform, states)]));
  const stopping = new AbortController();
  const connecting = platforms.map((platform) =>
    keepReceiving(platform, {
      ...deps,
      signal: stopping.signal,
      report: (state) => states.set(platform.name, state),
    }),
  );
  return {
    states: () => statesOf(platforms),
    spokenFor: (lease) =>
      statesOf(platforms.filter((platform) => !isEverywhere(platform) || holder.holds(lease))),
    stop: async () => {
      stopping.abort();
      await Promise.all(connecting);
    },
  };
}

function isEverywhere({ routes }: ChatPlatform): boolean {
  return routes !== undefined;
}

/**
 * Of the processes that share a database one is connected to a platform: two would share what arrives, or both answer
 * it. What a platform sends over HTTP reaches one of them anyway, so that every one listens.
 */
async function keepReceiving(platform: ChatPlatform, deps: Connecting): Promise<void> {
  if (isEverywhere(platform)) return receive(platform, deps);
  await whileOwner(
    `inbox:${platform.name}`,
    async (signal) => {
      await receive(platform, { ...deps, signal });
      if (!deps.signal.aborted) deps.report({ state: 'waiting' });
    },
    { ...deps, asking: () => deps.report({ state: 'waiting' }) },
  );
}

/** Until aborted. Never rejects: nobody waits for it before the end. */
async function receive(platform: ChatPlatform, deps: Connecting): Promise<void> {
  const connecting = connect(platform, deps);
  await aborted(deps.signal);
  const [stopped] = await Promise.allSettled([platform.stop(), connecting]);
  if (stopped.status === 'fulfilled') return;
  deps.log.warn(
    { platform: platform.name, error: `${stopped.reason}` },
    'platform did not stop cleanly',
  );
}

function stateOf(
  platform: ChatPlatform,
  states: ReadonlyMap<string, ConnectionState>,
): ConnectionState {
  const state = states.get(platform.name) ?? { state: 'connecting' };
  const reason = state.state === 'up' ? platform.lost?.() : undefined;
  return reason === undefined ? state : { state: 'down', reason };
}

interface Connecting extends ConnectionsDeps {
  readonly signal: AbortSignal;
  readonly report: (state: ConnectionState) => void;
}

/** Until it receives, or until trying again cannot help. */
async function connect(platform: ChatPlatform, deps: Connecting): Promise<void> {
  const { inbox, wait, log, signal, report } = deps;
  report({ state: 'connecting' });
  for (let pause = FIRST_RETRY_MS; !signal.aborted; pause = longer(pause)) {
    try {
      await platform.start(inbox);
      report({ state: 'up' });
      log.info({ platform: platform.name }, 'platform connected');
      return;
    } catch (error) {
      const reason = error instanceof Error ? error.message : `${error}`;
      const isForGood = !mayRecover(error);
      report({ state: 'down', reason });
      log.error({ platform: platform.name, reason, isForGood }, 'platform not connected');
      if (isForGood) return;
    }
    await wait(pause, signal).catch(() => {});
  }
}

function longer(pause: number): number {
  return Math.min(pause * 2, LONGEST_RETRY_MS);
}

/** A wrong token stays wrong, and asking again and again gets a bot banned (traps.md, Delivery). */
function mayRecover(error: unknown): boolean {
  if (!(error instanceof PlatformError)) return true;
  const { kind } = error.failure;
  return kind === 'unavailable' || kind === 'unknown-outcome' || kind === 'rate-limited';
}
