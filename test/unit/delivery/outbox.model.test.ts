import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import type { Attempted } from '../../../src/delivery/after-failure.ts';
import { attempt } from '../../../src/delivery/attempt.ts';
import { insertDigests } from '../../../src/delivery/digest-rows.ts';
import { endLate } from '../../../src/delivery/ended.ts';
import { createOutbox, type Outbox } from '../../../src/delivery/outbox.ts';
import { createReads } from '../../../src/delivery/reads.ts';
import { targetOf } from '../../../src/delivery/target.ts';
import type { Subscription } from '../../../src/digest/subscription.ts';
import { silentLog } from '../../../src/log.ts';
import { createArchive } from '../../../src/papers/archive.ts';
import { addDays, feedDay } from '../../../src/papers/feed-day.ts';
import { ensureLease, releaseLease } from '../../../src/store/lease.ts';
import type { Store } from '../../../src/store/open.ts';
import type { DeliveryRow } from '../../../src/store/schema.ts';
import { FakePlatform, type PostFault } from '../../fakes/platform.ts';
import { openTestStore, runs } from '../../fakes/store/index.ts';

const LEASE = 30_000;
const LANE = 'fake:W1';
const WORKERS = ['one', 'two', 'three'];

const LANE_LEASE = { name: `lane:${LANE}`, forMs: 20_000 };

/** What a worker has in hand: claimed rows, those that were tried with an outcome that is not written yet. */
type Hand = readonly Held[];
interface Held {
  readonly row: DeliveryRow;
  readonly attempted?: Attempted;
}

class World {
  now = 1_000_000_000_000;
  readonly hands = new Map<string, Hand>();
  readonly fake = new FakePlatform(() => this.now);
  readonly maybeSent = new Set<string>();
  epoch = 0;
  readonly store: Store;
  readonly outbox: Outbox;
  digests = 0;

  constructor(store: Store) {
    this.store = store;
    this.outbox = createOutbox(store);
    this.fake.visibleAfterMs = 30_000;
  }

  rows(): Promise<readonly DeliveryRow[]> {
    return this.store.selectFrom('delivery').selectAll().orderBy('id').execute();
  }

  async plan(): Promise<void> {
    this.digests += 1;
    const to = addDays('2026-03-09', this.digests);
    const papers = ['a', 'b'].map((paper) => ({ paper: `${paper}${this.digests}` }));
    const content = { papers, total: 2, from: to, to };
    const digest = { subscription: SUBSCRIPTION, slot: this.now, content };
    await this.store.transaction().execute(async (trx) => {
      await endLate(trx, this.now);
      await insertDigests(trx, [digest], {
        ...{ laneOf: (workspace) => workspace, log: silentLog, now: this.now },
      });
    });
  }

  /** `under` the lease of the lane, as a process does it; without, to see that the row alone is safe. */
  async claim(
    worker: string,
    ids: readonly number[],
    under?: string,
  ): Promise<readonly DeliveryRow[]> {
    if (ids.length === 0) return [];
    const { now } = this;
    const terms = { owner: worker, now, leaseUntil: now + LEASE };
    return this.outbox.claim({ ids, ...terms, ...(under !== undefined && { under }) });
  }

  async due(): Promise<readonly number[]> {
    return (await this.outbox.due(LANE, { now: this.now, limit: 64 })).map(({ id }) => id);
  }

  async lease() {
    return this.store
      .selectFrom('lease')
      .selectAll()
      .where('name', '=', LANE_LEASE.name)
      .executeTakeFirst();
  }

  async attempt(row: DeliveryRow): Promise<Attempted> {
    const render = async () => sayPlainly('A message.');
    const reads = createReads(this.store, createArchive(this.store), () => this.now);
    const to = await targetOf(row, { reads, today: () => feedDay(this.now) });
    return attempt(
      { row, to, render },
      {
        platform: this.fake,
        now: () => this.now,
        random: () => 0.5,
        leaseMs: LEASE,
        ...{ observe: () => {}, failed: () => {}, checkpoint: () => {} },
        trials: { ask: async () => ({ kind: 'go' }), ended: async () => {} },
      },
    );
  }

  /** A platform without faults, and a worker who lives, until nothing is open any more. */
  async finish(): Promise<void> {
    this.fake.faults.length = 0;
    this.fake.findFails = undefined;
    for (let round = 0; round < 200; round++) {
      for (const row of await this.claim('last', await this.due())) {
        const { outcome } = await this.attempt(row);
        await this.outbox.settle([{ row, outcome }]);
      }
      const next = await this.outbox.nextAt(LANE, -1);
      if (next === undefined) return;
      this.now = Math.max(this.now, next);
    }
    throw new Error('deliveries stay open for ever');
  }
}

