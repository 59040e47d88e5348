import type { Instant } from '#chat/platform.ts';
import type { Lane } from './lane.ts';
import { channelOf } from './lane.ts';
import type { Cursor, DueDelivery } from './lane-rows.ts';
import type { Outbox } from './outbox.ts';
import type { Trials } from './renderings.ts';

export interface ChooseDeps {
  readonly outbox: Pick<Outbox, 'due' | 'nextAt'>;
  readonly trials: Pick<Trials, 'mayStart' | 'freeAt'>;
}

export interface Choice {
  readonly chosen: readonly DueDelivery[];
  /** When others than these may go, as far as is known now; the end of one under way may be sooner. */
  readonly lookAt: Instant;
}

/** Deliveries looked at in one go, and so often: enough to find a lane’s free channels behind its busy ones. */
const PAGE = 64;
const MOST_PAGES = 16;

/** Which of a lane’s deliveries are claimed now: as many as its pace has room for, one a channel. */
export async function choose(lane: Lane, deps: ChooseDeps, now: Instant): Promise<Choice> {
  const room = lane.room(now);
  if (room <= 0) return { chosen: [], lookAt: lane.readyAt(now) };
  const sieve = new Sieve(lane, deps.trials, room);
  let after: Cursor | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const limit = Math.min(PAGE, page === 0 ? 2 * room : PAGE);
    const rows = await deps.outbox.due(lane.name, { now, limit, ...(after && { after }) });
    if (!sieve.pass(rows, now)) return { chosen: sieve.chosen, lookAt: now };
    after = rows.at(-1);
    if (rows.length < limit) {
      const next = (await deps.outbox.nextAt(lane.name, now)) ?? Number.POSITIVE_INFINITY;
      return { chosen: sieve.chosen, lookAt: Math.min(next, sieve.freeAt) };
    }
  }
  return { chosen: sieve.chosen, lookAt: sieve.freeAt };
}

class Sieve {
  readonly chosen: DueDelivery[] = [];
  /** When the first may go of those that may not now: its channel rests, or one like it is being tried. */
  freeAt: Instant = Number.POSITIVE_INFINITY;
  readonly #lane: Lane;
  readonly #trials: ChooseDeps['trials'];
  readonly #room: number;
  readonly #channels = new Set<string>();

  constructor(lane: Lane, trials: ChooseDeps['trials'], room: number) {
    this.#lane = lane;
    this.#trials = trials;
    this.#room = room;
  }

  /** False when there is no room for more. */
  pass(rows: readonly DueDelivery[], now: Instant): boolean {
    for (const row of rows) {
      if (this.chosen.length >= this.#room) return false;
      const at = this.#lane.channelReadyAt(row);
      if (at > now) this.#lookAt(at);
      else if (this.#channels.has(channelOf(row))) continue;
      else if (this.#trials.mayStart(row, now)) this.#add(row);
      else this.#lookAt(this.#trials.freeAt(row));
    }
    return this.chosen.length < this.#room;
  }

  #lookAt(at: Instant): void {
    this.freeAt = Math.min(this.freeAt, at);
  }

  #add(row: DueDelivery): void {
    this.#channels.add(channelOf(row));
    this.chosen.push(row);
  }
}
