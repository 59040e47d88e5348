import type { Instant } from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Holder } from '../store/holder.ts';
import type { Store } from '../store/open.ts';
import type { OpenLane } from './lane-rows.ts';
import type { Lanes } from './lanes.ts';
import type { Outbox } from './outbox.ts';

export interface SharesDeps {
  readonly store: Store;
  readonly outbox: Pick<Outbox, 'openLanes'>;
  readonly holder: Holder;
  readonly lanes: Lanes;
  readonly isServed: (lane: string) => boolean;
  readonly clock: Clock;
}

/** A lane is given up when nothing was to be sent for so long. */
const IDLE_MS = 60_000;
/** Whoever has a lane next begins when the second is over in which its last owner may have posted. */
const HAND_OVER_MS = 1_000;

/** Divides lanes among the processes that are there: each owns as many of those in which something is to be sent. */
export class Shares {
  readonly #deps: SharesDeps;
  readonly #neededAt = new Map<string, Instant>();

  constructor(deps: SharesDeps) {
    this.#deps = deps;
  }

  /** Takes this process's share, and gives up what is more: then `lanes` has those that are ours of what it answers. */
  async divide(): Promise<readonly OpenLane[]> {
    const { outbox, holder, lanes, isServed, clock } = this.#deps;
    const open = (await outbox.openLanes()).filter(({ lane }) => isServed(lane));
    const needed = open.map(({ lane }) => lane);
    for (const name of needed) this.#neededAt.set(name, clock());
    await holder.keep();
    const share = Math.ceil(needed.length / (holder.others + 1));
    const ours = needed.filter((name) => holder.holds(laneLease(name)));
    await this.#giveUp([...ours.slice(share), ...this.#idle()]);
    if (ours.length < share) await this.#take(needed, share - ours.length);
    await lanes.open(needed.filter((name) => holder.holds(laneLease(name))));
    lanes.close(this.#lost());
    await lanes.noteRenewed();
    return open;
  }

  /** Leaves them to others; when posts of them are under way, after those. */
  async #giveUp(names: readonly string[]): Promise<void> {
    const { holder, lanes } = this.#deps;
    const free = names.filter((name) => (lanes.find(name)?.inFlight ?? 0) === 0);
    if (free.length === 0) return;
    lanes.close(free);
    for (const name of free) this.#neededAt.delete(name);
    await holder.release(free.map(laneLease), HAND_OVER_MS);
  }

  async #take(needed: readonly string[], most: number): Promise<void> {
    const { holder } = this.#deps;
    const wanted = needed.map(laneLease).filter((lease) => !holder.holds(lease));
    const free = wanted.length === 0 ? [] : await holder.free(wanted);
    await holder.take(free.slice(0, most));
  }

  #idle(): readonly string[] {
    const { lanes, clock } = this.#deps;
    const since = clock() - IDLE_MS;
    return lanes
      .all()
      .map(({ name }) => name)
      .filter((name) => (this.#neededAt.get(name) ?? 0) < since);
  }

  #lost(): readonly string[] {
    const { holder, lanes } = this.#deps;
    const names = lanes.all().map(({ name }) => name);
    return names.filter((name) => !holder.holds(laneLease(name)));
  }

  /** When nothing is under way any more. */
  async leave(): Promise<void> {
    const { holder, lanes } = this.#deps;
    const names = lanes.all().map(({ name }) => name);
    lanes.close(names);
    await holder.release(names.map(laneLease), HAND_OVER_MS);
  }
}

export function laneLease(lane: string): string {
  return `lane:${lane}`;
}
