import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Limits, MessageRef } from '#chat/platform.ts';
import { LIMITS as DISCORD } from '../../../adapters/discord/limits.ts';
import { LIMITS as SLACK } from '../../../adapters/slack/limits.ts';
import { aPaper } from '../digest/papers.ts';
import { HOUR, House, MINUTE, WORKSPACE } from './house.ts';

const PAPER = '2603.00001';
let house: House;
beforeEach(() => begin());
afterEach(() => house[Symbol.asyncDispose]());

/** A digest is out a moment ago. */
async function begin(limits: Partial<Limits> = {}): Promise<void> {
  house = await House.open({ limits });
  house.source.lists.set('2026-03-09', [aPaper(PAPER, { upvotes: 9 }), aPaper('2603.00002')]);
  await house.subscribe({ details: 'none' });
  house.run();
  await house.tickAt('2026-03-10T08:00:00Z');
  await house.time.pass(1);
}

const overview = (): MessageRef => {
  const [kept] = house.fake.in('C1');
  if (kept === undefined) throw new Error('no overview was posted');
  return kept.ref;
};

/** What stands on the vote button of the first paper. */
function label(): string | undefined {
  const parts = house.fake.in('C1')[0]?.message.parts ?? [];
  return parts.find((part) => part.kind === 'paper')?.vote?.label;
}

/** Somebody reacts with the keycap of the first paper. */
async function vote(person: number, ref = overview()): Promise<void> {
  await house.engine.inbox.onReaction({
    kind: 'added',
    ref,
    person: `${WORKSPACE}/U${person}`,
    emoji: 'one',
    isBurst: false,
  });
}

const edits = () => house.fake.calls.filter(({ what }) => what === 'edit').map(({ at }) => at);

describe('the tally in a posted message', () => {
  it('follows a vote within five seconds', async () => {
    await vote(1);
    await house.time.pass(5_000);

    expect(label()).toBe('Vote · 1');
  });

  it.each([
    ['Slack', SLACK],
    ['Discord', DISCORD],
  ])(
    'takes at most four edits for a hundred votes in ten seconds on %s, and ends with all of them',
    async (...[, limits]) => {
      await house[Symbol.asyncDispose]();
      await begin(limits);
      for (let n = 1; n < 100; n += 5) {
        for (let m = n; m < n + 5 && m < 100; m++) await vote(m);
        await house.time.pass(500);
      }
      await vote(100);
      await house.time.pass(5_000);

      expect(label()).toBe('Vote · 100');
      expect(edits().length).toBeLessThanOrEqual(4);
    },
  );

  it('keeps to the slower pace that a platform allows for old messages', async () => {
    await house.time.jump(2 * HOUR);
    for (let n = 1; n <= 20; n++) {
      await vote(n);
      await house.time.pass(MINUTE);
    }
    await house.time.pass(10 * MINUTE);

    const pauses = edits().map((at, index, all) => at - (all[index - 1] ?? 0));
    expect(label()).toBe('Vote · 20');
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(10 * MINUTE);
  });

  it('is edited on Discord every ten minutes when it is older than an hour', () => {
    expect(DISCORD.oldEditEveryMs).toBe(10 * MINUTE);
    expect(DISCORD.quickEditsForMs).toBeLessThanOrEqual(HOUR);
  });

  it('makes the first edit of an old message at once, whatever was edited before', async () => {
    const start = house.fake.in('C1')[0]?.at ?? 0;
    await house.time.jump(start + HOUR - 10_000 - house.time.now);
    await vote(1);
    await house.time.pass(5_000);
    await house.time.jump(start + HOUR + 5_000 - house.time.now);
    await vote(2);
    await house.time.pass(5_000);
    const first = label();
    await vote(3);
    await house.time.pass(5 * MINUTE);

    expect(first).toBe('Vote · 2');
    expect(label()).toBe('Vote · 2');
  });

  it('shows a vote that came while an edit was under way', async () => {
    house.fake.holdEdits();
    await vote(1);
    await house.time.pass(1_500);
    await vote(2);
    house.fake.release();
    await house.time.pass(5_000);

    expect(label()).toBe('Vote · 2');
  });

  it('makes an edit again that a killed process had begun', async () => {
    house.fake.holdEdits();
    await vote(1);
    await house.time.pass(1_500);
    await house.restart({ isKilled: true });
    house.fake.holdEdits(false);
    const before = label();
    house.run();
    await house.time.pass(MINUTE);

    expect(before).toBe('Vote');
    expect(label()).toBe('Vote · 1');
  });

  it('forgets nothing over a restart', async () => {
    await vote(1);
    await house.restart();
    house.run();
    await house.time.pass(5_000);

    expect(label()).toBe('Vote · 1');
  });

  it('follows for a week, and then no more', async () => {
    await house.time.jump(7 * 24 * HOUR - MINUTE);
    await vote(1);
    await house.time.pass(5_000);
    const before = label();
    await house.time.jump(HOUR);
    await vote(2);
    await house.time.pass(5 * MINUTE);

    expect(before).toBe('Vote · 1');
    expect(label()).toBe('Vote · 1');
    expect(edits()).toHaveLength(1);
  });
});

