import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/log.ts';
import type { TickStatus } from '../../../src/ops/clockwork.ts';
import { metricsPage } from '../../../src/ops/metrics-page.ts';
import { createNumbers } from '../../../src/ops/numbers.ts';
import { createProbe } from '../../../src/ops/probe.ts';
import type { Store } from '../../../src/store/open.ts';
import type { NewDelivery } from '../../../src/store/schema.ts';
import { ensureWritten } from '../../../src/store/written.ts';
import { isOnServer, openTestStore } from '../../fakes/store/index.ts';
import { aRow } from '../delivery/a-row.ts';
import { HandTime, MINUTE } from '../delivery/house.ts';

let store: Store;
let time: HandTime;
beforeEach(async () => {
  store = await openTestStore();
  time = new HandTime(Date.parse('2026-03-10T09:00:00Z'));
});
afterEach(() => store.destroy());

/** What a scrape shows, line by line. */
async function scraped(
  tick: TickStatus = { lastAt: performance.now() - 2_000 },
): Promise<readonly string[]> {
  const numbers = createNumbers({ ofProcess: false });
  const deps = {
    numbers,
    store,
    clock: time.clock,
    wait: time.wait,
    log: silentLog,
    probe: async () => undefined,
  };
  const page = await metricsPage(deps, () => tick)();
  return page.body.split('\n');
}

async function insert(...rows: readonly Partial<NewDelivery>[]): Promise<void> {
  for (const [index, row] of rows.entries()) {
    const { id: _, ...columns } = aRow({ key: `k${index}`, owner: null });
    await store
      .insertInto('delivery')
      .values({ ...columns, ...row })
      .execute();
  }
}

/** A transaction that goes on: on SQLite nobody else has a turn. */
async function somebodyWriting(): Promise<{ end(): Promise<void> }> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const { promise: begun, resolve: isBegun } = Promise.withResolvers<void>();
  const other = store.transaction().execute(async (trx) => {
    await ensureWritten(trx, time.now);
    isBegun();
    await over;
  });
  await begun;
  return {
    end: async () => {
      resolve();
      await other;
    },
  };
}

describe('a scrape', () => {
  it('shows what waits, and how long the oldest that waits for no other', async () => {
    await insert(
      { state: 'pending', not_before: time.now - MINUTE },
      { state: 'pending', not_before: time.now + MINUTE },
      { state: 'sending', not_before: time.now - 2 * MINUTE },
      { state: 'uncertain' },
      { state: 'sent' },
    );
    const { id } = await store
      .selectFrom('delivery')
      .select('id')
      .orderBy('id')
      .executeTakeFirstOrThrow();
    await insert({ key: 'card', state: 'pending', after: id, not_before: 0 });

    const lines = await scraped();

    expect(lines).toContain('outbox_depth{state="pending"} 3');
    expect(lines).toContain('outbox_depth{state="sending"} 1');
    expect(lines).toContain('outbox_depth{state="uncertain"} 1');
    expect(lines).toContain('oldest_pending_seconds 120');
  });

  it('shows lanes and leases by platform, whatever the number of workspaces', async () => {
    const lane = { reason: null, why: null };
    await store
      .insertInto('lane')
      .values([
        { ...lane, name: 'slack:T0001', paused_until: time.now + MINUTE, rate: 3 },
        { ...lane, name: 'slack:T0002', paused_until: 0, rate: 0.5 },
        { ...lane, name: 'discord', paused_until: 0, rate: null },
      ])
      .execute();
    const minute = Math.floor(time.now / MINUTE);
    await store
      .insertInto('refusal')
      .values([
        { lane: 'discord', minute, count: 2 },
        { lane: 'discord', minute: minute - 9, count: 3 },
        { lane: 'discord', minute: minute - 10, count: 5 },
      ])
      .execute();
    const lease = { owner: 'me', until: 0 };
    await store
      .insertInto('lease')
      .values([
        { ...lease, name: 'tick', epoch: 4 },
        { ...lease, name: 'lane:slack:T0001', epoch: 1 },
        { ...lease, name: 'lane:slack:T0002', epoch: 2 },
        { ...lease, name: 'inbox:slack', epoch: 3 },
        { ...lease, name: 'process:abc', epoch: 1 },
      ])
      .execute();

    const lines = await scraped();

    expect(lines).toContain('lane_paused_seconds{platform="slack"} 60');
    expect(lines).toContain('lane_paused_seconds{platform="discord"} 0');
    expect(lines).toContain('lane_rate{platform="slack"} 0.5');
    expect(lines).toContain('invalid_requests_10m{platform="discord"} 5');
    expect(lines.filter((line) => line.startsWith('lease_epoch')).toSorted()).toEqual([
      'lease_epoch{name="inbox:slack"} 3',
      'lease_epoch{name="lane:slack"} 3',
      'lease_epoch{name="tick"} 4',
    ]);
  });

  it('shows the age of a first tick that does not end', async () => {
    const lines = await scraped({ beganAt: performance.now() - 400_000 });

    const age = lines.find((line) => line.startsWith('tick_age_seconds '))?.split(' ')[1];
    expect(Number(age)).toBeGreaterThan(300);
  });

  it('shows the age of the tick and of the newest list, and that the database takes writes', async () => {
    const day = { day: '2026-03-10', state: 'open', settled_at: null, next_pull_at: null } as const;
    await store
      .insertInto('day')
      .values({ ...day, pulled_at: time.now - MINUTE })
      .execute();

    const lines = await scraped();

    expect(lines).toContain('upstream_age_seconds 60');
    expect(lines).toContain('db_writable 1');
    expect(lines.some((line) => /^tick_age_seconds 2\./.test(line))).toBe(true);
  });

  it.skipIf(isOnServer())('does not wait for a database that hangs', async () => {
    const hanging = await somebodyWriting();

    const lines = await time.within(3_000, scraped());
    await hanging.end();

    expect(lines.some((line) => line.startsWith('tick_age_seconds'))).toBe(true);
    expect(lines.some((line) => line.startsWith('outbox_depth{'))).toBe(false);
  });
});

describe('the probe', () => {
  const deps = () => ({ store, clock: time.clock, wait: time.wait, log: silentLog });

  it('measures a write, and tries no second one right after it', async () => {
    const took: number[] = [];
    const probe = createProbe({ ...deps(), written: (ms) => took.push(ms) });

    const found = [await probe(), await probe()];

    expect(found).toEqual([undefined, undefined]);
    expect(took).toHaveLength(1);
  });

  it('says why the database cannot be written', async () => {
    await store.schema.alterTable('setting').renameTo('away').execute();

    const problem = await createProbe(deps())();
    await store.schema.alterTable('away').renameTo('setting').execute();

    expect(problem).toMatch(/setting/);
  });

  it('does not wait for a database that hangs', async () => {
    const hanging = await somebodyWriting();

    const problem = await createProbe({ ...deps(), wait: async () => {} })();
    await hanging.end();

    expect(problem).toMatch(/no answer/);
  });
});
