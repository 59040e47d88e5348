import type { Instant } from '#chat/platform.ts';
import type { DigestContent } from '../digest/digest.ts';
import type { Subscription } from '../digest/subscription.ts';
import type { StoreHandle } from '../store/open.ts';
import type { NewDelivery } from '../store/schema.ts';
import { keyOf } from './content.ts';

export interface NewDigest {
  readonly subscription: Subscription;
  readonly slot: Instant;
  readonly content: DigestContent;
}

interface InsertDeps {
  readonly laneOf: (workspace: string) => string;
  readonly now: Instant;
}

/** A digest that did not get out within six hours is old news (delivery.md, section 7); one whose overview is out is finished. */
const DELIVER_WITHIN_MS = 6 * 60 * 60_000;
/** SQLite binds at most 32,766 values a statement, and long statements are slow to prepare. */
const CHUNK = 500;

/** Digests, their deliveries and what they show, many rows a statement. A digest that is there already stays; the number of new ones. */
export async function insertDigests(
  trx: StoreHandle,
  digests: readonly NewDigest[],
  deps: InsertDeps,
): Promise<number> {
  let inserted = 0;
  for (const some of chunks(digests)) {
    await forgetFailed(trx, some);
    const fresh = await insertNew(trx, some, deps.now);
    inserted += fresh.length;
    await insertDeliveries(trx, fresh, deps);
    await insertShown(trx, fresh);
  }
  return inserted;
}

/** States of an overview that certainly nobody saw: its digest does not count, and its day may be planned again. */
export const NOT_SEEN = ['refused', 'skipped', 'dead'] as const;

/** A digest that never came out gives way to a new one of the same day; the new ones have the same keys. */
async function forgetFailed(trx: StoreHandle, digests: readonly NewDigest[]): Promise<void> {
  const failed = await trx
    .selectFrom('delivery')
    .select('digest')
    .where('digest', 'in', digests.map(idOf))
    .where('part', '=', 'overview')
    .where('state', 'in', NOT_SEEN)
    .execute();
  const ids = failed.flatMap(({ digest }) => (digest === null ? [] : [digest]));
  if (ids.length === 0) return;
  await trx
    .deleteFrom('delivery')
    .where('digest', 'in', ids)
    .where('after', 'is not', null)
    .execute();
  await trx.deleteFrom('delivery').where('digest', 'in', ids).execute();
  await trx.deleteFrom('digest').where('id', 'in', ids).execute();
}

async function insertNew(trx: StoreHandle, digests: readonly NewDigest[], now: Instant) {
  const rows = await trx
    .insertInto('digest')
    .values(
      digests.map((digest) => ({
        id: idOf(digest),
        subscription: digest.subscription.id,
        ...digest.subscription.place,
        slot: digest.slot,
        day: digest.content.to,
        content: JSON.stringify(digest.content),
        created_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  const fresh = new Set(rows.map((row) => row.id));
  return digests.filter((digest) => fresh.has(idOf(digest)));
}

async function insertDeliveries(
  trx: StoreHandle,
  digests: readonly NewDigest[],
  deps: InsertDeps,
): Promise<void> {
  if (digests.length === 0) return;
  const overviews = await trx
    .insertInto('delivery')
    .values(digests.map((digest) => deliveryRow(digest, 'overview', deps)))
    .returning(['id', 'digest'])
    .execute();
  const overviewOf = new Map(overviews.map((row) => [row.digest, row.id]));
  const cards = digests.filter(hasCards).flatMap((digest) =>
    digest.content.papers.map(({ paper }) => ({
      ...deliveryRow(digest, paper, deps),
      after: overviewOf.get(idOf(digest)) ?? null,
    })),
  );
  for (const some of chunks(cards)) await trx.insertInto('delivery').values(some).execute();
}

function hasCards({ subscription }: NewDigest): boolean {
  return subscription.details !== 'none';
}

function deliveryRow(digest: NewDigest, part: string, { laneOf, now }: InsertDeps): NewDelivery {
  const { id: subscription, place } = digest.subscription;
  return {
    key: keyOf('digest', subscription, digest.content.to, part),
    purpose: 'digest',
    lane: laneOf(place.workspace),
    ...place,
    digest: idOf(digest),
    subscription,
    part,
    state: 'pending',
    not_before: now,
    deliver_by: part === 'overview' ? now + DELIVER_WITHIN_MS : null,
    attempts: 0,
    maybe_sent: 0,
    created_at: now,
  };
}

async function insertShown(trx: StoreHandle, digests: readonly NewDigest[]): Promise<void> {
  const rows = digests.flatMap((digest) =>
    digest.content.papers.map(({ paper }) => ({
      ...digest.subscription.place,
      paper,
      digest: idOf(digest),
    })),
  );
  for (const some of chunks(rows)) {
    await trx
      .insertInto('shown')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** One digest of a subscription covers a day. */
function idOf({ subscription, content }: NewDigest): string {
  return `${subscription.id}-${content.to}`;
}

function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += CHUNK) yield rows.slice(start, start + CHUNK);
}
