import type { GapScope } from '#chat/inbox.ts';
import type { Place } from '#chat/platform.ts';
import type { Wait } from '../clock.ts';
import type { Healer } from '../delivery/healer.ts';
import type { Log } from '../log.ts';

export interface GapsDeps {
  readonly healer: Pick<Healer, 'gap' | 'gapIn'>;
  readonly wait: Wait;
  readonly log: Log;
}

const AGAIN_MS = 5_000;

/**
 * Notes where events may have been missed. What the database does not take is kept, and tried again until it does: counts
 * that are compared hours later hide two people who swapped. A process that ends before loses nothing, as whoever
 * connects next reports a gap.
 */
export class Gaps {
  readonly #deps: GapsDeps;
  /** By workspace, platform or channel, so that a long outage owes no more than there are. */
  readonly #owed = new Map<string, () => Promise<void>>();

  constructor(deps: GapsDeps) {
    this.#deps = deps;
  }

  /** Returns when it is noted or kept. Never throws. */
  async note(scope: GapScope): Promise<void> {
    const { healer } = this.#deps;
    try {
      await healer.gap(scope);
    } catch (error) {
      const where = scope.workspace ?? scope.platform;
      // Of two that are owed, all is read that either may concern: too much harms nobody.
      const { includes: _, ...all } = scope;
      const kept = this.#owed.has(where) ? all : scope;
      this.#keep(where, () => healer.gap(kept), error);
    }
  }

  /** The same for one channel. */
  async noteIn(place: Place): Promise<void> {
    const { healer } = this.#deps;
    try {
      await healer.gapIn(place);
    } catch (error) {
      this.#keep(`${place.workspace}/${place.channel}`, () => healer.gapIn(place), error);
    }
  }

  /** Tries again what is owed, until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#deps.wait(AGAIN_MS, signal).catch(() => {});
      if (!signal.aborted) await this.#tryAgain();
    }
  }

  #keep(where: string, note: () => Promise<void>, error: unknown): void {
    const isKnown = this.#owed.has(where);
    this.#owed.set(where, note);
    if (isKnown) return;
    const facts = { where, error: error instanceof Error ? error.stack : `${error}` };
    this.#deps.log.error(facts, 'gap not noted yet: it is tried again');
  }

  /** One failure ends the round, as a locked SQLite holds up everything while it is waited for. */
  async #tryAgain(): Promise<void> {
    for (const [where, note] of [...this.#owed]) {
      try {
        await note();
      } catch {
        // Behind the others, which another cause may not concern.
        const newest = this.#owed.get(where) ?? note;
        this.#owed.delete(where);
        this.#owed.set(where, newest);
        return;
      }
      if (this.#owed.get(where) !== note) continue;
      this.#owed.delete(where);
      this.#deps.log.info({ where }, 'gap noted at last');
    }
  }
}
