import type { Instant, LanePace } from '#chat/platform.ts';
import type { Store } from '../store/open.ts';

const MINUTE_MS = 60_000;

type Budget = NonNullable<LanePace['refusals']>;

/** Answers of a platform that refuse us, minute by minute, and how many more of them it bears. */
export class Refusals {
  readonly #budget: Budget | undefined;
  readonly #minutes: Map<number, number>;

  constructor(budget: Budget | undefined, minutes: ReadonlyMap<number, number> = new Map()) {
    this.#budget = budget;
    this.#minutes = new Map(minutes);
  }

  get isCounted(): boolean {
    return this.#budget !== undefined;
  }

  add(now: Instant): void {
    const minute = minuteOf(now);
    this.#minutes.set(minute, (this.#minutes.get(minute) ?? 0) + 1);
  }

  /** How many attempts may go now, if each of them were refused. */
  room(now: Instant): number {
    if (this.#budget === undefined) return Number.POSITIVE_INFINITY;
    this.#forget(now, this.#budget);
    const count = [...this.#minutes.values()].reduce((sum, one) => sum + one, 0);
    return Math.max(0, this.#budget.most - count);
  }

  /** When the oldest of them is old enough. */
  readyAt(now: Instant): Instant {
    if (this.#budget === undefined || this.room(now) > 0) return now;
    const oldest = Math.min(...this.#minutes.keys());
    return (oldest + 1) * MINUTE_MS + this.#budget.withinMs;
  }

  #forget(now: Instant, { withinMs }: Budget): void {
    for (const minute of this.#minutes.keys()) {
      if ((minute + 1) * MINUTE_MS + withinMs <= now) this.#minutes.delete(minute);
    }
  }
}

/** Counted in the database too, as a restart is no excuse. */
export async function storeRefusal(store: Store, lane: string, now: Instant): Promise<void> {
  const minute = minuteOf(now);
  await store
    .insertInto('refusal')
    .values({ lane, minute, count: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['lane', 'minute'])
        .doUpdateSet((eb) => ({ count: eb('refusal.count', '+', 1) })),
    )
    .execute();
}

/** Of each lane, minute by minute. */
export async function storedRefusals(
  store: Store,
  lanes: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> {
  const rows = await store.selectFrom('refusal').selectAll().where('lane', 'in', lanes).execute();
  const found = new Map<string, Map<number, number>>();
  for (const { lane, minute, count } of rows) {
    const minutes = found.get(lane) ?? new Map<number, number>();
    found.set(lane, minutes.set(minute, count));
  }
  return found;
}

/** Those that no budget asks about any more. */
export async function forgetRefusals(store: Store, now: Instant): Promise<void> {
  const hourAgo = minuteOf(now) - 60;
  await store.deleteFrom('refusal').where('minute', '<', hourAgo).execute();
}

function minuteOf(now: Instant): number {
  return Math.floor(now / MINUTE_MS);
}
