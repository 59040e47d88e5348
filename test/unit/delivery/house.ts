import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Limits, Place } from '#chat/platform.ts';
import type { Wait } from '../../../src/clock.ts';
import type { Observe } from '../../../src/delivery/observed.ts';
import type { Subscription, WantedSubscription } from '../../../src/digest/subscription.ts';
import { SourceError } from '../../../src/errors.ts';
import { createEngine, type Engine } from '../../../src/ops/engine.ts';
import type { Beyond, BeyondHit } from '../../../src/papers/beyond.ts';
import { FIRST_DAY, feedDay } from '../../../src/papers/feed-day.ts';
import type { Day, Paper } from '../../../src/papers/paper.ts';
import { NotYetError, type PaperSource } from '../../../src/papers/source.ts';
import type { Store } from '../../../src/store/open.ts';
import type { DeliveryRow } from '../../../src/store/schema.ts';
import { FakePlatform } from '../../fakes/platform.ts';
import { allDone, openTestStore } from '../../fakes/store/index.ts';
import { aLog, type RememberedLog } from '../papers/a-log.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const WORKSPACE = 'fake:W1';
export const PLACE: Place = { workspace: WORKSPACE, channel: 'C1' };

/** Time by hand: it stands still until it is told to go on. */
export class HandTime {
  now: number;
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  constructor(now: number) {
    this.now = now;
  }

  readonly clock = (): number => this.now;