describe('an edit that fails', () => {
  it('by a rate limit waits as long as the platform says', async () => {
    house.fake.editFaults.push({ kind: 'rate-limited', retryAfterMs: 40_000 });
    await vote(1);
    await house.time.pass(MINUTE);

    const [first = 0, second = 0] = edits();
    expect(second - first).toBeGreaterThanOrEqual(40_000);
    expect(label()).toBe('Vote · 1');
  });

  it('by a rate limit is not brought forward by the next vote', async () => {
    house.fake.editFaults.push({ kind: 'rate-limited', retryAfterMs: 40_000 });
    await vote(1);
    await house.time.pass(3_000);
    await vote(2);
    await house.time.pass(MINUTE);

    const [first = 0, second = 0] = edits();
    expect(second - first).toBeGreaterThanOrEqual(40_000);
    expect(label()).toBe('Vote · 2');
  });

  it('for days is not made up for when the message is a week old', async () => {
    await house.time.jump(6 * 24 * HOUR);
    house.fake.editFaults.push({ kind: 'rate-limited', retryAfterMs: 30 * HOUR });
    await vote(1);
    await house.time.pass(5_000);
    await house.time.jump(31 * HOUR);
    await house.time.pass(5 * MINUTE);

    expect(edits()).toHaveLength(1);
    expect(label()).toBe('Vote');
  });

  it.each(['unavailable', 'unknown-outcome'] as const)('as %s is made again', async (kind) => {
    house.fake.editFaults.push({ kind });
    await vote(1);
    await house.time.pass(MINUTE);

    expect(edits()).toHaveLength(2);
    expect(label()).toBe('Vote · 1');
  });

  it('by a refused token is made again when the token works', async () => {
    house.fake.editFaults.push({ kind: 'unauthorized', of: 'installation' });
    await vote(1);
    await house.time.pass(10 * MINUTE);

    expect(edits()).toHaveLength(2);
    expect(label()).toBe('Vote · 1');
  });

  it('because the message is gone is the last one, and harms no subscription', async () => {
    const ref = overview();
    await house.fake.remove(ref);
    await vote(1, ref);
    await house.time.pass(MINUTE);
    await vote(2, ref);
    await house.time.pass(MINUTE);

    const { paused } = (await house.services.subscriptions.inWorkspace(WORKSPACE))[0] ?? {};
    expect(edits()).toHaveLength(1);
    expect(paused).toBeUndefined();
  });

  it('by our own mistake is said rarely, and made when the mistake is mended', async () => {
    for (let n = 0; n < 20; n += 1) house.fake.editFaults.push(new TypeError('our mistake'));
    await vote(1);
    await house.time.pass(6 * HOUR);
    const said = house.log.lines.filter(
      ({ sentence }) => sentence === 'message could not be edited',
    );
    house.fake.editFaults.length = 0;
    await house.time.pass(HOUR);

    expect(said.length).toBeGreaterThan(1);
    expect(said.length).toBeLessThanOrEqual(12);
    expect(label()).toBe('Vote · 1');
  });
});
