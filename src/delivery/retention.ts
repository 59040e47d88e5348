import { type SqlBool, sql } from 'kysely';
import type { Instant } from '#chat/platform.ts';
import type { Store } from '../store/open.ts';
import { deleteDigests } from './digest-rows.ts';

const DAY_MS = 24 * 60 * 60_000;
/** No message is edited that is older than a week, and none is looked for after a day. */
const PAYLOAD_DAYS = 30;
/** `/papers log`, `posted:here` and _All 28_ reach a year back, and over its end. */
export const DIGEST_DAYS = 400;
/** Each has some ten deliveries. */
const DELIVERIES_OF_DIGEST = 10;

/** In the very words of the index `delivery_payload`. */
const HAS_SPENT_PAYLOAD = sql<SqlBool>`payload is not null
  and (purpose <> 'pick' or part is not null) and state in ('sent', 'refused', 'skipped', 'dead')`;

/** Forgets what old messages outside digests were made of, the names in them too; at most so many, and how many there were. */
export async function forgetPayloads(store: Store, now: Instant, most: number): Promise<number> {
  const old = store
    .selectFrom('delivery')
    .select('id')
    .where(HAS_SPENT_PAYLOAD)
    .where('created_at', '<', now - PAYLOAD_DAYS * DAY_MS)
    .orderBy('created_at')
    .limit(most);
  const { numUpdatedRows } = await store
    .updateTable('delivery')
    .set({ payload: null })
    .where('id', 'in', old)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/**
 * Deletes digests of days long gone, their deliveries with them; at most so many rows, and about how many there were.
 * What a channel has seen stays, and so do votes, and what they were cast on.
 */
export async function forgetDigests(store: Store, now: Instant, most: number): Promise<number> {
  const before = new Date(now - DIGEST_DAYS * DAY_MS).toISOString().slice(0, 10);
  return store.transaction().execute(async (trx) => {
    const old = await trx
      .selectFrom('digest')
      .select('id')
      // Ids begin with the day.
      .where('id', '<', before)
      .orderBy('id')
      .limit(Math.ceil(most / DELIVERIES_OF_DIGEST))
      .execute();
    if (old.length > 0)
      await deleteDigests(
        trx,
        old.map(({ id }) => id),
      );
    return old.length * DELIVERIES_OF_DIGEST;
  });
}
