import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLanes, type Lanes, laneOf } from '../../../src/delivery/lanes.ts';
import type { DueDelivery } from '../../../src/delivery/outbox.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { FakePlatform } from '../../fakes/platform.ts';

const NEVER = Number.POSITIVE_INFINITY;
const { limits } = new FakePlatform(() => 0, { postEveryMs: { channel: 1_000, workspace: 300 } });

let store: Store;
let lanes: Lanes;

beforeEach(async () => {
  store = await openStore('file::memory:', 0);
  lanes = await createLanes(store);
});
afterEach(() => store.destroy());

function aDelivery(channel: string, lane = 'fake:W1'): DueDelivery {
  return { id: 1, lane, workspace: lane, channel, person: null, after: null };
}

const readyAt = (channel: string, lane?: string) => lanes.readyAt(aDelivery(channel, lane), limits);

function post(channel: string, now: number): void {
  lanes.started(aDelivery(channel), now);
  lanes.finished(aDelivery(channel));
}

describe('the pace of a lane', () => {
  it('keeps posts into one channel, and into one workspace, apart', () => {
    post('C1', 10_000);

    expect(readyAt('C1')).toBe(11_000);
    expect(readyAt('C2')).toBe(10_300);
    expect(readyAt('C1', 'fake:W2')).toBe(1_000);
  });

  it('lets one post of a channel wait for its answer, and eight of a lane', () => {
    lanes.started(aDelivery('C1'), 10_000);
    const ofBusyChannel = readyAt('C1');
    for (let n = 2; n <= 8; n++) lanes.started(aDelivery(`C${n}`), 10_000);

    expect(ofBusyChannel).toBe(NEVER);
    expect(readyAt('C9')).toBe(NEVER);
    lanes.finished(aDelivery('C1'));
    expect(readyAt('C9')).toBe(10_300);
  });

  it('keeps the messages to different people apart too', () => {
    const notice = (person: string) => ({ ...aDelivery(''), channel: null, person });
    lanes.started(notice('fake:U1'), 10_000);

    expect(lanes.readyAt(notice('fake:U1'), limits)).toBe(NEVER);
    expect(lanes.readyAt(notice('fake:U2'), limits)).toBe(10_300);
  });
});

describe('a pause that the platform asks for', () => {
  it('holds its own lane, and no other, over a restart', async () => {
    await lanes.pause('fake:W1', 60_000, 'slow down');
    lanes = await createLanes(store);

    expect(readyAt('C1')).toBe(60_000);
    expect(readyAt('C1', 'fake:W2')).toBeLessThan(60_000);
  });

  it('is not made shorter by another one, over a restart neither', async () => {
    await lanes.pause('fake:W1', 60_000, 'slow down');
    await lanes.pause('fake:W1', 20_000, 'slow down');
    const now = readyAt('C1');
    lanes = await createLanes(store);

    expect(now).toBe(60_000);
    expect(readyAt('C1')).toBe(60_000);
  });
});

describe('the breaker', () => {
  const trouble = (times: number, now: number) => {
    for (let n = 0; n < times; n++) lanes.troubled('fake:W1', now);
  };

  it('opens after five answers in a row that do not help', () => {
    trouble(4, 10_000);
    const before = readyAt('C1');
    trouble(1, 10_000);

    expect(before).toBeLessThanOrEqual(10_000);
    expect(readyAt('C1')).toBe(40_000);
  });

  it('is not moved by those that were under way when it opened', () => {
    trouble(8, 10_000);

    expect(readyAt('C1')).toBe(40_000);
  });

  it('then lets one through at a time, each time later, up to ten minutes', () => {
    trouble(5, 0);
    const rests: number[] = [];
    for (let now = 30_000; rests.length < 6; ) {
      trouble(1, now);
      rests.push((readyAt('C1') - now) / 1_000);
      now = readyAt('C1');
    }
    lanes.started(aDelivery('C1'), 10_000_000);

    expect(rests).toEqual([60, 120, 240, 480, 600, 600]);
    expect(readyAt('C2')).toBe(NEVER);
  });

  it('closes with the first answer', () => {
    trouble(5, 10_000);
    lanes.answered('fake:W1');
    trouble(1, 50_000);

    expect(readyAt('C1')).toBe(40_000);
  });

  it('counts only what comes in a row', () => {
    trouble(4, 10_000);
    lanes.answered('fake:W1');
    trouble(4, 10_000);

    expect(readyAt('C1')).toBeLessThanOrEqual(10_000);
  });
});

it('names a lane after its workspace, or after a platform that has one for all', () => {
  const ofEach = new FakePlatform(() => 0);
  const ofAll = new FakePlatform(() => 0, { lane: 'platform' });

  expect(laneOf(ofEach, 'fake:W1')).toBe('fake:W1');
  expect(laneOf(ofAll, 'fake:W1')).toBe('fake');
});
