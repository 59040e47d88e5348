import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Limits } from '#chat/platform.ts';
import type { Lane } from '../../../src/delivery/lane.ts';
import type { DueDelivery } from '../../../src/delivery/lane-rows.ts';
import { Lanes, laneOf } from '../../../src/delivery/lanes.ts';
import { AHEAD_MS } from '../../../src/delivery/pace.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { FakePlatform } from '../../fakes/platform.ts';

const NEVER = Number.POSITIVE_INFINITY;
const MINUTE = 60_000;
const refusals = { most: 3, withinMs: 10 * MINUTE };
const { limits } = new FakePlatform(() => 0, {
  lanePace: { first: 2, most: 4, atOnce: 8, refusals },
});
const { limits: withoutBudget } = new FakePlatform(() => 0, {
  lanePace: { first: 2, most: 4, atOnce: 8 },
});

let store: Store;
let lanes: Lanes;

beforeEach(async () => {
  store = await openStore('file::memory:', 0);
  await restart();
});
afterEach(() => store.destroy());

async function restart(known: Limits = limits): Promise<void> {
  lanes = new Lanes({ store, limitsOf: () => known });
  await lanes.open(['fake:W1', 'fake:W2']);
}

function lane(name = 'fake:W1'): Lane {
  const found = lanes.find(name);
  if (found === undefined) throw new Error(`no lane ${name}`);
  return found;
}

function to(channel: string): DueDelivery {
  return {
    ...{ id: 1, key: channel, lane: 'fake:W1', workspace: 'fake:W1', channel, person: null },
    ...{ after: null, rendering: null, turn: 0, not_before: 0 },
  };
}

describe('a lane', () => {
  it('keeps posts into one channel apart', () => {
    lane().book(to('C1'), 10_000);
    const whileBusy = lane().channelReadyAt(to('C1'));
    lane().ended(to('C1'));

    expect(whileBusy).toBe(NEVER);
    expect(lane().channelReadyAt(to('C1'))).toBe(11_000);
    expect(lane().channelReadyAt(to('C2'))).toBeLessThanOrEqual(10_000);
  });

  it('begins no more a second than its pace', () => {
    for (const channel of ['C1', 'C2']) lane().book(to(channel), 10_000);

    expect(lane().room(10_000)).toBe(0);
    expect(lane().readyAt(10_000)).toBe(11_000 - AHEAD_MS);
    expect(lane('fake:W2').room(10_000)).toBe(2);
  });

  it('lets eight posts wait for their answers, and no more', async () => {
    await restart(withoutBudget);
    for (let n = 0; n < 8; n++) lane().book(to(`C${n}`), n * 10_000);
    const full = lane().readyAt(100_000);
    lane().ended(to('C0'));

    expect(full).toBe(NEVER);
    expect(lane().readyAt(100_000)).toBe(100_000);
  });

  it('keeps the messages to different people apart too', () => {
    const notice = (person: string) => ({ ...to(''), channel: null, person });
    lane().book(notice('fake:U1'), 10_000);

    expect(lane().channelReadyAt(notice('fake:U1'))).toBe(NEVER);
    expect(lane().channelReadyAt(notice('fake:U2'))).toBeLessThanOrEqual(10_000);
  });

  it('lets one probe through at a time while its breaker is open', () => {
    for (let n = 0; n < 5; n++) lane().breaker.troubled(`C${n}`, 0);
    lane().book(to('C1'), 30_000);

    expect(lane().room(31_000)).toBe(0);
  });

  it('rests a channel that was asked to wait, and no other', () => {
    lane().restChannel(to('C1'), 60_000);

    expect(lane().channelReadyAt(to('C1'))).toBe(60_000);
    expect(lane().channelReadyAt(to('C2'))).toBe(0);
    expect(lane().room(1_000)).toBe(2);
  });
});