const SUBSCRIPTION: Subscription = {
  id: 's1',
  kind: 'daily',
  place: { workspace: 'fake:W1', channel: 'C1' },
  schedule: { zone: 'UTC', localMinute: 540, daysMask: 127 },
  top: 2,
  details: 'thread',
  nextRunAt: 0,
  createdAt: 0,
};

/** Nobody reads the model: what is promised is promised of every state. */
type Command = fc.AsyncCommand<object, World>;

function command(
  name: string,
  run: (world: World, hand: Hand) => Promise<void>,
  { needs, worker = '' }: { needs?: (hand: Hand) => boolean; worker?: string } = {},
): Command {
  return {
    toString: () => name,
    check: () => true,
    run: async (_, world) => {
      const hand = world.hands.get(worker) ?? [];
      if (needs?.(hand) === false) return;
      await run(world, hand);
      await promises(world);
    },
  };
}

const isFree = (hand: Hand) => hand.length === 0;
const hasClaimed = (hand: Hand) => hand.some(({ attempted }) => attempted === undefined);
const hasTried = (hand: Hand) => hand.some(({ attempted }) => attempted !== undefined);

const plan = () => command('plan', async (world) => (world.digests < 3 ? world.plan() : undefined));

const takeLane = (worker: string) =>
  command(`${worker} asks for the lane`, async (world) => {
    const before = await world.lease();
    const mayTake = before === undefined || before.until <= world.now || before.owner === worker;
    const isTaken = await ensureLease(world.store, { ...LANE_LEASE, owner: worker }, world.now);
    expect(isTaken, 'one owner at a time').toBe(mayTake);
  });

const giveUpLane = (worker: string) =>
  command(`${worker} gives the lane up`, (world) =>
    releaseLease(world.store, { ...LANE_LEASE, owner: worker }),
  );

const claim = (worker: string, most: number) =>
  command(
    `${worker} claims ${most}`,
    async (world) => {
      const rows = await world.claim(worker, (await world.due()).slice(0, most));
      world.hands.set(
        worker,
        rows.map((row) => ({ row })),
      );
      const ids = rows.map(({ id }) => id);
      expect(await world.claim('somebody else', ids)).toEqual([]);
    },
    { needs: isFree, worker },
  );

const claimAsOwner = (worker: string) =>
  command(
    `${worker} claims what is the lane's`,
    async (world) => {
      const rows = await world.claim(worker, await world.due(), LANE_LEASE.name);
      world.hands.set(
        worker,
        rows.map((row) => ({ row })),
      );
      if (rows.length === 0) return;
      const lease = await world.lease();
      expect(lease?.owner, 'only the owner of the lane').toBe(worker);
      expect(lease?.until).toBeGreaterThan(world.now);
    },
    { needs: isFree, worker },
  );

const act = (worker: string, fault: PostFault | undefined) =>
  command(
    `${worker} tries: ${JSON.stringify(fault) ?? 'well'}`,
    async (world, hand) => {
      const next = hand.find(({ attempted }) => attempted === undefined);
      if (next === undefined) return;
      world.fake.faults.splice(0, 1, fault);
      const tried = { ...next, attempted: await world.attempt(next.row) };
      world.hands.set(
        worker,
        hand.map((one) => (one === next ? tried : one)),
      );
    },
    { needs: hasClaimed, worker },
  );

const settle = (worker: string) =>
  command(
    `${worker} writes`,
    async (world, hand) => {
      const settlements = hand.flatMap(({ row, attempted }) =>
        attempted === undefined ? [] : [{ row, outcome: attempted.outcome }],
      );
      const before = new Map((await world.rows()).map((row) => [row.id, row]));
      const areTheirs = settlements.map(({ row: { id } }) => {
        const { state, owner } = before.get(id) ?? {};
        return state === 'sending' && owner === worker;
      });
      const areWritten = await world.outbox.settle(settlements);
      expect(areWritten, 'only the owner writes').toEqual(areTheirs);
      world.hands.set(
        worker,
        hand.filter(({ attempted }) => attempted === undefined),
      );
    },
    { needs: hasTried, worker },
  );

const crash = (worker: string) =>
  command(
    `${worker} crashes`,
    async (world) => {
      world.hands.set(worker, []);
    },
    { needs: (hand) => !isFree(hand), worker },
  );

