import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ensureLease,
  isLeased,
  LeaseLostError,
  releaseLease,
  releaseLeases,
  takeLeases,
  waitRenewing,
} from '../../../src/store/lease.ts';
import type { Store } from '../../../src/store/open.ts';
import { openTestStore } from '../../fakes/store/index.ts';

const SECOND = 1_000;
const NOON = Date.parse('2026-03-11T12:00:00Z');
const WORK = { name: 'work', forMs: 20 * SECOND };
const OURS = { ...WORK, owner: 'us' };
const THEIRS = { ...WORK, owner: 'them' };

let store: Store;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.destroy());

describe('a lease', () => {
  it('belongs to one owner until it runs out, however often others ask', async () => {
    const taken = [
      await ensureLease(store, OURS, NOON),
      await ensureLease(store, THEIRS, NOON + 19 * SECOND),
      await ensureLease(store, OURS, NOON + 19 * SECOND),
      await ensureLease(store, THEIRS, NOON + 38 * SECOND),
      await ensureLease(store, THEIRS, NOON + 39 * SECOND),
      await ensureLease(store, OURS, NOON + 40 * SECOND),
    ];

    expect(taken).toEqual([true, false, true, false, true, false]);
  });

  it('of one kind of work has nothing to do with another', async () => {
    await ensureLease(store, OURS, NOON);

    expect(await ensureLease(store, { ...THEIRS, name: 'other work' }, NOON)).toBe(true);
  });

  it('is free at once when its owner gives it back, and nobody else can', async () => {
    await ensureLease(store, OURS, NOON);
    await releaseLease(store, THEIRS);
    const before = await isLeased(store, WORK, NOON);
    await releaseLease(store, OURS);

    expect([before, await isLeased(store, WORK, NOON)]).toEqual([true, false]);
    expect(await ensureLease(store, THEIRS, NOON)).toBe(true);
  });

  it('is given back with as many others as one process can have', async () => {
    const names = Array.from({ length: 40_000 }, (_, n) => `lane ${n}`);
    await takeLeases(store, names, { ...OURS, now: NOON });

    await releaseLeases(store, names, { owner: 'us', freeAt: 0 });

    const taken = await takeLeases(store, names, { ...THEIRS, now: NOON });
    expect(taken).toHaveLength(40_000);
  });

  it('lasts through a long wait', async () => {
    let now = NOON;
    const others: boolean[] = [];
    const wait = waitRenewing(OURS, {
      ...{ store, clock: () => now },
      wait: async (ms) => {
        now += ms;
        others.push(await ensureLease(store, THEIRS, now));
      },
    });
    await ensureLease(store, OURS, now);

    await wait(301 * SECOND);

    expect(now).toBe(NOON + 301 * SECOND);
    expect(others).not.toContain(true);
  });

  it('ends a long wait when somebody else has it by then', async () => {
    let now = NOON;
    const wait = waitRenewing(OURS, {
      ...{ store, clock: () => now },
      wait: async (ms) => {
        now += ms + 60 * SECOND;
        await ensureLease(store, THEIRS, now);
      },
    });
    await ensureLease(store, OURS, now);

    await expect(wait(301 * SECOND)).rejects.toThrow(LeaseLostError);

    expect(now).toBeLessThan(NOON + 70 * SECOND);
  });

  it('does not last for ever when the clock was set back', async () => {
    await ensureLease(store, OURS, NOON);
    const lastWeek = NOON - 7 * 24 * 3_600 * SECOND;

    expect(await isLeased(store, WORK, lastWeek)).toBe(false);
    expect(await ensureLease(store, THEIRS, lastWeek)).toBe(true);
  });
});
