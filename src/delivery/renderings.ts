import type { Instant } from '#chat/platform.ts';
import type { Store } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';

/** One of many messages that are made from the same: what a platform refuses of one it refuses of all. */
export type Rendered = Pick<DeliveryRow, 'id' | 'rendering'>;

/** How a message may go out. */
export type Leave =
  | { readonly kind: 'go' }
  /** As the first of its kind: whoever gets this says how it went, with `ended`. */
  | { readonly kind: 'try'; readonly until: Instant }
  /** The platform refused one like it. */
  | { readonly kind: 'plain'; readonly reason: string }
  /** One like it is being tried. */
  | { readonly kind: 'wait'; readonly until: Instant };

/** How a trial went; `open` says nothing of the message: the channel was closed, or nobody answered. */
export type TrialResult = 'good' | 'open' | { readonly rejected: string };

/** How often somebody looks whether another process’s trial has ended. */
const LOOK_EVERY_MS = 1_000;
/** A day has a dozen of them a platform. */
const MOST_KNOWN = 1_000;

type Known =
  | Extract<Leave, { kind: 'go' | 'plain' }>
  | { readonly kind: 'held'; readonly by: number | undefined; readonly until: Instant };

/**
 * Of the messages of one rendering the first goes alone: what is poison to a platform is refused once, not a thousand
 * times. What came of it is in the database; memory only spares the asking.
 */
export class Trials {
  readonly #store: Store;
  readonly #forMs: number;
  readonly #known = new Map<string, Known>();

  /** `forMs`: longer than a post may take. */
  constructor(store: Store, forMs: number) {
    this.#store = store;
    this.#forMs = forMs;
  }

  /**
   * Whether it is worth claiming now; from the first that may start until its `finished`, others of its rendering may
   * not. In memory only: `ask` has the last word.
   */
  mayStart({ id, rendering }: Rendered, now: Instant): boolean {
    if (rendering === null) return true;
    const known = this.#known.get(rendering);
    if (known?.kind === 'held' && known.until > now) return known.by === id;
    if (known === undefined || known.kind === 'held') this.#hold(rendering, id, now + this.#forMs);
    return true;
  }

  /** When one that may not start may be looked at again, if nothing ends before. */
  freeAt({ rendering }: Rendered): Instant {
    const known = this.#known.get(rendering ?? '');
    return known?.kind === 'held' ? known.until : 0;
  }

  /** It was tried, or it was not claimed after all. */
  finished({ id, rendering }: Rendered): void {
    if (rendering === null) return;
    const known = this.#known.get(rendering);
    if (known?.kind === 'held' && known.by === id) this.#known.delete(rendering);
  }

  /** How a claimed message may go out. */
  async ask({ id, rendering }: Rendered, now: Instant): Promise<Leave> {
    if (rendering === null) return { kind: 'go' };
    const known = this.#known.get(rendering);
    if (known !== undefined && known.kind !== 'held') return known;
    const until = now + this.#forMs;
    if (await this.#begin(rendering, { now, until })) {
      this.#hold(rendering, id, until);
      return { kind: 'try', until };
    }
    return this.#decided(rendering, now);
  }

  /** Before the next one of its rendering is tried. Safe to repeat. */
  async ended(
    { rendering }: Rendered,
    { until, result, now }: { until: Instant; result: TrialResult; now: Instant },
  ): Promise<void> {
    if (rendering === null) return;
    if (result === 'open') {
      this.#known.delete(rendering);
      return this.#release(rendering, { until, now });
    }
    const leave: Known =
      result === 'good' ? { kind: 'go' } : { kind: 'plain', reason: result.rejected };
    await this.#store
      .updateTable('rendering')
      .set({
        state: result === 'good' ? 'good' : 'plain',
        until: now,
        reason: result === 'good' ? null : result.rejected,
      })
      .where('name', '=', rendering)
      .where('state', '=', 'trial')
      .execute();
    this.#remember(rendering, leave);
  }

  /** One process at a time; a trial that ran out was its process’s last. */
  async #begin(
    name: string,
    { now, until }: { readonly now: Instant; readonly until: Instant },
  ): Promise<boolean> {
    const begun = await this.#store
      .insertInto('rendering')
      .values({ name, state: 'trial', until, reason: null })
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet({ until })
          .where('rendering.state', '=', 'trial')
          .where((eb) =>
            eb.or([
              eb('rendering.until', '<=', now),
              // Only a clock that was set back leaves so much.
              eb('rendering.until', '>', now + 2 * this.#forMs),
            ]),
          ),
      )
      .returning('name')
      .execute();
    return begun.length > 0;
  }

  async #decided(name: string, now: Instant): Promise<Leave> {
    const row = await this.#store
      .selectFrom('rendering')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirst();
    if (row?.state === 'good') return this.#remember(name, { kind: 'go' });
    if (row?.state === 'plain') {
      return this.#remember(name, { kind: 'plain', reason: row.reason ?? '' });
    }
    const until = Math.min(row?.until ?? now, now + LOOK_EVERY_MS);
    this.#hold(name, undefined, until);
    return { kind: 'wait', until };
  }

  async #release(
    name: string,
    { until, now }: { readonly until: Instant; readonly now: Instant },
  ): Promise<void> {
    await this.#store
      .updateTable('rendering')
      .set({ until: now })
      .where('name', '=', name)
      .where('state', '=', 'trial')
      .where('until', '=', until)
      .execute();
  }

  #hold(name: string, by: number | undefined, until: Instant): void {
    this.#remember(name, { kind: 'held', by, until });
  }

  #remember<K extends Known>(name: string, known: K): K {
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(name, known);
    return known;
  }
}

const KEPT_MS = 7 * 24 * 60 * 60_000;

/** Nobody posts a digest that is a week old. */
export async function forgetOldRenderings(store: Store, now: Instant): Promise<void> {
  await store
    .deleteFrom('rendering')
    .where('until', '<', now - KEPT_MS)
    .execute();
}
