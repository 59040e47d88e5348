import { describe, expect, it } from 'vitest';
import { LEFT_TOO_LATE } from '#chat/in-time.ts';
import { type Message, sayPlainly } from '#chat/message.ts';
import { type Failure, PlatformError } from '#chat/platform.ts';
import { LOOK_FOR_MS, MOST_ATTEMPTS } from '../../../src/delivery/after-failure.ts';
import { attempt } from '../../../src/delivery/attempt.ts';
import type { AttemptDeps } from '../../../src/delivery/post.ts';
import type { Leave } from '../../../src/delivery/renderings.ts';
import type { DeliveryRow } from '../../../src/store/schema.ts';
import { FakePlatform, type PostFault } from '../../fakes/platform.ts';
import { aRow } from './a-row.ts';

const RICH: Message = {
  summary: 'Daily Papers for Monday.',
  parts: [{ kind: 'heading', size: 'large', text: 'Daily Papers' }],
};
const TO = { workspace: 'fake:W1', channel: 'C1' };

interface Scene {
  readonly row?: Partial<DeliveryRow>;
  readonly now?: number;
  readonly fault?: PostFault;
  readonly find?: FakePlatform['findFails'];
  /** An earlier attempt did arrive. */
  readonly isThere?: boolean;
  readonly render?: () => Promise<Message>;
  readonly fake?: FakePlatform;
  readonly leave?: Leave;
}

async function tried(scene: Scene = {}) {
  const now = scene.now ?? 0;
  const fake = scene.fake ?? new FakePlatform(() => now);
  const row = aRow({ lease_until: now + 30_000, ...scene.row });
  if (scene.isThere === true) {
    await fake.post(TO, RICH, { key: row.key, purpose: row.purpose });
  }
  fake.faults.push(scene.fault);
  fake.findFails = scene.find;
  const deps: AttemptDeps = {
    ...{ platform: fake, now: () => now, random: () => 0.5, leaseMs: 25_000 },
    trials: { ask: async () => scene.leave ?? { kind: 'go' }, ended: async () => {} },
    ...{ observe: () => {}, failed: () => {}, checkpoint: () => {} },
  };
  const render = scene.render ?? (async () => RICH);
  const attempted = await attempt({ row, to: TO, render }, deps);
  return { ...attempted, fake };
}

const maybe = { maybe_sent: 1 };
const last = { attempts: MOST_ATTEMPTS };

describe('a post', () => {
  it('that is answered is sent', async () => {
    const { outcome, consequence, fake } = await tried({ now: 500 });

    expect(outcome).toEqual({ state: 'sent', ref: fake.messages[0]?.ref, at: 500 });
    expect(consequence).toEqual({ kind: 'none' });
    expect(fake.count('find')).toBe(0);
  });

  it.each<[string, Scene, object, object]>([
    [
      'rate-limited',
      { fault: { kind: 'rate-limited', retryAfterMs: 7_000 } },
      { state: 'pending', notBefore: 7_000 },
      { kind: 'pause-lane', ms: 7_000 },
    ],
    [
      'unauthorized',
      { fault: { kind: 'unauthorized', of: 'installation' } },
      { state: 'pending', notBefore: 300_000 },
      { kind: 'stop-lane', ms: 300_000 },
    ],
    [
      'unknown-outcome',
      { fault: 'request-lost' },
      { state: 'pending', isMaybeSent: true, wasTried: true },
      { kind: 'trouble' },
    ],
    [
      'unknown-outcome at the last attempt',
      { fault: 'request-lost', row: last },
      { state: 'pending', isMaybeSent: true, wasTried: true }, // one more look decides
      { kind: 'trouble' },
    ],
    [
      'unavailable',
      { fault: { kind: 'unavailable' } },
      { state: 'pending', isMaybeSent: false, wasTried: true, notBefore: 1_000 },
      { kind: 'trouble' },
    ],
    [
      'unavailable at the last attempt',
      { fault: { kind: 'unavailable' }, row: last },
      { state: 'dead', reason: expect.stringContaining('12 attempts') },
      { kind: 'alert' },
    ],
    ...(['forbidden', 'gone', 'closed'] as const).flatMap(
      (kind): [string, Scene, object, object][] => [
        [
          `${kind} of a channel`,
          { fault: { kind, of: 'channel' } },
          { state: 'refused', reason: `the platform says ${kind}` },
          { kind: 'pause-subscription' },
        ],
        [
          `${kind} of an installation`,
          { fault: { kind, of: 'installation' } },
          { state: 'refused' },
          { kind: 'pause-subscription' },
        ],
        [
          `${kind} of a thread`,
          { fault: { kind, of: 'thread' } },
          { state: 'refused' },
          { kind: 'none' },
        ],
        [
          `${kind} of a person`,
          { fault: { kind, of: 'person' } },
          { state: 'refused' },
          { kind: 'none' },
        ],
      ],
    ),
    [
      'an error without a name',
      { fault: new Error('a fault of ours') },
      { state: 'pending', isMaybeSent: true, wasTried: true },
      { kind: 'alert', reason: 'Error: a fault of ours' },
    ],
    [
      'a message that cannot be made',
      {
        render: async () => {
          throw new Error('no such paper');
        },
      },
      { state: 'pending', isMaybeSent: false, wasTried: true },
      { kind: 'alert', reason: 'Error: no such paper' },
    ],
  ])('%s', async (...[, scene, outcome, consequence]) => {
    const attempted = await tried(scene);

    expect(attempted.outcome).toMatchObject(outcome);
    expect(attempted.consequence).toMatchObject(consequence);
    expect(attempted.fake.messages).toEqual([]);
  });

  it('backs off longer each time, up to a quarter of an hour, and not before a look can see it', async () => {
    const waits: number[] = [];
    for (let attempts = 1; attempts < MOST_ATTEMPTS; attempts++) {
      const { outcome } = await tried({ fault: 'request-lost', row: { attempts } });
      waits.push(outcome.state === 'pending' ? outcome.notBefore / 1_000 : Number.NaN);
    }

    expect(waits).toEqual([5, 5, 5, 8, 16, 32, 64, 128, 256, 450, 450]);
  });
});

