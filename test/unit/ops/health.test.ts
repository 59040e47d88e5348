import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '../../../src/ops/connections.ts';
import { type HealthFacts, healthOf } from '../../../src/ops/health.ts';

const up: ConnectionState = { state: 'up' };
const wrongToken: ConnectionState = { state: 'down', reason: 'invalid_auth' };

describe('healthOf', () => {
  it('is ok while everything works', () => {
    const health = healthOf(facts({ slack: up, discord: up }));

    expect(health).toEqual({
      status: 'ok',
      problems: [],
      platforms: { slack: 'up', discord: 'up' },
    });
  });

  it('is degraded, with the reason, while one platform of two is down', () => {
    const health = healthOf(facts({ slack: wrongToken, discord: up }));

    expect(health.status).toBe('degraded');
    expect(health.problems).toEqual(['slack is down: invalid_auth']);
  });

  it('is down when every platform is', () => {
    const health = healthOf(facts({ slack: wrongToken }));

    expect(health.status).toBe('down');
  });

  it('is down when the clock stands still', () => {
    const health = healthOf({ ...facts({ slack: up }), tick: { lastAt: 0 }, now: 301_000 });

    expect(health.status).toBe('down');
    expect(health.problems[0]).toMatch(/clock stands still/);
  });

  it.each([
    [301_000, 'down'],
    [299_000, 'ok'],
  ])(
    'counts from its start while the first tick does not end: after %i ms it is %s',
    (now, status) => {
      const health = healthOf({ ...facts({ slack: up }), tick: { beganAt: 0 }, now });

      expect(health.status).toBe(status);
    },
  );

  it('names what kept a tick from its work, as a full disk', () => {
    const tick = { lastAt: 1_000, problem: 'Error: database or disk is full' };

    const health = healthOf({ ...facts({ slack: up }), tick });

    expect(health.status).toBe('degraded');
    expect(health.problems).toEqual(['The last tick failed: Error: database or disk is full']);
  });

  it('says since when the source has been silent', () => {
    const source = { failingSince: Date.parse('2026-03-10T07:40:00Z'), lastError: 'HTTP 503' };

    const health = healthOf({ ...facts({ slack: up }), source });

    expect(health.problems[0]).toMatch(/has not answered since Tue.10.Mar, 07:40 UTC: HTTP 503/);
  });

  it('says since when search has stood still', () => {
    const index = { failingSince: Date.parse('2026-03-10T09:04:00Z') };

    const health = healthOf({ ...facts({ slack: up }), index });

    expect(health.status).toBe('degraded');
    expect(health.problems[0]).toMatch(
      /^Search has not been brought up to date since Tue.10.Mar, 09:04 UTC\.$/,
    );
  });
});

function facts(connections: Readonly<Record<string, ConnectionState>>): HealthFacts {
  return {
    connections: new Map(Object.entries(connections)),
    tick: { lastAt: 1_000 },
    source: {},
    index: {},
    now: 2_000,
    today: '2026-03-10',
  };
}
