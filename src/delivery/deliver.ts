import type { ChatPlatform, Instant, WorkspaceId } from '#chat/platform.ts';
import type { Wait } from '../clock.ts';
import type { Holder } from '../store/holder.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { Alarm } from './alarm.ts';
import { choose } from './choose.ts';
import type { Lane } from './lane.ts';
import type { DueDelivery } from './lane-rows.ts';
import { workspaceOf } from './lanes.ts';
import type { Outbox } from './outbox.ts';
import type { Trials } from './renderings.ts';
import { untried } from './settle.ts';
import { Settling } from './settling.ts';
import { laneLease, Shares } from './shares.ts';
import { type TryDeps, tryOnce } from './try-once.ts';
import { Watchers } from './watchers.ts';

export interface DelivererDeps extends TryDeps {
  readonly outbox: Outbox;
  readonly holder: Holder;
  readonly trials: Trials;
  /** Undefined for a platform that is not there: its deliveries wait. */
  readonly platformOf: (workspace: WorkspaceId) => ChatPlatform | undefined;
  readonly wait: Wait;
}

/** Longer than a find and a post with their 10 s limits, and a margin (delivery.md, section 6). */
export const LEASE_MS = 25_000;
/** How often it is looked what others planned or left behind: where there are others, and where only a tool may be. */
const POLL_MS = 1_000;
const ALONE_POLL_MS = 5_000;
/** Whoever plans something for a lane that nobody has can take it. */
const IDLE_POLL_MS = 60_000;
/** After an error of our own, mostly a database that cannot be written: a full disk must not become a busy loop. */
const BREATHER_MS = 5_000;
/** A claimed post waits so long at most, whatever a clock that was set back says: its lease goes on. */
const LONGEST_AHEAD_MS = 5_000;

/** Sends what the outbox holds, each of this process's lanes at its own pace. */
export class Deliverer {
  readonly #deps: DelivererDeps;
  readonly #running = new Set<Promise<void>>();
  readonly #alarm: Alarm;
  readonly #watchers: Watchers;
  readonly #settling: Settling;
  readonly #shares: Shares;
  /** When each lane is looked at next. */
  readonly #lookAt = new Map<string, Instant>();
  #dividedAt = Number.NEGATIVE_INFINITY;
  /** A lane that we serve is somebody else's. */
  #hasForeign = false;

  constructor(deps: DelivererDeps) {
    this.#deps = deps;
    this.#alarm = new Alarm(deps.wait);
    this.#watchers = new Watchers(deps);
    this.#settling = new Settling(deps);
    this.#shares = new Shares({ ...deps, isServed: (lane) => this.#serves(lane) });
  }

  /** Something was planned. */
  wake(): void {
    this.#dividedAt = Number.NEGATIVE_INFINITY;
    this.#alarm.ring();
  }

