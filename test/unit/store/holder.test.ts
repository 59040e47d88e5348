import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Holder } from '../../../src/store/holder.ts';
import { takeLeases } from '../../../src/store/lease.ts';
import type { Store } from '../../../src/store/open.ts';
import { isDead, newOwner } from '../../../src/store/owner.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { HandTime } from '../delivery/house.ts';

const SECOND = 1_000;
const NOON = Date.parse('2026-03-11T12:00:00Z');

let store: Store;
let time: HandTime;
let us: Holder;
let them: Holder;
beforeEach(async () => {
  store = await openTestStore();
  time = new HandTime(NOON);
  us = aHolder('us');
  them = aHolder('them');
});
afterEach(() => store.destroy());

function aHolder(owner: string): Holder {
  return new Holder({ store, clock: time.clock, wait: time.wait, owner });
}

describe('what a process holds', () => {
  it('is its own while it is kept, however long', async () => {
    await us.ensure('work');
    const others: boolean[] = [];
    for (let n = 0; n < 30; n++) {
      time.now += 5 * SECOND;
      await us.keep();
      others.push(await them.ensure('work'));
    }

    expect(us.holds('work')).toBe(true);
    expect(others).not.toContain(true);
    expect(us.epochOf('work')).toBe(1);
  });

  it('is another’s 20 seconds after it was kept last, under a new epoch', async () => {
    await us.ensure('work');
    time.now += 19 * SECOND;
    const early = await them.ensure('work');
    time.now += SECOND;

    const inTime = await them.ensure('work');

    expect([early, inTime, them.epochOf('work')]).toEqual([false, true, 2]);
  });

  it('is no longer believed to be its own a moment before others may have it', async () => {
    await us.ensure('work');
    const at = (ms: number) => {
      time.now = NOON + ms;
      return us.holds('work');
    };

    expect([at(18_999), at(19_000), at(20_000)]).toEqual([true, false, false]);
  });

  it('is lost when it was away for too long and another took it', async () => {
    await us.ensure('work');
    await us.ensure('rest');
    time.now += 25 * SECOND;
    await them.ensure('work');

    await us.keep();

    expect([us.holds('work'), us.holds('rest')]).toEqual([false, true]);
    expect(us.epochOf('rest'), 'nobody had it in between').toBe(1);
  });

  it('is not believed in when the clock was set back', async () => {
    await us.ensure('work');
    time.now -= 3_600 * SECOND;

    expect(us.holds('work')).toBe(false);
    expect(await them.ensure('work')).toBe(true);
  });

  it('is free at once when it is given up, or a moment later; its epoch never falls', async () => {
    await us.ensure('work');
    await us.ensure('rest');
    await us.release(['work']);
    await us.release(['rest'], SECOND);

    const atOnce = [await them.ensure('work'), await them.ensure('rest')];
    time.now += SECOND;

    expect(atOnce).toEqual([true, false]);
    expect(await them.ensure('rest')).toBe(true);
    expect([them.epochOf('work'), them.epochOf('rest')]).toEqual([2, 2]);
  });

  it('stays given up when it was being renewed at that moment', async () => {
    await us.ensure('work');
    time.now += 6 * SECOND;

    await Promise.all([us.keep(), us.release(['work'])]);

    expect(us.holds('work')).toBe(false);
  });
});

describe('the members', () => {
  it('know of each other, until one is gone', async () => {
    const stop = new AbortController();
    void us.run(stop.signal);
    await time.pass(1);
    await them.join();
    await time.pass(5 * SECOND);
    const together = [us.others, them.others];
    await time.pass(25 * SECOND);

    expect(together).toEqual([1, 1]);
    expect(us.others).toBe(0);
    stop.abort();
  });

  it('leave no trace when they leave, and none for long when they died', async () => {
    await us.join();
    await us.ensure('work');
    await them.join();
    await us.release();
    const afterLeaving = await names();
    time.now += 2 * 3_600 * SECOND;

    await us.join();

    expect(afterLeaving).toEqual(['process:them', 'work']);
    expect(await names()).toEqual(['process:us', 'work']);
  });

  it('are members again when they wake up after another tidied up behind them', async () => {
    await us.join();
    await them.join();
    await us.keep();
    time.now += 2 * 3_600 * SECOND;
    await aHolder('third').join();
    const tidied = await names();

    await them.keep();
    time.now += 5 * SECOND;
    await them.keep();

    expect(tidied).toEqual(['process:third']);
    expect(await names()).toEqual(['process:them', 'process:third']);
    expect(them.others).toBe(1);
  });

  it('leave the others in the list, also those that sleep', async () => {
    await us.join();
    await them.join();
    time.now += 25 * SECOND;

    await us.release();

    expect(await names()).toEqual(['process:them']);
  });

  async function names(): Promise<readonly string[]> {
    const rows = await store.selectFrom('lease').select('name').orderBy('name').execute();
    return rows.map(({ name }) => name);
  }
});

describe('a process that died', () => {
  const DEAD = newOwner().replace(/\/\d+\//, '/4194305/'); // larger than any process id

  it('is known to be dead where its process ids are ours', () => {
    expect(isDead(DEAD)).toBe(true);
    expect(isDead(newOwner())).toBe(false);
    expect(isDead(`elsewhere${DEAD}`)).toBe(false);
    expect(isDead('us')).toBe(false);
  });

  it('leaves its leases to whoever asks, who need not wait for their end', async () => {
    await takeLeases(store, ['work'], { owner: DEAD, forMs: 20 * SECOND, now: NOON });

    expect(await us.ensure('work')).toBe(true);
    expect(us.epochOf('work')).toBe(2);
  });
});
