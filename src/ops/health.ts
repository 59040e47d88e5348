import type { Instant } from '#chat/platform.ts';
import { momentWords } from '#chat/words.ts';
import type { SourceStatus } from '../papers/pull.ts';
import type { IndexStatus } from '../search/live-index.ts';
import type { TickStatus } from './clockwork.ts';
import type { ConnectionState } from './connections.ts';

/** What `/healthz` answers. */
export interface Health {
  /** `down` when nothing works any more: HTTP 503. One platform of two is `degraded`: HTTP 200, as a restart heals nothing. */
  readonly status: 'ok' | 'degraded' | 'down';
  /** Sentences, the most important first; empty when all is well. */
  readonly problems: readonly string[];
  readonly platforms: Readonly<Record<string, ConnectionState['state']>>;
}

export interface HealthFacts {
  readonly connections: ReadonlyMap<string, ConnectionState>;
  readonly tick: TickStatus;
  readonly source: SourceStatus;
  readonly index: Pick<IndexStatus, 'failingSince'>;
  /** On the clock of `tick.lastAt`. */
  readonly now: number;
  /** For the words of `source` and `index`. */
  readonly today: string;
}

/** After so long without a tick the clock counts as standing still. */
const TICK_SILENCE_MS = 5 * 60_000;

/** `now` on the clock of the ticks. A first tick that never ends is silence, too. */
export function isTickDead({ beganAt, lastAt = beganAt }: TickStatus, now: number): boolean {
  return lastAt !== undefined && now - lastAt > TICK_SILENCE_MS;
}

export function healthOf(facts: HealthFacts): Health {
  const { connections, tick, source, index, now, today } = facts;
  const states = [...connections.values()];
  const isStill = isTickDead(tick, now);
  const areAllDown = states.length > 0 && states.every(({ state }) => state === 'down');
  const isDown = isStill || areAllDown;
  const problems = [
    ...(isStill ? ['The clock stands still: no tick for five minutes.'] : []),
    ...[...connections].flatMap(([name, state]) => connectionProblem(name, state)),
    ...(tick.problem === undefined ? [] : [`The last tick failed: ${tick.problem}`]),
    ...sinceProblem(
      source.failingSince,
      today,
      (since) => `Hugging Face has not answered since ${since}: ${source.lastError}`,
    ),
    ...sinceProblem(
      index.failingSince,
      today,
      (since) => `Search has not been brought up to date since ${since}.`,
    ),
  ];
  return {
    status: isDown ? 'down' : statusOf(problems),
    problems,
    platforms: Object.fromEntries([...connections].map(([name, { state }]) => [name, state])),
  };
}

function statusOf(problems: readonly string[]): 'degraded' | 'ok' {
  return problems.length > 0 ? 'degraded' : 'ok';
}

function sinceProblem(
  at: Instant | undefined,
  today: string,
  words: (since: string) => string,
): readonly string[] {
  return at === undefined ? [] : [words(`${momentWords(at, 'UTC', today)} UTC`)];
}

function connectionProblem(name: string, connection: ConnectionState): readonly string[] {
  return connection.state === 'down' ? [`${name} is down: ${connection.reason}`] : [];
}
