import { sql } from 'kysely';
import type { Instant } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';

/** `not_before` of what follows a message that is not out yet; the last moment that a Date can name. */
export const NOT_YET: Instant = 8_640_000_000_000_000;

/** Which goes first in a lane, whatever the hour: see the column `turn`. */
export const FIRST_TURN = 0;
export const LATER_TURN = 1;

/** Whoever reads one card has a moment before the next, and a lane with many channels serves them by turns. */
const APART_MS = 1_000;

/** What is out by now, and since when. */
export interface Head {
  readonly id: number;
  readonly at: Instant;
}

/** What waited for messages that are out by now may go, one after another, in the order of each digest. */
export async function letFollow(trx: StoreHandle, heads: readonly Head[]): Promise<void> {
  if (heads.length === 0) return;
  const before = sql<number>`(select count(*) from delivery as one
    where one.after = delivery.after and one.id < delivery.id)`;
  const from = Math.max(...heads.map(({ at }) => at));
  await trx
    .updateTable('delivery')
    .set({ not_before: sql<number>`${from} + ${APART_MS} * (${before} + 1)` })
    .where(
      'after',
      'in',
      heads.map(({ id }) => id),
    )
    .where('state', '=', 'pending')
    .where('not_before', '=', NOT_YET)
    .execute();
}
