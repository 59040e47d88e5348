import type { ChatPlatform, Instant, Limits, WorkspaceId } from '#chat/platform.ts';
import { batches } from '../store/batches.ts';
import type { Store } from '../store/open.ts';
import { Lane } from './lane.ts';
import type { DueDelivery } from './lane-rows.ts';
import { storedRefusals, storeRefusal } from './refusals.ts';

/** Why nothing of a lane goes out. */
export interface Rest {
  readonly until: Instant;
  readonly why: 'asked' | 'refused' | 'trouble';
  /** In words, for the operator. */
  readonly reason: string;
}

export interface LanesDeps {
  readonly store: Store;
  readonly limitsOf: (lane: string) => Limits | undefined;
}

/** The lanes that this process owns. Pace is kept in memory; what must survive a restart, in the database too. */
export class Lanes {
  readonly #deps: LanesDeps;
  readonly #lanes = new Map<string, Lane>();

  constructor(deps: LanesDeps) {
    this.#deps = deps;
  }

  all(): readonly Lane[] {
    return [...this.#lanes.values()];
  }

  find(name: string): Lane | undefined {
    return this.#lanes.get(name);
  }

  /** From now on they are ours, with what their last owner learned. */
  async open(names: readonly string[]): Promise<void> {
    const fresh = names.filter((name) => !this.#lanes.has(name));
    for (const some of batches(fresh)) await this.#openSome(some);
  }

  async #openSome(names: readonly string[]): Promise<void> {
    const { store, limitsOf } = this.#deps;
    const rows = await store.selectFrom('lane').selectAll().where('name', 'in', names).execute();
    const known = new Map(rows.map((row) => [row.name, row]));
    const refusals = await storedRefusals(store, names);
    for (const name of names) {
      const limits = limitsOf(name);
      if (limits === undefined) continue;
      const row = known.get(name);
      // After a restart a token may be another one, and a platform well again: only who asked for patience gets it.
      const isAsked = row?.why === 'asked' || row?.why === null;
      const pausedUntil = isAsked ? row.paused_until : 0;
      const rate = row?.rate ?? null;
      const remembered = { pausedUntil, rate, refusals: refusals.get(name) ?? new Map() };
      this.#lanes.set(name, new Lane(name, limits, remembered));
    }
  }

  /** They are somebody else's. */
  close(names: readonly string[]): void {
    for (const name of names) this.#lanes.delete(name);
  }

  /** Nothing of the lane goes out before that moment, whoever owns it by then. */
  async rest(name: string, rest: Rest): Promise<void> {
    const lane = this.find(name);
    if (rest.why === 'refused') lane?.refuse(rest.until);
    if (rest.why === 'asked') lane?.rest(rest.until);
    await storeRest(this.#deps.store, name, rest);
  }

  /** The platform takes the token again: a rest because it did not is over, here and wherever the lane is. */
  async renewed(name: string): Promise<void> {
    await endRest(this.#deps.store, name, 'refused');
    this.find(name)?.renew();
  }

  /** The platform answers again. */
  async answered(name: string): Promise<void> {
    await endRest(this.#deps.store, name, 'trouble');
  }

  /** Other processes hear of new tokens too. */
  async noteRenewed(): Promise<void> {
    const refused = this.all().filter(({ isRefused }) => isRefused);
    for (const some of batches(refused)) {
      const still = await this.#stillRefused(some.map(({ name }) => name));
      for (const lane of some) if (!still.has(lane.name)) lane.renew();
    }
  }

  async #stillRefused(names: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#deps.store
      .selectFrom('lane')
      .select('name')
      .where('why', '=', 'refused')
      .where('name', 'in', names)
      .execute();
    return new Set(rows.map(({ name }) => name));
  }

  /** The platform asked for patience: the lane goes more slowly from now on. */
  async slowDown(name: string, now: Instant): Promise<void> {
    const lane = this.find(name);
    if (lane?.pace.slowDown(now) === true) await this.#storeRate(lane);
  }

  async wentWell(name: string): Promise<void> {
    const lane = this.find(name);
    if (lane?.pace.wentWell() === true) await this.#storeRate(lane);
  }

  /** An answer of 401, 403 or 429: a platform that gives too many of them bans a bot. */
  async refused(name: string, now: Instant): Promise<void> {
    const lane = this.find(name);
    if (lane?.refusals.isCounted !== true) return;
    lane.refusals.add(now);
    await storeRefusal(this.#deps.store, name, now);
  }

  async #storeRate({ name, pace: { rate } }: Lane): Promise<void> {
    await this.#deps.store
      .insertInto('lane')
      .values({ name, rate, paused_until: 0 })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ rate }))
      .execute();
  }
}

/** A rest is not made shorter by another one. */
async function storeRest(store: Store, name: string, { until, why, reason }: Rest): Promise<void> {
  await store
    .insertInto('lane')
    .values({ name, paused_until: until, why, reason })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ paused_until: until, why, reason })
        .where('lane.paused_until', '<', until),
    )
    .execute();
}

async function endRest(store: Store, name: string, why: Rest['why']): Promise<void> {
  await store
    .updateTable('lane')
    .set({ paused_until: 0, reason: null, why: null })
    .where('name', '=', name)
    .where('why', '=', why)
    .execute();
}

/** A channel's next deliveries wait with the one that was told to: they keep no others from being looked at. */
export async function delayChannel(
  store: Store,
  { lane, workspace, channel, after }: DueDelivery,
  until: Instant,
): Promise<void> {
  if (after === null) return;
  await store
    .updateTable('delivery')
    .set({ not_before: until })
    .where('after', '=', after)
    .where('state', '=', 'pending')
    .where('lane', '=', lane)
    .where('workspace', '=', workspace)
    .where('channel', '=', channel)
    .where('not_before', '<', until)
    .execute();
}

/** The lane of a workspace: its own, or its platform's where all share one. */
export function laneOf(platform: ChatPlatform | undefined, workspace: WorkspaceId): string {
  return platform?.limits.lane === 'platform' ? platform.name : workspace;
}

/** A workspace whose posts go through a lane, for `platformOf`; of a lane that all of a platform share, any. */
export function workspaceOf(lane: string): WorkspaceId {
  return lane.includes(':') ? lane : `${lane}:`;
}