describe('a rest that the platform asks for', () => {
  const asked = (until: number) =>
    lanes.rest('fake:W1', { until, why: 'asked', reason: 'slow down' });

  it('holds its own lane, and no other, over a restart', async () => {
    await asked(60_000);
    await restart();

    expect(lane().readyAt(1_000)).toBe(60_000);
    expect(lane('fake:W2').readyAt(1_000)).toBe(1_000);
  });

  it('is not made shorter by another one, over a restart neither', async () => {
    await asked(60_000);
    await asked(20_000);
    const now = lane().readyAt(1_000);
    await restart();

    expect([now, lane().readyAt(1_000)]).toEqual([60_000, 60_000]);
  });
});

describe('a rest because of a refused token', () => {
  beforeEach(() => lanes.rest('fake:W1', { until: 60_000, why: 'refused', reason: 'no' }));

  it('holds the lane, but not over a restart: the token may be another one', async () => {
    const before = lane().readyAt(1_000);
    await restart();

    expect([before, lane().readyAt(1_000)]).toEqual([60_000, 1_000]);
  });

  it('ends when the token is taken again, also where another process heard of it', async () => {
    const elsewhere = new Lanes({ store, limitsOf: () => limits });
    await elsewhere.renewed('fake:W1');
    const before = lane().readyAt(1_000);

    await lanes.noteRenewed();

    expect([before, lane().readyAt(1_000)]).toEqual([60_000, 1_000]);
  });

  it('leaves another rest alone when it ends', async () => {
    await lanes.rest('fake:W1', { until: 30_000, why: 'asked', reason: 'slow down' });
    await lanes.renewed('fake:W1');

    expect(lane().readyAt(1_000)).toBe(30_000);
  });
});

describe('what a platform bears of refusals', () => {
  it('is counted over restarts, and the lane rests until the oldest are old enough', async () => {
    for (const at of [0, MINUTE, MINUTE]) {
      expect(lane().room(2 * MINUTE)).toBeGreaterThan(0);
      await lanes.refused('fake:W1', at);
    }
    const before = lane().readyAt(2 * MINUTE);
    await restart();

    expect([before, lane().readyAt(2 * MINUTE)]).toEqual([11 * MINUTE, 11 * MINUTE]);
    expect(lane().room(11 * MINUTE)).toBe(1);
    expect(lane('fake:W2').room(2 * MINUTE)).toBe(2);
  });

  it('counts those under way as if they were refused', async () => {
    await lanes.refused('fake:W1', 0);
    for (const channel of ['C1', 'C2']) lane().book(to(channel), 0);

    expect(lane().room(5_000)).toBe(0);
  });
});

it('opens as many lanes as one process can have, and hears of their new tokens', async () => {
  const names = Array.from({ length: 40_000 }, (_, n) => `fake:T${n}`);

  await lanes.open(names);
  for (const name of names) lane(name).refuse(MINUTE);
  await lanes.rest('fake:T39999', { until: MINUTE, why: 'refused', reason: 'no such token' });
  await lanes.noteRenewed();

  const refused = lanes.all().filter(({ isRefused }) => isRefused);
  expect(lanes.all()).toHaveLength(40_002);
  expect(refused.map(({ name }) => name)).toEqual(['fake:T39999']);
});

it('keeps the pace that a lane has come to over a restart', async () => {
  for (let n = 0; n < 40; n++) await lanes.wentWell('fake:W1');
  await restart();
  const risen = lane().pace.rate;
  await lanes.slowDown('fake:W1', 100_000);
  await restart();

  expect([risen, lane().pace.rate, lane('fake:W2').pace.rate]).toEqual([3, 1.5, 2]);
});

it('names a lane after its workspace, or after a platform that has one for all', () => {
  const ofEach = new FakePlatform(() => 0);
  const ofAll = new FakePlatform(() => 0, { lane: 'platform' });

  expect(laneOf(ofEach, 'fake:W1')).toBe('fake:W1');
  expect(laneOf(ofAll, 'fake:W1')).toBe('fake');
});
