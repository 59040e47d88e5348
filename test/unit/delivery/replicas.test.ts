import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Selectable } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sayPlainly } from '#chat/message.ts';
import type { ChatPlatform, Limits } from '#chat/platform.ts';
import { createEngine, type Engine } from '../../../src/ops/engine.ts';
import type { Store } from '../../../src/store/open.ts';
import type { Database } from '../../../src/store/schema.ts';
import { FakePlatform } from '../../fakes/platform.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aLog } from '../papers/a-log.ts';
import { HandTime, ScriptedSource } from './house.ts';

const SECOND = 1_000;

let folder: string;
let time: HandTime;
let fake: FakePlatform;
let processes: Process[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-'));
  time = new HandTime(Date.parse('2026-03-10T07:00:00Z'));
  begin({});
  processes = [];
});
afterEach(async () => {
  fake.release();
  for (const one of processes) one.stop.abort();
  await time.pass(SECOND);
  for (const one of processes) await one.end();
  rmSync(folder, { recursive: true, force: true });
});

function begin(limits: Partial<Limits>): void {
  fake = new FakePlatform(time.clock, limits);
}

/** One of several programs on one database. */
class Process {
  readonly engine: Engine;
  readonly stop = new AbortController();
  readonly #store: Store;
  readonly #running: Promise<unknown>;
  readonly #life: { isOver: boolean };

  static async start(owner: string, platform: ChatPlatform = fake): Promise<Process> {
    const store = await openTestStore(join(folder, 'paperboy.db'));
    const life = { isOver: false };
    const engine = await createEngine({
      ...{ store, owner, source: new ScriptedSource(time), platforms: [platform], log: aLog() },
      clock: time.clock,
      wait: async (ms, signal) => {
        await time.wait(ms, signal);
        if (life.isOver) await new Promise(() => {});
      },
    });
    const one = new Process(store, engine, life);
    processes.push(one);
    await time.pass(1);
    return one;
  }

  private constructor(store: Store, engine: Engine, life: { isOver: boolean }) {
    this.#store = store;
    this.engine = engine;
    this.#life = life;
    const { signal } = this.stop;
    this.#running = Promise.all([engine.holder.run(signal), engine.deliverer.run(signal)]);
  }

  /** Nothing that it waits for comes any more. */
  die(): void {
    this.#life.isOver = true;
  }

