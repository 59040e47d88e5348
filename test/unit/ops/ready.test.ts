import { describe, expect, it } from 'vitest';
import { type ReadyFacts, readinessOf } from '../../../src/ops/ready.ts';

const ready: ReadyFacts = {
  connections: new Map([['slack', { state: 'up' }]]),
  ...{ tick: { lastAt: 1_000 }, now: 2_000, isStopping: false, databaseProblem: undefined },
};

describe('readinessOf', () => {
  it('is ready while the clock ticks, the database takes writes and every platform is up', () => {
    expect(readinessOf(ready)).toEqual({ isReady: true, problems: [] });
  });

  it.each<[string, Partial<ReadyFacts>, string]>([
    ['before the first tick', { tick: {} }, 'It has only just started.'],
    ['while the first tick is young', { tick: { beganAt: 1_000 } }, 'It has only just started.'],
    [
      'when the first tick never ends',
      { tick: { beganAt: 1_000 }, now: 302_000 },
      'The clock stands still',
    ],
    ['when the clock stands still', { now: 302_000 }, 'The clock stands still'],
    ['when a tick failed', { tick: { lastAt: 1_000, problem: 'disk full' } }, 'disk full'],
    ['without a database', { databaseProblem: 'disk full' }, 'cannot be written: disk full'],
    ['while it stops', { isStopping: true }, 'It is stopping.'],
    ['until it is connected', { connections: of('connecting') }, 'slack is not connected yet.'],
    ['while one platform is down', { connections: of('down') }, 'slack is down: bad token'],
  ])('is not ready %s', (_, change, problem) => {
    const { isReady, problems } = readinessOf({ ...ready, ...change });

    expect(isReady).toBe(false);
    expect(problems.join()).toContain(problem);
  });

  it('is ready as a replica that waits for another’s lease', () => {
    expect(readinessOf({ ...ready, connections: of('waiting') }).isReady).toBe(true);
  });
});

function of(state: 'connecting' | 'waiting' | 'down'): ReadyFacts['connections'] {
  return new Map([['slack', state === 'down' ? { state, reason: 'bad token' } : { state }]]);
}