describe('a payload that the platform rejects', () => {
  const isRich = (message: Message) => message.parts.some(({ kind }) => kind === 'heading');

  it('goes out once more as plain text, and the operator hears of it', async () => {
    const fake = new FakePlatform(() => 0);
    fake.refuses = isRich;

    const { outcome, consequence } = await tried({ fake });

    expect(outcome.state).toBe('sent');
    expect(fake.messages.map(({ message }) => message)).toEqual([sayPlainly(RICH.summary)]);
    expect(fake.messages[0]?.key).toBe('key-of-a-row');
    expect(consequence).toMatchObject({ kind: 'alert', reason: /sent as plain text/ });
  });

  it.each<[string, Partial<DeliveryRow>]>([
    ['dead', {}],
    ['uncertain', { ...maybe, looked_at: -60_000 }],
  ])('ends %s when plain text is rejected too, after two posts', async (state, row) => {
    const fake = new FakePlatform(() => 0);
    fake.refuses = () => true;

    const { outcome, consequence } = await tried({ fake, row });

    expect(outcome.state).toBe(state);
    expect(consequence.kind).toBe('alert');
    expect(fake.count('post')).toBe(2);
  });
});

describe('a delivery that may have arrived', () => {
  it('is looked for, and not posted again when it is there', async () => {
    const { outcome, fake } = await tried({ row: maybe, isThere: true, now: 40_000 });

    expect(outcome).toEqual({ state: 'sent', ref: fake.messages[0]?.ref, at: 40_000 });
    expect(fake.messages).toHaveLength(1);
  });

  it('is looked for a second time before it counts as absent', async () => {
    const { outcome, fake } = await tried({ row: maybe, now: 40_000 });

    expect(outcome).toEqual({ state: 'pending', notBefore: 70_000, lookedAt: 40_000 });
    expect(fake.messages).toEqual([]);
  });

  it('waits on when the second look came too early', async () => {
    const { outcome } = await tried({ row: { ...maybe, looked_at: 40_000 }, now: 69_999 });

    expect(outcome).toEqual({ state: 'pending', notBefore: 70_000, lookedAt: 40_000 });
  });

  it('is posted when it was absent twice', async () => {
    const { outcome, fake } = await tried({ row: { ...maybe, looked_at: 40_000 }, now: 70_000 });

    expect(outcome.state).toBe('sent');
    expect(fake.calls.map(({ what }) => what)).toEqual(['find', 'post']);
  });

  it('is uncertain, and never posted, when nobody can say', async () => {
    const { outcome, fake } = await tried({ row: maybe, find: 'cannot-say' });

    expect(outcome).toMatchObject({ state: 'uncertain', reason: /did not say whether it arrived/ });
    expect(fake.count('post')).toBe(0);
  });

  it.each<[Failure, object, string]>([
    [
      { kind: 'rate-limited', retryAfterMs: 9_000 },
      { state: 'pending', notBefore: 9_000 },
      'pause-lane',
    ],
    [{ kind: 'unauthorized', of: 'installation' }, { state: 'pending' }, 'stop-lane'],
    [{ kind: 'unavailable' }, { state: 'pending' }, 'trouble'],
    [{ kind: 'unknown-outcome' }, { state: 'pending' }, 'trouble'],
    [{ kind: 'forbidden', of: 'channel' }, { state: 'uncertain' }, 'pause-subscription'],
    [{ kind: 'gone', of: 'thread' }, { state: 'uncertain' }, 'none'],
    [{ kind: 'rejected' }, { state: 'uncertain' }, 'alert'],
  ])('is not posted after a look that fails with $kind', async (find, outcome, consequence) => {
    const attempted = await tried({ row: maybe, find });

    expect(attempted.outcome).toMatchObject(outcome);
    expect(attempted.consequence.kind).toBe(consequence);
    expect(attempted.fake.count('post')).toBe(0);
  });

  it('is not given up for looks that failed, however many, and those count as no attempt', async () => {
    const { outcome } = await tried({ row: { ...maybe, ...last }, find: { kind: 'unavailable' } });

    expect(outcome).toMatchObject({ state: 'pending' });
    expect(outcome).not.toHaveProperty('wasTried');
  });

  it('is looked for less and less often, and at least every two minutes', async () => {
    const waits: number[] = [];
    for (const now of [1_000, 60_000, 600_000, 36_000_000]) {
      const row = { ...maybe, first_attempt_at: 0 };
      const { outcome } = await tried({ now, row, find: { kind: 'unavailable' } });
      waits.push(outcome.state === 'pending' ? outcome.notBefore - now : Number.NaN);
    }

    expect(waits).toEqual([1_000, 30_000, 60_000, 60_000]);
  });

  it('ends uncertain, not dead, when no look was answered for a day', async () => {
    const row = { ...maybe, first_attempt_at: 0 };
    const { outcome, consequence } = await tried({
      ...{ now: LOOK_FOR_MS + 1, row, find: { kind: 'unavailable' } },
    });

    expect(outcome).toMatchObject({ state: 'uncertain', reason: /looked for it for a day/ });
    expect(consequence.kind).toBe('alert');
  });

  it.each<[string, boolean, object]>([
    ['is sent when its last post turns up', true, { state: 'sent' }],
    ['is dead, and not posted again, when that did not', false, { state: 'dead' }],
  ])('%s', async (_, isThere, expected) => {
    const row = { ...maybe, attempts: MOST_ATTEMPTS + 1, looked_at: 0 };
    const { outcome, fake } = await tried({ now: 60_000, row, isThere });

    expect(outcome).toMatchObject(expected);
    expect(fake.count('post')).toBe(isThere ? 1 : 0);
  });
});