  async notice(workspace: string, channel: string): Promise<void> {
    const message = sayPlainly(`To ${channel}.`);
    const notice = { what: channel, message, trx: this.#store };
    await this.engine.services.planner.planNotice({ workspace, channel }, notice, time.now);
    this.engine.deliverer.wake();
  }

  async leases(): Promise<readonly Selectable<Database['lease']>[]> {
    return this.#store
      .selectFrom('lease')
      .selectAll()
      .where('name', 'like', 'lane:%')
      .orderBy('name')
      .execute();
  }

  async states(): Promise<readonly string[]> {
    const rows = await this.#store.selectFrom('delivery').select('state').orderBy('id').execute();
    return rows.map(({ state }) => state);
  }

  async end(): Promise<void> {
    if (!this.#life.isOver) await this.#running;
    await this.engine[Symbol.asyncDispose]();
    await this.#store.destroy();
  }
}

const posts = () => fake.calls.filter(({ what }) => what === 'post');

describe('processes that share lanes', () => {
  it('have as many of them each, and post everything once', async () => {
    const [us, them] = [await Process.start('us'), await Process.start('them')];
    await time.pass(10 * SECOND);
    fake.faults.push(...Array.from({ length: 4 }, () => LATER));
    for (const n of [1, 2, 3, 4]) await us.notice(`fake:W${n}`, `C${n}`);
    await time.pass(10 * SECOND);

    const owners = (await us.leases()).map(({ owner }) => owner);
    await time.pass(5 * SECOND);

    expect(owners.toSorted()).toEqual(['them', 'them', 'us', 'us']);
    expect(fake.messages.map(({ ref }) => ref.channel).toSorted()).toEqual([
      'C1',
      'C2',
      'C3',
      'C4',
    ]);
    expect(await them.states()).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  it('are given their share by those that were there before', async () => {
    const us = await Process.start('us');
    fake.faults.push(...Array.from({ length: 4 }, () => ({ ...LATER, retryAfterMs: 60_000 })));
    for (const n of [1, 2, 3, 4]) await us.notice(`fake:W${n}`, `C${n}`);
    await time.pass(SECOND);
    const before = (await us.leases()).map(({ owner }) => owner);

    await Process.start('them');
    await time.pass(15 * SECOND);

    const after = (await us.leases()).map(({ owner }) => owner);
    expect(before).toEqual(['us', 'us', 'us', 'us']);
    expect(after.toSorted()).toEqual(['them', 'them', 'us', 'us']);
  });

  it('post no faster together than one of them may', async () => {
    begin({ lane: 'platform', lanePace: { first: 45, most: 45, atOnce: 50 } });
    const [us] = [await Process.start('us'), await Process.start('them')];
    for (let n = 0; n < 150; n++) await us.notice(`fake:W${n}`, `C${n}`);

    await time.pass(5 * SECOND);

    const times = posts().map(({ at }) => at);
    const within = times.map((at) => times.filter((one) => one >= at && one < at + SECOND).length);
    expect(times).toHaveLength(150);
    expect(Math.max(...within)).toBeLessThanOrEqual(45);
  });

  it('leave what a process had to the others when it stops', async () => {
    const [us, them] = [await Process.start('us'), await Process.start('them')];
    fake.faults.push(LATER);
    await us.notice('fake:W1', 'C1');
    await time.pass(2 * SECOND);
    us.stop.abort();

    const stoppedAt = time.now;
    await time.pass(1);
    const [free] = await them.leases();
    await time.pass(10 * SECOND);

    expect(free?.until, 'when the second is over in which it may have posted').toBe(
      stoppedAt + SECOND,
    );
    expect(await them.states()).toEqual(['sent']);
    expect(await them.leases()).toMatchObject([{ owner: 'them', epoch: 2 }]);
  });
});

/** What keeps a row open, and so its lane owned, for a while. */
const LATER = { kind: 'rate-limited', retryAfterMs: 8_000 } as const;

describe('a process that dies', () => {
  it('has its lanes, and what it had begun, in other hands within 30 seconds', async () => {
    const us = await Process.start('us');
    fake.faults.push('hang');
    await us.notice('fake:W1', 'C1');
    await us.notice('fake:W1', 'C2');
    await time.pass(1);
    const them = await Process.start('them');
    us.die();
    const before = fake.messages.map(({ ref }) => ref.channel);

    await time.pass(30 * SECOND);

    const finds = fake.calls.filter(({ what }) => what === 'find');
    expect(before).toEqual(['C2']);
    expect(finds.length, 'it is looked for').toBeGreaterThan(0);
    await time.pass(60 * SECOND);
    expect(await them.states()).toEqual(['sent', 'sent']);
    expect(fake.in('C1')).toHaveLength(1);
  });
});

describe('a process that was stopped for longer than its leases, and goes on', () => {
  it('posts nothing that is another’s by now', async () => {
    const gate = Promise.withResolvers<void>();
    const us = await Process.start('us', whoseFindWaits(fake, gate.promise));
    fake.faults.push('request-lost');
    await us.notice('fake:W1', 'C1');
    await time.pass(6 * SECOND); // posted in vain, and being looked for
    us.die();
    const them = await Process.start('them');
    await time.pass(120 * SECOND);
    const [before] = [posts().length];

    gate.resolve();
    await time.pass(10 * SECOND);

    expect(await them.states()).toEqual(['sent']);
    expect([before, posts().length]).toEqual([2, 2]);
    expect(fake.in('C1')).toHaveLength(1);
  });
});

/** As the process saw it that stands still in the middle of a look. */
function whoseFindWaits(platform: FakePlatform, gate: Promise<void>): ChatPlatform {
  return {
    name: platform.name,
    limits: { ...platform.limits, findAfterMs: [5_000, 0] },
    start: (inbox) => platform.start(inbox),
    stop: () => platform.stop(),
    post: (to, message, key) => platform.post(to, message, key),
    find: async (to, key) => {
      await gate;
      return platform.find(to, key);
    },
    keyOf: (ref, among) => platform.keyOf(ref, among),
    edit: (ref, message) => platform.edit(ref, message),
    remove: (ref) => platform.remove(ref),
    inspect: (place, person) => platform.inspect(place, person),
    readReactions: (refs) => platform.readReactions(refs),
    linkTo: (ref) => platform.linkTo(ref),
  };
}
