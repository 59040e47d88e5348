import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERY_DAY } from '../../../src/digest/schedule.ts';
import { createSubscriptions, type Subscriptions } from '../../../src/digest/subscription.ts';
import type { Store } from '../../../src/store/open.ts';
import { openTestStore } from '../../fakes/store/index.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const place = { workspace: 'slack:T1', channel: 'C1' };
const wanted = {
  place,
  schedule: { zone: 'Europe/Berlin', localMinute: 540, daysMask: EVERY_DAY },
  top: 5,
  details: 'thread' as const,
  setUpBy: { person: 'slack:T1/U1', name: 'Ada' },
};
const TOMORROW = Date.parse('2026-03-11T08:00:00Z');

let store: Store;
let subscriptions: Subscriptions;

beforeEach(async () => {
  store = await openTestStore();
  subscriptions = createSubscriptions(store);
});

afterEach(() => store.destroy());

describe('a subscription', () => {
  it('starts with the next slot of its zone', async () => {
    const { subscription, before } = await subscriptions.ensure(wanted, NOW);

    expect(before).toBeUndefined();
    expect(subscription).toMatchObject({ ...wanted, nextRunAt: TOMORROW, createdAt: NOW });
    expect(subscription.paused).toBeUndefined();
  });

  it('is changed, not doubled, when asked for again', async () => {
    const first = await subscriptions.ensure(wanted, NOW);

    const second = await subscriptions.ensure({ ...wanted, top: 10 }, NOW + 1);

    expect(second.before?.id).toBe(second.subscription.id);
    expect(second.subscription.id).toBe(first.subscription.id);
    expect(second.subscription.top).toBe(10);
    expect(await subscriptions.inWorkspace('slack:T1')).toHaveLength(1);
  });

  it('is found only in its own workspace and channel', async () => {
    await subscriptions.ensure(wanted, NOW);

    expect(await subscriptions.find(place)).toBeDefined();
    expect(await subscriptions.find({ ...place, workspace: 'slack:T2' })).toBeUndefined();
    expect(await subscriptions.find({ ...place, channel: 'C2' })).toBeUndefined();
    expect(await subscriptions.inWorkspace('slack:T2')).toEqual([]);
  });

  it('ends, and is remembered under the same id when it comes back', async () => {
    const { subscription } = await subscriptions.ensure(wanted, NOW);

    const wasThere = await subscriptions.remove(place);
    const again = await subscriptions.remove(place);
    const back = await subscriptions.ensure(wanted, NOW);

    expect([wasThere, again]).toEqual([true, false]);
    expect(back.before).toBeUndefined();
    expect(back.subscription.id).toBe(subscription.id);
  });
});

describe('a pause', () => {
  const pause = { reason: 'This channel is archived.', fix: 'Unarchive it.', at: NOW };

  it('keeps its first reason', async () => {
    const { subscription } = await subscriptions.ensure(wanted, NOW);

    const first = await subscriptions.pause(subscription.id, pause);
    const second = await subscriptions.pause(subscription.id, { ...pause, reason: 'Other.' });

    expect([first, second]).toEqual([NOW, undefined]);
    expect((await subscriptions.byId(subscription.id))?.paused).toEqual(pause);
  });

  it('ends with the next slot, and its beginning is remembered for the digest', async () => {
    const { subscription } = await subscriptions.ensure(wanted, NOW);
    await subscriptions.pause(subscription.id, pause);

    await subscriptions.resume(subscription.id, NOW + 5 * 86_400_000);

    const resumed = await subscriptions.byId(subscription.id);
    expect(resumed?.paused).toBeUndefined();
    expect(resumed?.resumedFrom).toBe(NOW);
    expect(resumed?.nextRunAt).toBe(Date.parse('2026-03-16T08:00:00Z'));
  });

  it('that had only been tried is still the one from before', async () => {
    const { subscription } = await subscriptions.ensure(wanted, NOW);
    const day = 86_400_000;
    await subscriptions.pause(subscription.id, pause);
    await subscriptions.resume(subscription.id, NOW + day, { until: NOW + 2 * day });

    const again = await subscriptions.pause(subscription.id, { ...pause, at: NOW + 2 * day });
    await subscriptions.resume(subscription.id, NOW + 3 * day, { until: NOW + 4 * day });
    const later = await subscriptions.pause(subscription.id, { ...pause, at: NOW + 5 * day });

    expect([again, later]).toEqual([NOW, NOW + 5 * day]);
  });

  it('ends with a change too', async () => {
    const { subscription } = await subscriptions.ensure(wanted, NOW);
    await subscriptions.pause(subscription.id, pause);

    const changed = await subscriptions.ensure({ ...wanted, top: 3 }, NOW + 1);

    expect(changed.subscription.paused).toBeUndefined();
  });
});