describe('a lease', () => {
  it('that is nearly over is handed back to its place without a post, which is no attempt', async () => {
    const row = { lease_until: 12_999, not_before: 500 };
    const { outcome, fake } = await tried({ now: 1_000, row });

    expect(outcome).toEqual({ state: 'pending', notBefore: 500 });
    expect(fake.calls).toEqual([]);
  });

  it('that ended while the post had not left is handed back too: another may have posted it', async () => {
    const fault = new PlatformError('too late', { kind: 'unavailable' }, { code: LEFT_TOO_LATE });
    const { outcome, consequence } = await tried({ now: 1_000, fault, row: { not_before: 500 } });

    expect(outcome).toEqual({ state: 'pending', notBefore: 500 });
    expect(consequence).toEqual({ kind: 'none' });
  });

  it('that just lasts for a post is used', async () => {
    const { outcome } = await tried({ now: 1_000, row: { lease_until: 13_000 } });

    expect(outcome.state).toBe('sent');
  });
});

describe('old news', () => {
  it('is skipped, not posted', async () => {
    const { outcome, fake } = await tried({ now: 1_000, row: { deliver_by: 999 } });

    expect(outcome).toEqual({ state: 'skipped', reason: 'it was not out in time' });
    expect(fake.calls).toEqual([]);
  });

  it('that may have arrived is looked for first, and then skipped', async () => {
    const row = { ...maybe, deliver_by: 999 };

    const first = await tried({ now: 1_000, row });
    const second = await tried({ now: 31_000, row: { ...row, looked_at: 1_000 } });

    expect(first.outcome).toMatchObject({ state: 'pending', lookedAt: 1_000 });
    expect(second.outcome.state).toBe('skipped');
    expect(second.fake.count('post')).toBe(0);
  });
});
