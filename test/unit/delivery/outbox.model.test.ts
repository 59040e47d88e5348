import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import type { Attempted } from '../../../src/delivery/after-failure.ts';
import { attempt } from '../../../src/delivery/attempt.ts';
import { insertDigests } from '../../../src/delivery/digest-rows.ts';
import { endLate } from '../../../src/delivery/ended.ts';
import { createOutbox, type Outbox } from '../../../src/delivery/outbox.ts';
import { targetOf } from '../../../src/delivery/target.ts';
import type { Subscription } from '../../../src/digest/subscription.ts';
import { addDays } from '../../../src/papers/feed-day.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import type { DeliveryRow } from '../../../src/store/schema.ts';
import { FakePlatform, type PostFault } from '../../fakes/platform.ts';

const LEASE = 30_000;
const WORKERS = ['one', 'two', 'three'];

/** What a worker has in hand: nothing, a claimed row, or an outcome that is not written yet. */
type Hand = { readonly row: DeliveryRow; readonly attempted?: Attempted } | undefined;

class World {
  now = 1_000_000_000_000;
  readonly hands = new Map<string, Hand>();
  readonly fake = new FakePlatform(() => this.now);
  readonly maybeSent = new Set<string>();
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
      await insertDigests(trx, [digest], { laneOf: (workspace) => workspace, now: this.now });
    });
  }

  async claim(worker: string, id: number): Promise<DeliveryRow | undefined> {
    const { now } = this;
    return this.outbox.claim({ id, owner: worker, now, leaseUntil: now + LEASE });
  }

  async attempt(row: DeliveryRow): Promise<Attempted> {
    const render = async () => sayPlainly('A message.');
    const to = await targetOf(row, { store: this.store, render });
    return attempt(
      { row, to, render },
      {
        platform: this.fake,
        now: () => this.now,
        random: () => 0.5,
        leaseMs: LEASE,
        checkpoint: () => {},
      },
    );
  }

  /** A platform without faults, and a worker who lives, until nothing is open any more. */
  async finish(): Promise<void> {
    this.fake.faults.length = 0;
    this.fake.findFails = undefined;
    for (let round = 0; round < 200; round++) {
      for (const { id } of await this.outbox.due(this.now, 64)) {
        const row = await this.claim('last', id);
        if (row !== undefined) await this.outbox.settle(row, (await this.attempt(row)).outcome);
      }
      const next = await this.outbox.nextAt(-1);
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
      const hand = world.hands.get(worker);
      if (needs?.(hand) === false) return;
      await run(world, hand);
      await promises(world);
    },
  };
}

const isFree = (hand: Hand) => hand === undefined;
const hasClaimed = (hand: Hand) => hand !== undefined && hand.attempted === undefined;
const hasTried = (hand: Hand) => hand?.attempted !== undefined;

const plan = () => command('plan', async (world) => (world.digests < 3 ? world.plan() : undefined));

const claim = (worker: string) =>
  command(
    `${worker} claims`,
    async (world) => {
      const [first] = await world.outbox.due(world.now, 64);
      const row = first === undefined ? undefined : await world.claim(worker, first.id);
      world.hands.set(worker, row === undefined ? undefined : { row });
      if (row !== undefined) expect(await world.claim('somebody else', row.id)).toBeUndefined();
    },
    { needs: isFree, worker },
  );

const act = (worker: string, fault: PostFault | undefined) =>
  command(
    `${worker} tries: ${JSON.stringify(fault) ?? 'well'}`,
    async (world, hand) => {
      if (hand === undefined) return;
      world.fake.faults.splice(0, 1, fault);
      world.hands.set(worker, { ...hand, attempted: await world.attempt(hand.row) });
    },
    { needs: hasClaimed, worker },
  );

const settle = (worker: string) =>
  command(
    `${worker} writes`,
    async (world, hand) => {
      if (hand?.attempted === undefined) return;
      const before = (await world.rows()).find(({ id }) => id === hand.row.id);
      const isTheirs = before?.state === 'sending' && before.owner === worker;
      const isWritten = await world.outbox.settle(hand.row, hand.attempted.outcome);
      expect(isWritten, 'only the owner writes').toBe(isTheirs);
      world.hands.set(worker, undefined);
    },
    { needs: hasTried, worker },
  );

const crash = (worker: string) =>
  command(
    `${worker} crashes`,
    async (world) => {
      world.hands.set(worker, undefined);
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
  store = await openStore('file::memory:', 0);
});
afterAll(() => store.destroy());
beforeEach(empty);

async function empty(): Promise<void> {
  for (const table of ['votable', 'delivery', 'digest', 'shown'] as const) {
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
    worker.map(claim),
    worker.map(claim),
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
      { numRuns: 200 },
    );
  });
});
