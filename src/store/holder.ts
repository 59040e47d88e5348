import type { Instant } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import { isPostgres } from './dialect.ts';
import {
  leaseOwners,
  releaseAll,
  releaseLeases,
  renewLeases,
  takeLeases,
  takenByOthers,
} from './lease.ts';
import type { Store } from './open.ts';
import { isDead, newOwner } from './owner.ts';

/**
 * How long a lease lasts, and how often it is renewed. Shorter than the 30 s and 10 s of delivery.md, section 7: whoever
 * asks every second has a dead owner's work within 21 s, and its last delivery, leased for 25 s, within 30.
 */
export const LEASE_FOR_MS = 20_000;
export const RENEW_EVERY_MS = 5_000;
/** Our clock and the database's may differ by this much, and nobody acts in the last moment of a lease. */
const MARGIN_MS = 1_000;
/** Somebody's process is looked for no more often than this. */
const LOOK_FOR_DEAD_MS = 1_000;
const MEMBER = 'process:';
const FORGOTTEN_AFTER_MS = 60 * 60_000;

export interface HolderDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly owner?: string;
  /** Members came or went: shares are others now. */
  readonly othersChanged?: () => void;
}

/** What this process holds of all that only one process does at a time. */
export class Holder {
  readonly owner: string;
  readonly #deps: HolderDeps;
  readonly #held = new Map<string, { readonly epoch: number; readonly until: Instant }>();
  #renewedAt: Instant;
  #lookedForDeadAt = Number.NEGATIVE_INFINITY;
  #isMember = false;
  #others = 0;

  constructor(deps: HolderDeps) {
    this.#deps = deps;
    this.owner = deps.owner ?? newOwner();
    this.#renewedAt = deps.clock();
  }

  /** Whether it is ours at this moment. Asks nobody: for right before what only its owner may do. */
  holds(name: string): boolean {
    const lease = this.#held.get(name);
    if (lease === undefined) return false;
    const left = lease.until - this.#deps.clock();
    // More is left than there ever was only when the clock was set back: others may have it by then.
    return left > MARGIN_MS && left <= LEASE_FOR_MS + MARGIN_MS;
  }

  /** How often it has changed hands; undefined when it is not ours. */
  epochOf(name: string): number | undefined {
    return this.#held.get(name)?.epoch;
  }