  /** Until aborted; then waits for what is in flight, and leaves the lanes to others. */
  async run(signal: AbortSignal): Promise<void> {
    this.#watchers.begin();
    while (!signal.aborted) {
      const next = await this.#safeRound(signal);
      await this.#alarm.sleep(next - this.#deps.clock(), signal);
    }
    await Promise.all(this.#running);
    this.#watchers.end();
    await this.#leave();
  }

  /** As `Watchers` has it: at once while nothing is delivered. */
  settled(key: string, atMostMs: number): Promise<void> {
    return this.#watchers.settled(key, atMostMs);
  }

  /** Until nothing is open any more, or what is open is due later than `giveUpAt`. */
  async drain(giveUpAt: Instant): Promise<void> {
    const { outbox, clock } = this.#deps;
    while (clock() <= giveUpAt) {
      const next = await this.#round();
      const open = (await outbox.openLanes()).filter(({ lane }) => this.#serves(lane));
      if (this.#running.size === 0 && open.every(({ firstAt }) => firstAt > giveUpAt)) break;
      await this.#alarm.sleep(Math.min(next, giveUpAt) - clock());
    }
    await Promise.all(this.#running);
    await this.#leave();
  }

  #serves(lane: string): boolean {
    return this.#deps.platformOf(workspaceOf(lane)) !== undefined;
  }

  async #leave(): Promise<void> {
    try {
      await this.#shares.leave();
    } catch (error) {
      this.#deps.log.warn({ error: `${error}` }, 'lanes not given up');
    }
  }

  async #safeRound(signal: AbortSignal): Promise<Instant> {
    try {
      return await this.#round(signal);
    } catch (error) {
      const { clock, wait, log } = this.#deps;
      log.error({ error: `${error}` }, 'outbox could not be read');
      this.#lookAt.clear();
      // Not by the alarm: what ended meanwhile has rung it.
      await wait(BREATHER_MS, signal).catch(() => {});
      return clock();
    }
  }

  /** Starts all that may go now; the moment at which to look again. */
  async #round(signal?: AbortSignal): Promise<Instant> {
    const { clock, lanes } = this.#deps;
    if (Math.abs(clock() - this.#dividedAt) >= this.#pollMs) await this.#divide();
    for (const lane of lanes.all()) {
      if (signal?.aborted === true) break;
      if ((this.#lookAt.get(lane.name) ?? 0) <= clock()) await this.#look(lane);
    }
    return Math.min(this.#dividedAt + this.#pollMs, ...this.#lookAt.values());
  }

  get #pollMs(): number {
    const { holder, lanes } = this.#deps;
    if (holder.others > 0 || this.#hasForeign) return POLL_MS;
    return lanes.all().length > 0 ? ALONE_POLL_MS : IDLE_POLL_MS;
  }

  async #divide(): Promise<void> {
    const now = this.#deps.clock();
    this.#dividedAt = now;
    const open = await this.#shares.divide();
    const ours = new Set(this.#deps.lanes.all().map(({ name }) => name));
    this.#hasForeign = open.some(({ lane }) => !ours.has(lane));
    for (const name of this.#lookAt.keys()) if (!ours.has(name)) this.#lookAt.delete(name);
    for (const { lane, firstAt } of open) {
      if (!ours.has(lane)) continue;
      this.#lookAt.set(lane, Math.min(firstAt, this.#lookAt.get(lane) ?? firstAt));
    }
  }

  async #look(lane: Lane): Promise<void> {
    const { clock, holder } = this.#deps;
    this.#lookAt.set(lane.name, Number.POSITIVE_INFINITY);
    if (!holder.holds(laneLease(lane.name))) return;
    const { chosen, lookAt } = await choose(lane, this.#deps, clock());
    const begun = chosen.length === 0 ? 0 : await this.#begin(lane, chosen);
    // Claimed by somebody else, who has the lane by now.
    const again = chosen.length > 0 && begun === 0 ? clock() + POLL_MS : lookAt;
    const at = again <= clock() ? lane.readyAt(clock()) : again;
    // What ended meanwhile has set it to now.
    this.#lookAt.set(lane.name, Math.min(at, this.#lookAt.get(lane.name) ?? at));
  }

  /** How many were claimed. */
  async #begin(lane: Lane, chosen: readonly DueDelivery[]): Promise<number> {
    const { clock, trials } = this.#deps;
    const claimed = new Set<number>();
    try {
      for (const row of await this.#claim(lane, chosen)) {
        claimed.add(row.id);
        // Booked only now, so that those claimed at once begin as far apart from each other as those claimed ahead.
        this.#start(lane, row, lane.book(row, clock()));
      }
    } finally {
      for (const one of chosen) if (!claimed.has(one.id)) trials.finished(one);
    }
    return claimed.size;
  }

  async #claim(lane: Lane, chosen: readonly DueDelivery[]): Promise<readonly DeliveryRow[]> {
    const { outbox, clock, holder, leaseMs, checkpoint, log } = this.#deps;
    const now = clock();
    checkpoint('before-claim');
    const rows = await outbox.claim({
      ...{ ids: chosen.map(({ id }) => id), owner: holder.owner },
      ...{ now, leaseUntil: now + leaseMs, under: laneLease(lane.name) },
    });
    for (const row of rows) {
      checkpoint('after-claim');
      log.debug({ delivery: row.key, lane: row.lane, attempt: row.attempts }, 'delivery claimed');
    }
    return rows;
  }

  #start(lane: Lane, row: DeliveryRow, mayBeginAt: Instant): void {
    const { clock, log } = this.#deps;
    const work = this.#deliver(lane, row, mayBeginAt)
      .catch((error: unknown) => {
        lane.rest(clock() + BREATHER_MS);
        log.error({ delivery: row.key, error: `${error}` }, 'delivery failed');
      })
      .finally(() => {
        this.#running.delete(work);
        this.#ended(lane, row);
      });
    this.#running.add(work);
  }

  #ended(lane: Lane, one: DueDelivery): void {
    lane.ended(one);
    this.#deps.trials.finished(one);
    this.#lookAt.set(lane.name, 0);
    this.#alarm.ring();
  }

  async #deliver(lane: Lane, row: DeliveryRow, mayBeginAt: Instant): Promise<void> {
    const { platformOf, checkpoint, observe, clock } = this.#deps;
    const platform = platformOf(row.workspace);
    if (platform === undefined) return;
    await this.#until(mayBeginAt);
    // The lane may have come to rest meanwhile: the row waits with it.
    const isResting = lane.restsUntil > clock();
    const outcome = isResting ? untried(row) : await tryOnce(row, platform, this.#deps);
    checkpoint('before-settle');
    const isWritten = await this.#settling.settle(row, outcome, lane.inFlight);
    if (isWritten) observe({ kind: 'settled', row, outcome });
    if (outcome.state !== 'pending') this.#watchers.tell(row.key);
    checkpoint('after-settle');
  }

  async #until(mayBeginAt: Instant): Promise<void> {
    const ahead = mayBeginAt - this.#deps.clock();
    if (ahead > 0) await this.#deps.wait(Math.min(ahead, LONGEST_AHEAD_MS));
  }
}