const pass = (ms: number) =>
  command(`${ms / 1_000} s pass`, async (world) => {
    world.now += ms;
  });

const findSays = (what: FakePlatform['findFails']) =>
  command(`find says ${JSON.stringify(what) ?? 'the truth'}`, async (world) => {
    world.fake.findFails = what;
  });

const press = (index: number) =>
  command('somebody presses a button', async (world) => {
    const kept = world.fake.messages[index % Math.max(1, world.fake.messages.length)];
    if (kept !== undefined) await world.outbox.bind(kept.key, kept.ref, world.now);
  });

/** What holds at every moment. */
async function promises(world: World): Promise<void> {
  const { fake, maybeSent } = world;
  const rows = await world.rows();
  const { epoch = world.epoch } = (await world.lease()) ?? {};
  expect(epoch, 'an epoch never falls').toBeGreaterThanOrEqual(world.epoch);
  world.epoch = epoch;
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const row of rows) {
    const kept = fake.withKey(row.key);
    expect(kept.length, 'never twice').toBeLessThanOrEqual(1);
    if (row.after !== null && kept.length > 0) expect(byId.get(row.after)?.state).toBe('sent');
    if (row.state === 'sent') expect(row.sent_message).toBe(kept[0]?.ref.message);
    if (maybeSent.has(row.key)) expect(row.maybe_sent, 'never taken back').toBe(1);
    if (row.maybe_sent === 1) maybeSent.add(row.key);
  }
}

/** What holds when nothing is open any more. */
async function nothingIsLost(world: World): Promise<void> {
  const rows = await world.rows();
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const row of rows) {
    const messages = world.fake.withKey(row.key).length;
    if (row.state === 'sent') expect(messages).toBe(1);
    else expect(row.reason, `${row.state} has its reason`).not.toBe(null);
    if (['skipped', 'refused', 'dead'].includes(row.state)) expect(messages).toBe(0);
    expect(['sent', 'uncertain', 'refused', 'skipped', 'dead']).toContain(row.state);
    const overview = byId.get(row.after ?? -1);
    if (overview === undefined || overview.state === 'sent') continue;
    expect(row.state, 'ends with its overview').toBe('skipped');
  }
}

let store: Store;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.destroy());
beforeEach(empty);

async function empty(): Promise<void> {
  for (const table of ['lease', 'votable', 'delivery', 'digest', 'shown'] as const) {
    if (table === 'delivery')
      await store.deleteFrom(table).where('after', 'is not', null).execute();
    await store.deleteFrom(table).execute();
  }
}

describe('the outbox under any run of events', () => {
  const worker = fc.constantFrom(...WORKERS);
  const fault = fc.constantFrom<PostFault | undefined>(
    undefined,
    undefined,
    'answer-lost',
    'answer-lost',
    'request-lost',
    { kind: 'rate-limited', retryAfterMs: 20_000 },
    { kind: 'unavailable' },
    { kind: 'unauthorized', of: 'installation' },
    { kind: 'forbidden', of: 'channel' },
    { kind: 'gone', of: 'thread' },
    { kind: 'rejected' },
    new Error('a fault of ours'),
  );
  const events = [
    fc.constant(plan()),
    worker.map((who) => claim(who, 1)),
    worker.map((who) => claim(who, 3)),
    worker.map(takeLane),
    worker.map(giveUpLane),
    worker.map(claimAsOwner),
    fc.tuple(worker, fault).map(([who, how]) => act(who, how)),
    fc.tuple(worker, fault).map(([who, how]) => act(who, how)),
    worker.map(settle),
    worker.map(settle),
    worker.map(crash),
    fc.constantFrom(1_000, 4_000, 10_000, 31_000, 31_000, 60_000, 7 * 3_600_000).map(pass),
    fc
      .constantFrom<FakePlatform['findFails']>(
        undefined,
        undefined,
        'cannot-say',
        { kind: 'unavailable' },
        { kind: 'rate-limited', retryAfterMs: 9_000 },
        { kind: 'forbidden', of: 'channel' },
      )
      .map(findSays),
    fc.nat(5).map(press),
  ];

  it('never posts twice, never loses one, and keeps cards behind their overview', async () => {
    await fc.assert(
      fc
        .asyncProperty(fc.commands(events, { maxCommands: 45, size: 'max' }), async (commands) => {
          const world = new World(store);
          await world.plan();

          await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
          await world.finish();

          await promises(world);
          await nothingIsLost(world);
        })
        .beforeEach(empty),
      { numRuns: runs(200) },
    );
  });
});
