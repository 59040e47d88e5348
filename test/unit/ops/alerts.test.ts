import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commonBlanks } from '#chat/words.ts';
import type { DeliveryEvent } from '../../../src/delivery/observed.ts';
import { silentLog } from '../../../src/log.ts';
import { Alerts } from '../../../src/ops/alerts.ts';
import type { ConnectionState } from '../../../src/ops/connections.ts';
import type { Store } from '../../../src/store/open.ts';
import type { NewDelivery } from '../../../src/store/schema.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aRow } from '../delivery/a-row.ts';
import { HandTime, HOUR, MINUTE } from '../delivery/house.ts';

const NONE = new Map<string, ConnectionState>();
const LANE = 'slack:T0001';
const SENT = {
  ...{ kind: 'settled', row: aRow({ lane: LANE }) },
  outcome: { state: 'sent', at: 0, ref: { workspace: 'w', channel: 'c', message: 'm' } },
} as const satisfies DeliveryEvent;

let store: Store;
let time: HandTime;
let problem: string | undefined;
let alerts: Alerts;
beforeEach(async () => {
  store = await openTestStore();
  time = new HandTime(Date.parse('2026-03-10T09:00:00Z'));
  problem = undefined;
  alerts = another();
});
afterEach(() => store.destroy());

/** As after a restart, or in a second process, whose clock is a little ahead. */
function another(aheadMs = 0): Alerts {
  return new Alerts({
    ...{ store, clock: () => time.now + aheadMs, wait: time.wait, log: silentLog },
    ...{ place: { workspace: 'discord:G1', channel: 'ops' }, lane: 'discord' },
    probe: async () => problem,
  });
}

/** What the operator was told so far, in order; with spaces for no-break spaces. */
async function told(): Promise<readonly string[]> {
  const rows = await store
    .selectFrom('delivery')
    .selectAll()
    .where('purpose', '=', 'alert')
    .orderBy('id')
    .execute();
  return rows.map(({ payload }) => commonBlanks(JSON.parse(payload ?? '').message.summary));
}

async function insert(row: Partial<NewDelivery>): Promise<void> {
  const { id: _, ...columns } = aRow({ key: 'k', state: 'pending', lane: LANE });
  await store
    .insertInto('delivery')
    .values({ ...columns, ...row })
    .execute();
}

describe('a refused token', () => {
  it('is told once, with what to do, whatever is refused again, restarts or runs beside', async () => {
    alerts.observe({ kind: 'refused', lane: LANE, reason: 'token_revoked' });
    await alerts.look(NONE);
    alerts.observe({ kind: 'refused', lane: LANE, reason: 'token_revoked' });
    await alerts.look(NONE);
    const second = another();
    second.observe({ kind: 'refused', lane: LANE, reason: 'token_revoked' });
    await second.look(NONE);

    expect(await told()).toEqual([
      'Slack refuses Paperboy’s token in slack:T0001: token_revoked. Nothing goes out there until it is renewed: put a new one into the settings and restart Paperboy, or have the app installed again.',
    ]);
  });

  it('is told as well again by the process whose post got through, and may be told anew', async () => {
    alerts.observe({ kind: 'refused', lane: LANE, reason: 'token_revoked' });
    await alerts.look(NONE);
    await another().look(NONE);
    const before = (await told()).length;

    const owner = another();
    owner.observe(SENT);
    await owner.look(NONE);
    time.now += HOUR;
    owner.observe({ kind: 'refused', lane: LANE, reason: 'invalid_auth' });
    await owner.look(NONE);

    expect(before).toBe(1);
    expect((await told()).slice(1)).toEqual([
      expect.stringMatching(/^Slack accepts Paperboy’s token in slack:T0001 again/),
      expect.stringMatching(/invalid_auth/),
    ]);
  });

  it('is told by one of two processes that look at once, and so is its end', async () => {
    const both = [another(), another(1)];
    for (const one of both) one.observe({ kind: 'refused', lane: LANE, reason: 'x' });
    await Promise.all(both.map((one) => one.look(NONE)));
    const wrong = await told();
    for (const one of both) one.observe(SENT);
    await Promise.all(both.map((one) => one.look(NONE)));

    expect(wrong).toHaveLength(1);
    expect(await told()).toHaveLength(2);
  });
});

