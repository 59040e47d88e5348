import type { TickStatus } from './clockwork.ts';
import type { ConnectionState } from './connections.ts';
import { isTickDead } from './health.ts';

/** What `/readyz` answers: HTTP 200 when it is ready for work, else 503. */
export interface Readiness {
  readonly isReady: boolean;
  /** Sentences; empty when it is ready. */
  readonly problems: readonly string[];
}

export interface ReadyFacts {
  readonly connections: ReadonlyMap<string, ConnectionState>;
  readonly tick: TickStatus;
  /** On the clock of `tick.lastAt`. */
  readonly now: number;
  readonly isStopping: boolean;
  /** Why the database cannot be written; its schema is up to date before anybody can ask. */
  readonly databaseProblem: string | undefined;
}

/** A replica whose turn has not come is ready: it waits for a lease and has nothing else to do. */
export function readinessOf(facts: ReadyFacts): Readiness {
  const { connections, tick, now, isStopping, databaseProblem } = facts;
  const problems = [
    ...(isStopping ? ['It is stopping.'] : []),
    ...(databaseProblem === undefined
      ? []
      : [`The database cannot be written: ${databaseProblem}`]),
    ...tickProblems(tick, now),
    ...[...connections].flatMap(([name, state]) => connectionProblem(name, state)),
  ];
  return { isReady: problems.length === 0, problems };
}

function tickProblems(tick: TickStatus, now: number): readonly string[] {
  if (tick.problem !== undefined) return [`The last tick failed: ${tick.problem}`];
  if (isTickDead(tick, now)) return ['The clock stands still: no tick for five minutes.'];
  return tick.lastAt === undefined ? ['It has only just started.'] : [];
}

function connectionProblem(name: string, connection: ConnectionState): readonly string[] {
  switch (connection.state) {
    case 'connecting':
      return [`${name} is not connected yet.`];
    case 'down':
      return [`${name} is down: ${connection.reason}`];
    case 'waiting':
    case 'up':
      return [];
  }
}