  readonly wait: Wait = (ms, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { at: this.now + ms, wake: resolve };
    this.#sleepers.add(sleeper);
    const stop = () => reject(new Error('aborted'));
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    return promise.finally(() => this.#sleepers.delete(sleeper));
  };

  /** Lets so much time pass; whoever waits for a moment on the way wakes at that moment. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await allDone();
    for (let next = this.#first(end); next !== undefined; next = this.#first(end)) {
      this.now = Math.max(this.now, next.at);
      next.wake();
      await allDone();
    }
    this.now = end;
    await allDone();
  }

  /** What comes of it within so much time; all of it passes. */
  async within<T>(ms: number, work: Promise<T>): Promise<T> {
    await this.pass(ms);
    return work;
  }

  /** So much time is over at once: whoever waited for a moment on the way wakes late. */
  async jump(ms: number): Promise<void> {
    this.now += ms;
    for (const { at, wake } of [...this.#sleepers]) if (at <= this.now) wake();
    await allDone();
  }

  #first(notAfter: number) {
    const [first] = [...this.#sleepers].toSorted((a, b) => a.at - b.at);
    return first !== undefined && first.at <= notAfter ? first : undefined;
  }
}

/** Hugging Face by hand. */
export class ScriptedSource implements PaperSource {
  readonly name = 'hugging-face';
  readonly firstDay = FIRST_DAY;
  readonly lists = new Map<Day, readonly Paper[]>();
  readonly asked: Day[] = [];
  isDown = false;
  readonly #time: HandTime;

  constructor(time: HandTime) {
    this.#time = time;
  }

  today(now: number): Day {
    return feedDay(now);
  }

  async dailyList(day: Day): Promise<readonly Paper[]> {
    this.asked.push(day);
    if (this.isDown) throw new SourceError(`GET list of ${day}: HTTP 502`);
    if (day > feedDay(this.#time.now)) throw new NotYetError(day);
    return this.lists.get(day) ?? [];
  }

  async paper(id: string): Promise<Paper | undefined> {
    if (this.isDown) throw new SourceError(`GET paper ${id}: HTTP 502`);
    return [...this.lists.values()].flat().find((paper) => paper.id === id);
  }
}

/** Hugging Face's own search by hand. */
export class ScriptedBeyond implements Beyond {
  hits: readonly BeyondHit[] = [];
  readonly asked: { readonly q: string; readonly workspace: string }[] = [];
  fault: SourceError | 'hang' | undefined;

  async search(q: string, workspace: string): Promise<readonly BeyondHit[]> {
    this.asked.push({ q, workspace });
    if (this.fault === 'hang') return new Promise(() => {});
    if (this.fault !== undefined) throw this.fault;
    return this.hits;
  }
}

export interface HouseOptions {
  /** When it begins: a Tuesday morning in March unless said. */
  readonly now?: string;
  readonly limits?: Partial<Limits>;
  /** The archive fills itself back to this day; by itself only when it is run. */
  readonly archiveSince?: Day;
  readonly observe?: Observe;
}

/** All rooms put together on a real file, with time, papers and the platform in the test's hand. */
export class House implements AsyncDisposable {
  readonly time: HandTime;
  readonly source: ScriptedSource;
  readonly beyond = new ScriptedBeyond();
  readonly fake: FakePlatform;
  readonly log: RememberedLog = aLog();
  readonly #folder = mkdtempSync(join(tmpdir(), 'paperboy-'));
  readonly #settings: Pick<HouseOptions, 'archiveSince' | 'observe'>;
  #process: { readonly store: Store; readonly engine: Engine } | undefined;
  #stop = new AbortController();
  #running: readonly Promise<void>[] = [];

  static async open(options: HouseOptions = {}): Promise<House> {
    const house = new House(options);
    await house.#begin();
    return house;
  }

  private constructor({ limits, now = '2026-03-10T07:00:00Z', ...settings }: HouseOptions) {
    this.#settings = settings;
    this.time = new HandTime(Date.parse(now));
    this.source = new ScriptedSource(this.time);
    this.fake = new FakePlatform(this.time.clock, limits);
  }

  get store(): Store {
    return this.#begun.store;
  }

  get engine(): Engine {
    return this.#begun.engine;
  }

  get services(): Engine['services'] {
    return this.engine.services;
  }

  get #begun() {
    if (this.#process === undefined) throw new Error('the house is not open');
    return this.#process;
  }

  async #begin(): Promise<void> {
    const { source, beyond, log, fake } = this;
    const { clock, wait } = this.time;
    const store = await openTestStore(join(this.#folder, 'paperboy.db'));
    const parts = { store, source, beyond, platforms: [fake], clock, wait, log, ...this.#settings };
    const engine = await createEngine(parts);
    this.#process = { store, engine };
    await fake.start(engine.inbox);
  }

  /** Delivers and edits from now on, while time passes. */
  run(): void {
    const { deliverer, refresher } = this.engine;
    const { signal } = this.#stop;
    this.#running = [deliverer.run(signal), refresher.run(signal)];
  }

  /** Ends the process in good order, or not at all, and begins a new one on the same file. */
  async restart({ isKilled = false } = {}): Promise<void> {
    this.#stop.abort();
    // What a killed process still had in hand comes to nothing: its database is closed.
    const ended = Promise.allSettled(this.#running);
    if (!isKilled) await ended;
    await this.store.destroy();
    this.#stop = new AbortController();
    await this.#begin();
  }

  /** What the clockwork does, at a moment: `2026-03-10T08:00Z`. */
  async tickAt(moment: string): Promise<void> {
    await this.time.jump(Date.parse(moment) - this.time.now);
    await this.engine.tick(this.time.now);
    await allDone();
  }

  /** The clockwork from now until a moment, a tick every so many minutes, each with half a minute to deliver. */
  async live(until: string, everyMinutes = 60): Promise<void> {
    const end = Date.parse(until);
    while (this.time.now < end) {
      const next = Math.min(this.time.now + everyMinutes * MINUTE, end);
      await this.engine.tick(this.time.now);
      await this.time.pass(Math.min(30_000, next - this.time.now));
      await this.time.jump(next - this.time.now);
    }
  }

  async subscribe(wanted: Partial<WantedSubscription> = {}): Promise<Subscription> {
    const schedule = { zone: 'Europe/Berlin', localMinute: 9 * 60, daysMask: 0b111_1111 };
    const all: WantedSubscription = {
      ...{ place: PLACE, schedule, top: 2, details: 'thread' },
      ...{ setUpBy: { person: 'fake:U1', name: 'Ada Lovelace' } },
      ...wanted,
    };
    const { subscription } = await this.services.subscriptions.ensure(all, this.time.now);
    return subscription;
  }

  async deliveries(): Promise<readonly DeliveryRow[]> {
    return this.store.selectFrom('delivery').selectAll().orderBy('id').execute();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.fake.release();
    await Promise.all(this.#running);
    await this.store.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
