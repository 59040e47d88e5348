import { beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryEvent } from '../../../src/delivery/observed.ts';
import { counting, reasonKind } from '../../../src/ops/counting.ts';
import { METRICS } from '../../../src/ops/metric-list.ts';
import { createNumbers, type Numbers } from '../../../src/ops/numbers.ts';
import { aRow } from '../delivery/a-row.ts';

const SENT = { channel: 'C1', message: 'm1', workspace: 'slack:T0001' };
const row = aRow({ workspace: 'slack:T0001', part: 'overview', slot: 1_000_000 });

let numbers: Numbers;
beforeEach(() => {
  numbers = createNumbers({ ofProcess: false });
});

async function linesAfter(...events: readonly DeliveryEvent[]): Promise<readonly string[]> {
  const observe = counting(numbers);
  for (const event of events) observe(event);
  return (await numbers.text()).split('\n');
}

describe('counting', () => {
  it('shows every number of the list, with its help, before anything happened', async () => {
    const text = await numbers.text();

    for (const [name, { kind, help }] of Object.entries(METRICS)) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`);
    }
  });

  it('counts outcomes by platform, and how late a digest was', async () => {
    const lines = await linesAfter(
      { kind: 'settled', row, outcome: { state: 'sent', ref: SENT, at: 1_090_000 } },
      { kind: 'settled', row, outcome: { state: 'pending', notBefore: 0 } },
      { kind: 'settled', row, outcome: { state: 'uncertain', reason: 'no answer' } },
    );

    expect(lines).toContain('deliveries_total{platform="slack",outcome="sent"} 1');
    expect(lines).toContain('deliveries_total{platform="slack",outcome="retried"} 1');
    expect(lines).toContain('uncertain_total{platform="slack"} 1');
    expect(lines).toContain('delivery_lateness_seconds_sum{part="overview"} 90');
  });

  it('knows no lateness of what answers no slot', async () => {
    const share = { ...row, slot: null };

    const lines = await linesAfter({
      ...{ kind: 'settled', row: share, outcome: { state: 'sent', ref: SENT, at: 1_090_000 } },
    });

    expect(lines.filter((line) => line.startsWith('delivery_lateness_seconds_sum'))).toEqual([]);
  });

  it('counts looks, bindings, duplicates, rejections and pauses', async () => {
    const lines = await linesAfter(
      { kind: 'looked', row, result: 'found' },
      { kind: 'bound', key: 'k' },
      { kind: 'duplicate', key: 'k' },
      { kind: 'rejected', row, reason: 'invalid_blocks' },
      { kind: 'paused', subscription: 's', reason: 'This channel is archived.' },
    );

    expect(lines).toContain('reconciles_total{result="found"} 1');
    expect(lines).toContain('reconciles_total{result="bound"} 1');
    expect(lines).toContain('duplicates_detected_total 1');
    expect(lines).toContain('rejected_total{platform="slack"} 1');
    expect(lines).toContain('disabled_total{reason="archived"} 1');
  });

  it('shows open breakers by platform, and none of them by its workspace', async () => {
    const lines = await linesAfter(
      { kind: 'breaker', lane: 'slack:T0001', isOpen: true },
      { kind: 'breaker', lane: 'slack:T0002', isOpen: true },
      { kind: 'breaker', lane: 'slack:T0001', isOpen: false },
      { kind: 'breaker', lane: 'discord', isOpen: true },
      { kind: 'breaker', lane: 'discord', isOpen: false },
    );

    expect(lines).toContain('breaker_state{platform="slack"} 1');
    expect(lines).toContain('breaker_state{platform="discord"} 0');
    expect(lines.join()).not.toContain('T000');
  });

  it('still shows 0 for a platform that is well again when a breaker of another opens', async () => {
    const lines = await linesAfter(
      { kind: 'breaker', lane: 'slack:T0001', isOpen: true },
      { kind: 'breaker', lane: 'slack:T0001', isOpen: false },
      { kind: 'breaker', lane: 'discord', isOpen: true },
    );

    expect(lines).toContain('breaker_state{platform="slack"} 0');
    expect(lines).toContain('breaker_state{platform="discord"} 1');
  });
});

describe('reasonKind', () => {
  it.each([
    ['Paperboy is no longer a member of this channel, so it cannot post here.', 'membership'],
    ['Paperboy may no longer send messages in this channel.', 'permission'],
    ['Paperboy can no longer post in this channel.', 'permission'],
    ['This channel is archived.', 'archived'],
    ['Only some people may post here.', 'closed'],
    ['This channel does not exist any more.', 'gone'],
    ['Paperboy was removed from this workspace.', 'removed'],
    ['Something nobody thought of: C0123', 'other'],
  ])('folds “%s” into %s', (words, kind) => {
    expect(reasonKind(words)).toBe(kind);
  });
});
