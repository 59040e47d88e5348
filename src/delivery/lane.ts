import type { Instant, Limits } from '#chat/platform.ts';
import { Breaker } from './breaker.ts';
import type { DueDelivery } from './lane-rows.ts';
import { AHEAD_MS, Pace } from './pace.ts';
import { Refusals } from './refusals.ts';

/** What outlives the process that has the lane. */
export interface Remembered {
  readonly pausedUntil: Instant;
  readonly rate: number | null;
  readonly refusals: ReadonlyMap<number, number>;
}

const NEVER = Number.POSITIVE_INFINITY;

/** Where posts go: a thread's cards share the pace of their channel, and each person has one of their own. */
export function channelOf({ workspace, channel, person }: Spot): string {
  return `${workspace}/${channel ?? person}`;
}

type Spot = Pick<DueDelivery, 'workspace'> & Partial<Pick<DueDelivery, 'channel' | 'person'>>;

/** When a lane and its channels may post again, as its one owner knows. */
export class Lane {
  readonly name: string;
  readonly pace: Pace;
  readonly breaker = new Breaker();
  readonly refusals: Refusals;
  readonly #limits: Limits;
  #restsUntil: Instant;
  #refusedUntil: Instant = 0;
  #inFlight = 0;
  readonly #busy = new Set<string>();
  /** Of channels that were posted into a moment ago, or will be in a moment; oldest first. */
  readonly #nextPostAt = new Map<string, Instant>();
  readonly #channelRests = new Map<string, Instant>();

  constructor(name: string, limits: Limits, { pausedUntil, rate, refusals }: Remembered) {
    const { lanePace } = limits;
    this.name = name;
    this.#limits = limits;
    this.#restsUntil = pausedUntil;
    this.pace = new Pace(lanePace, rate);
    this.refusals = new Refusals(lanePace.refusals, refusals);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get restsUntil(): Instant {
    return Math.max(this.#restsUntil, this.#refusedUntil, this.breaker.restsUntil);
  }

  /** It rests because the platform does not take the token. */
  get isRefused(): boolean {
    return this.#refusedUntil > 0;
  }

  /** Posts that may be claimed now: they may begin at once, or in a moment. */
  room(now: Instant): number {
    if (now < this.restsUntil) return 0;
    const { atOnce } = this.#limits.lanePace;
    const most = this.breaker.isOpen ? 1 : atOnce;
    return Math.min(
      most - this.#inFlight,
      this.pace.room(now),
      this.refusals.room(now) - this.#inFlight,
    );
  }

  /** The moment from which one may be claimed; never, where only the end of another makes room. */
  readyAt(now: Instant): Instant {
    if (now < this.restsUntil) return this.restsUntil;
    const at = Math.max(this.pace.readyAt(now), this.refusals.readyAt(now));
    if (at > now) return at;
    return this.room(now) > 0 ? now : NEVER;
  }

  /** The moment from which this one may begin as far as its channel is concerned. */
  channelReadyAt(spot: Spot): Instant {
    const channel = channelOf(spot);
    if (this.#busy.has(channel)) return NEVER;
    return Math.max(this.#nextPostAt.get(channel) ?? 0, this.#channelRests.get(channel) ?? 0);
  }

  /** From now on it is under way; the moment from which it may be posted. */
  book(spot: Spot, now: Instant): Instant {
    const channel = channelOf(spot);
    const at = this.pace.book(now);
    this.#inFlight += 1;
    this.#busy.add(channel);
    this.#nextPostAt.delete(channel);
    this.#nextPostAt.set(channel, at + this.#limits.postEveryMs.channel);
    this.#forget(now);
    return at;
  }

  ended(spot: Spot): void {
    this.#inFlight -= 1;
    this.#busy.delete(channelOf(spot));
  }

  rest(until: Instant): void {
    this.#restsUntil = Math.max(this.#restsUntil, until);
  }

  /** The platform does not take the token. */
  refuse(until: Instant): void {
    this.#refusedUntil = until;
  }

  /** It takes the token, as far as anybody knows. */
  renew(): void {
    this.#refusedUntil = 0;
  }

  restChannel(spot: Spot, until: Instant): void {
    const channel = channelOf(spot);
    this.#channelRests.set(channel, Math.max(this.#channelRests.get(channel) ?? 0, until));
  }

  /** A lane may have a hundred thousand channels. */
  #forget(now: Instant): void {
    const last = now + AHEAD_MS + this.#limits.postEveryMs.channel;
    for (const [channel, at] of this.#nextPostAt) {
      if (at > now && at <= last) break;
      this.#nextPostAt.delete(channel);
    }
    for (const [channel, until] of this.#channelRests) {
      if (until <= now) this.#channelRests.delete(channel);
    }
  }
}