describe('a platform', () => {
  const down = new Map<string, ConnectionState>([['slack', { state: 'down', reason: 'no route' }]]);
  const up = new Map<string, ConnectionState>([['slack', { state: 'up' }]]);
  const waiting = new Map<string, ConnectionState>([['slack', { state: 'waiting' }]]);

  it('that is down is told after five minutes, and when it is back', async () => {
    await alerts.look(down);
    time.now += 4 * MINUTE;
    await alerts.look(down);
    const early = await told();
    time.now += MINUTE;
    await alerts.look(down);
    await another().look(waiting);
    const stillDown = (await told()).length;
    await alerts.look(up);

    expect([early, stillDown]).toEqual([[], 1]);
    expect(await told()).toEqual([
      expect.stringMatching(/^Paperboy has received nothing from Slack for 5 minutes: no route\./),
      'Slack is connected again.',
    ]);
  });

  it('that fails in many workspaces is told of once, and so is its return', async () => {
    const lanes = ['slack:T0001', 'slack:T0002', 'slack:T0003'];
    for (const lane of lanes) alerts.observe({ kind: 'breaker', lane, isOpen: true });
    await alerts.look(NONE);
    const early = await told();
    time.now += 5 * MINUTE;
    await alerts.look(NONE);
    for (const lane of lanes) alerts.observe({ kind: 'breaker', lane, isOpen: false });
    await alerts.look(NONE);

    expect(early).toEqual([]);
    expect(await told()).toEqual([
      expect.stringMatching(/^Slack has not answered in 3 workspaces for some minutes/),
      expect.stringMatching(/^Slack answers again in 3 workspaces/),
    ]);
  });
});

describe('what the database shows', () => {
  it('tells of late messages, but not of late alerts and of lanes that are told of already', async () => {
    await insert({ key: 'a', not_before: time.now - 61 * MINUTE, first_attempt_at: null });
    await insert({
      key: 'b',
      purpose: 'alert',
      not_before: 0,
      payload: '{"message":{"summary":""}}',
    });
    await insert({ key: 'c', lane: 'slack:T0002', not_before: 0 });
    alerts.observe({ kind: 'refused', lane: 'slack:T0002', reason: 'x' });
    await alerts.look(NONE);
    await store.updateTable('delivery').set({ state: 'sent' }).where('key', '=', 'a').execute();
    await alerts.look(NONE);

    expect((await told()).filter((words) => /late|out by/.test(words))).toEqual([
      expect.stringMatching(/^1 message should have been out by now, the oldest 61 minutes ago\./),
      'Nothing is late any more.',
    ]);
  });

  it('tells that messages are uncertain, once a day', async () => {
    await insert({ key: 'a', state: 'uncertain', first_attempt_at: time.now - MINUTE });
    await alerts.look(NONE);
    await insert({ key: 'b', state: 'uncertain', first_attempt_at: time.now });
    await alerts.look(NONE);
    time.now += 25 * HOUR;
    await alerts.look(NONE);
    await insert({ key: 'c', state: 'uncertain', first_attempt_at: time.now });
    await alerts.look(NONE);

    expect(await told()).toHaveLength(2);
    expect((await told())[0]).toMatch(/^Of 1 message of the last day nobody can say/);
  });

  it('tells that Hugging Face is silent, and that it answers again', async () => {
    const pulled = {
      day: '2026-03-10',
      state: 'open',
      settled_at: null,
      next_pull_at: null,
    } as const;
    await store
      .insertInto('day')
      .values({ ...pulled, pulled_at: time.now - 4 * HOUR })
      .execute();
    await alerts.look(NONE);
    await store.updateTable('day').set({ pulled_at: time.now }).execute();
    await alerts.look(NONE);

    expect(await told()).toEqual([
      expect.stringMatching(/^No list of Hugging Face could be read for 4 hours\./),
      'Hugging Face answers again.',
    ]);
  });

  it('tells that it could not be written once it can, by one of all processes', async () => {
    const second = another();
    problem = 'database or disk is full';
    await Promise.all([alerts.look(NONE), second.look(NONE)]);
    time.now += 7 * MINUTE;
    problem = undefined;
    await Promise.all([alerts.look(NONE), second.look(NONE)]);
    await alerts.look(NONE);

    expect(await told()).toEqual([
      expect.stringMatching(/^For 7 minutes the database could not be written: database or disk/),
    ]);
  });
});

describe('an incident', () => {
  it('is told once for many messages of one layout, and never about an alert', async () => {
    const digest = (key: string) => aRow({ key, workspace: LANE, rendering: 'today' });
    alerts.observe({ kind: 'rejected', row: digest('k1'), reason: 'invalid_blocks' });
    await alerts.look(NONE);
    alerts.observe({ kind: 'rejected', row: digest('k2'), reason: 'invalid_blocks' });
    const alert = aRow({ key: 'k3', workspace: LANE, purpose: 'alert' });
    alerts.observe({ kind: 'rejected', row: alert, reason: 'invalid_blocks' });
    await alerts.look(NONE);

    expect(await told()).toEqual([expect.stringMatching(/plain text: invalid_blocks.* k1\.$/)]);
  });

  it('is still told when the database could not be written at its time', async () => {
    alerts.observe({ kind: 'duplicate', key: 'k1' });
    problem = 'full';
    await alerts.look(NONE);
    problem = undefined;
    await alerts.look(NONE);

    expect((await told())[0]).toMatch(/stands in a channel twice.* k1\.$/);
  });
});
