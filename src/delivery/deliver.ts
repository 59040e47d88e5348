import { randomUUID } from 'node:crypto';
import type { Message } from '#chat/message.ts';
import type { ChatPlatform, Instant, WorkspaceId } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import type { Attempted } from './after-failure.ts';
import { Alarm } from './alarm.ts';
import { attempt, type Parcel } from './attempt.ts';
import type { Lanes } from './lanes.ts';
import type { DueDelivery, Outbox } from './outbox.ts';
import { pauseSubscription } from './paused.ts';
import { targetOf } from './target.ts';

export interface DelivererDeps {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly lanes: Lanes;
  /** Undefined for a platform that is not there: its deliveries wait. */
  readonly platformOf: (workspace: WorkspaceId) => ChatPlatform | undefined;
  readonly render: (row: DeliveryRow) => Promise<Message>;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly random: () => number;
  readonly log: Log;
  /** Longer than a find and a post with their 10 s limits, and a margin (delivery.md, section 6). */
  readonly leaseMs: number;
  readonly checkpoint: (name: string) => void;
}

export const LEASE_MS = 30_000;
/** Deliveries looked at per lane and round: enough to fill a lane whose first channels are busy. */
const LOOK_AHEAD = 64;
const IDLE_MS = 60_000;
/** After an error of our own, mostly a database that cannot be written: a full disk must not become a busy loop. */
const BREATHER_MS = 5_000;

/** Sends what the outbox holds, each lane at its own pace. */
export class Deliverer {
  readonly #deps: DelivererDeps;
  readonly #owner = randomUUID();
  readonly #running = new Set<Promise<void>>();
  readonly #alarm: Alarm;
  readonly #watchers = new Set<Watcher>();
  #isRunning = false;

  constructor(deps: DelivererDeps) {
    this.#deps = deps;
    this.#alarm = new Alarm(deps.wait);
  }

  /** Something was planned. */
  wake(): void {
    this.#alarm.ring();
  }

  /** Until aborted; then waits for what is in flight. */
  async run(signal: AbortSignal): Promise<void> {
    this.#isRunning = true;
    while (!signal.aborted) {
      const next = await this.#safeRound();
      await this.#alarm.sleep(next - this.#deps.clock(), signal);
    }
    await Promise.all(this.#running);
    this.#isRunning = false;
    for (const { alarm } of this.#watchers) alarm.ring();
  }

  /**
   * Resolves when the delivery with this key is sent or given up, at the latest after that time, and at once while
   * nothing is delivered. What became of it is in the database.
   */
  async settled(key: string, atMostMs: number): Promise<void> {
    if (!this.#isRunning) return;
    const watcher = { key, alarm: new Alarm(this.#deps.wait) };
    this.#watchers.add(watcher);
    try {
      if (await this.#deps.outbox.isOpen(key)) await watcher.alarm.sleep(atMostMs);
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  /** Until nothing is open any more, or what is open is due later than `giveUpAt`. */
  async drain(giveUpAt: Instant): Promise<void> {
    while (this.#deps.clock() <= giveUpAt) {
      const next = await this.#round();
      const open = await this.#deps.outbox.nextAt(-1);
      if (this.#running.size === 0 && (open === undefined || open > giveUpAt)) return;
      await this.#alarm.sleep(Math.min(next, giveUpAt) - this.#deps.clock());
    }
    await Promise.all(this.#running);
  }

  async #safeRound(): Promise<Instant> {
    try {
      return await this.#round();
    } catch (error) {
      this.#deps.log.error({ error: `${error}` }, 'outbox could not be read');
      return this.#deps.clock() + BREATHER_MS;
    }
  }

  /** Starts all that may go now; the moment at which to look again. */
  async #round(): Promise<Instant> {
    const { outbox, clock, lanes, platformOf } = this.#deps;
    const now = clock();
    const next = [(await outbox.nextAt(now)) ?? Number.POSITIVE_INFINITY, now + IDLE_MS];
    for (const delivery of await outbox.due(now, LOOK_AHEAD)) {
      const platform = platformOf(delivery.workspace);
      if (platform === undefined) continue;
      const readyAt = lanes.readyAt(delivery, platform.limits);
      if (readyAt <= clock()) this.#start(delivery, platform);
      else next.push(readyAt);
    }
    return Math.min(...next.filter((at) => at > now));
  }

  #start(delivery: DueDelivery, platform: ChatPlatform): void {
    const { lanes, clock, log } = this.#deps;
    lanes.started(delivery, clock());
    const work = this.#deliver(delivery, platform)
      .catch((error: unknown) => {
        lanes.rest(delivery.lane, clock() + BREATHER_MS);
        log.error({ delivery: delivery.id, error: `${error}` }, 'delivery failed');
      })
      .finally(() => {
        lanes.finished(delivery);
        this.#running.delete(work);
        this.#alarm.ring();
      });
    this.#running.add(work);
  }

  async #deliver({ id }: DueDelivery, platform: ChatPlatform): Promise<void> {
    const { outbox, clock, leaseMs, checkpoint } = this.#deps;
    const now = clock();
    checkpoint('before-claim');
    const row = await outbox.claim({ id, owner: this.#owner, now, leaseUntil: now + leaseMs });
    if (row === undefined) return;
    checkpoint('after-claim');
    const attempted = await attemptRow(row, platform, this.#deps);
    // While the row is still ours: whoever finds it after a crash comes to the same conclusion.
    await conclude(row, attempted, this.#deps);
    checkpoint('before-settle');
    await outbox.settle(row, attempted.outcome);
    if (attempted.outcome.state !== 'pending') this.#tell(row.key);
    checkpoint('after-settle');
  }

  #tell(settled: string): void {
    for (const { key, alarm } of this.#watchers) if (key === settled) alarm.ring();
  }
}

/** Somebody who waits for one delivery. */
interface Watcher {
  readonly key: string;
  readonly alarm: Alarm;
}

async function attemptRow(
  row: DeliveryRow,
  platform: ChatPlatform,
  deps: DelivererDeps,
): Promise<Attempted> {
  const parcel: Parcel = { row, to: await targetOf(row, deps), render: () => deps.render(row) };
  return attempt(parcel, { ...deps, platform, now: deps.clock });
}

async function conclude(
  row: DeliveryRow,
  { outcome, consequence }: Attempted,
  deps: DelivererDeps,
): Promise<void> {
  const { log, lanes, clock } = deps;
  const facts = { delivery: row.id, workspace: row.workspace, channel: row.channel };
  if (consequence.kind !== 'trouble') lanes.answered(row.lane);
  switch (consequence.kind) {
    case 'none':
      return;
    case 'trouble':
      log.warn({ ...facts, reason: consequence.reason }, 'platform did not answer');
      return lanes.troubled(row.lane, clock());
    case 'pause-lane':
      log.warn({ ...facts, reason: consequence.reason }, 'platform asks to wait');
      return lanes.pause(row.lane, clock() + consequence.ms, consequence.reason);
    case 'stop-lane':
      log.error({ ...facts, reason: consequence.reason }, 'platform refuses the token');
      return lanes.pause(row.lane, clock() + consequence.ms, consequence.reason);
    case 'pause-subscription':
      return pauseSubscription(row, consequence.reason, deps);
    case 'alert':
      return log.error({ ...facts, state: outcome.state, reason: consequence.reason }, 'bad post');
  }
}