  /** Whether other hosts may have it while we do not reach it. */
  get isShared(): boolean {
    return isPostgres(this.#deps.store);
  }

  /** Other processes that are members, as `join` makes them. */
  get others(): number {
    return this.#others;
  }

  /** Takes it when it is free. True while it is ours. */
  async ensure(name: string): Promise<boolean> {
    await this.keep();
    if (!this.holds(name)) await this.take([name]);
    return this.holds(name);
  }

  /** Takes those that are free, or whose owner lives no more. */
  async take(names: readonly string[]): Promise<void> {
    const wanted = names.filter((name) => !this.holds(name));
    if (wanted.length === 0) return;
    await this.#take(wanted);
    if (wanted.every((name) => this.holds(name)) || !(await this.#buryDead())) return;
    await this.#take(wanted.filter((name) => !this.holds(name)));
  }

  async #take(names: readonly string[]): Promise<void> {
    const terms = this.#terms();
    this.#note(await takeLeases(this.#deps.store, names, terms), terms.now);
  }

  /** Those that nobody else has: asked first where there are many, as taking is a write. */
  async free(names: readonly string[]): Promise<readonly string[]> {
    const taken = await this.#takenByOthers(names);
    if (taken.size === 0 || !(await this.#buryDead())) return without(names, taken);
    return without(names, await this.#takenByOthers(names));
  }

  async #takenByOthers(names: readonly string[]): Promise<ReadonlySet<string>> {
    const { store, clock } = this.#deps;
    return takenByOthers(store, names, { owner: this.owner, forMs: LEASE_FOR_MS, now: clock() });
  }

  /** Renews all of them when it is time; those that somebody else has by now are ours no more. */
  async keep(): Promise<void> {
    const terms = this.#terms();
    const age = terms.now - this.#renewedAt;
    if (!this.#isMember && this.#held.size === 0) return;
    if (age >= 0 && age < RENEW_EVERY_MS) return;
    this.#renewedAt = terms.now;
    const before = [...this.#held.keys()];
    const renewed = await renewLeases(this.#deps.store, terms);
    const kept = new Map(renewed.map((one) => [one.name, one]));
    // Some may have been given up, and others taken, in the meantime.
    for (const name of before.filter((one) => this.#held.has(one))) {
      const one = kept.get(name);
      if (one === undefined) this.#held.delete(name);
      else this.#note([one], terms.now);
    }
    if (this.#isMember) await this.#ensureMember();
  }

  /** From now on other members leave this process its share. */
  async join(): Promise<void> {
    await forgetMembers(this.#deps.store, this.#deps.clock() - FORGOTTEN_AFTER_MS);
    this.#isMember = true;
    await this.#ensureMember();
  }

  /** Who slept for long was tidied away by the others, and would take them for what they were then. */
  async #ensureMember(): Promise<void> {
    await this.take([this.#membership]);
    await this.#countOthers(this.#deps.clock());
  }

  /** Renews in time, until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await this.join();
    while (!signal.aborted) {
      await this.keep();
      await this.#deps.wait(RENEW_EVERY_MS, signal).catch(() => {});
    }
  }

  /** Gives up some, or all; others may have them `afterMs` from now. */
  async release(names: readonly string[] = [...this.#held.keys()], afterMs = 0): Promise<void> {
    for (const name of names) this.#held.delete(name);
    const { store, clock } = this.#deps;
    await releaseLeases(store, names, { owner: this.owner, freeAt: clock() + afterMs });
    if (!names.includes(this.#membership)) return;
    this.#isMember = false;
    await store.deleteFrom('lease').where('name', '=', this.#membership).execute();
  }

  get #membership(): string {
    return `${MEMBER}${this.owner}`;
  }

  #terms() {
    return { owner: this.owner, forMs: LEASE_FOR_MS, now: this.#deps.clock() };
  }

  #note(taken: readonly { readonly name: string; readonly epoch: number }[], now: Instant): void {
    for (const { name, epoch } of taken) this.#held.set(name, { epoch, until: now + LEASE_FOR_MS });
  }

  async #countOthers(now: Instant): Promise<void> {
    const { store } = this.#deps;
    const { others } = await store
      .selectFrom('lease')
      .select((eb) => eb.fn.countAll<number>().as('others'))
      .where('name', 'like', `${MEMBER}%`)
      .where('until', '>', now)
      .where('owner', '<>', this.owner)
      .executeTakeFirstOrThrow();
    if (others === this.#others) return;
    this.#others = others;
    this.#deps.othersChanged?.();
  }

  /** True when there were any, and their leases are free now. */
  async #buryDead(): Promise<boolean> {
    const { store, clock } = this.#deps;
    const now = clock();
    if (Math.abs(now - this.#lookedForDeadAt) < LOOK_FOR_DEAD_MS) return false;
    this.#lookedForDeadAt = now;
    const dead = (await leaseOwners(store, now)).filter((owner) => isDead(owner));
    await releaseAll(store, dead);
    return dead.length > 0;
  }
}

function without(names: readonly string[], some: ReadonlySet<string>): readonly string[] {
  return names.filter((name) => !some.has(name));
}

/** Members that are gone: unlike other leases nobody takes them over, so that no epoch is lost. */
async function forgetMembers(store: Store, since: Instant): Promise<void> {
  await store
    .deleteFrom('lease')
    .where('name', 'like', `${MEMBER}%`)
    .where('until', '<=', since)
    .execute();
}
