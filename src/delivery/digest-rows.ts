import { type Instant, platformOf } from '#chat/platform.ts';
import type { DigestContent } from '../digest/digest.ts';
import type { Subscription } from '../digest/subscription.ts';
import type { Log } from '../log.ts';
import { insertMany } from '../store/insert-many.ts';
import type { StoreHandle } from '../store/open.ts';
import type { NewDelivery } from '../store/schema.ts';
import { keyOf } from './content.ts';
import { FIRST_TURN, LATER_TURN, NOT_YET } from './turns.ts';

export interface NewDigest {
  readonly subscription: Subscription;
  readonly slot: Instant;
  readonly content: DigestContent;
}

interface InsertDeps {
  readonly laneOf: (workspace: string) => string;
  readonly log: Pick<Log, 'debug'>;
  readonly now: Instant;
}

/** A digest that is not out six hours after its slot is old news (delivery.md, section 7); one whose overview is out is finished. */
const DELIVER_WITHIN_MS = 6 * 60 * 60_000;
/** One that is planned later than that, after an outage or by hand, still gets this long. */
const LATECOMER_MS = 60 * 60_000;

/** Digests, their deliveries and what they show. A digest that is there already stays; the number of new ones. */
export async function insertDigests(
  trx: StoreHandle,
  digests: readonly NewDigest[],
  deps: InsertDeps,
): Promise<number> {
  await forgetFailed(trx, digests);
  const fresh = await insertNew(trx, digests.map(written), deps.now);
  await insertDeliveries(trx, fresh, deps);
  await insertShown(trx, fresh);
  return fresh.length;
}

/** A digest with its content as it is stored. */
interface WrittenDigest extends NewDigest {
  readonly json: string;
}

function written(digest: NewDigest): WrittenDigest {
  return { ...digest, json: JSON.stringify(digest.content) };
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
  if (ids.length > 0) await deleteDigests(trx, ids);
}

/** With their deliveries, and with what is owed to these: a vote in the moment of a post marks what then never comes out. */
export async function deleteDigests(trx: StoreHandle, digests: readonly string[]): Promise<void> {
  const deliveries = trx.selectFrom('delivery').select('id').where('digest', 'in', digests);
  await trx.deleteFrom('refresh').where('delivery', 'in', deliveries).execute();
  await trx.deleteFrom('heal').where('delivery', 'in', deliveries).execute();
  const rows = trx.deleteFrom('delivery').where('digest', 'in', digests);
  await rows.where('after', 'is not', null).execute();
  await rows.execute();
  await trx.deleteFrom('digest').where('id', 'in', digests).execute();
}

async function insertNew(trx: StoreHandle, digests: readonly WrittenDigest[], now: Instant) {
  const rows = digests.map((digest) => ({
    id: idOf(digest),
    subscription: digest.subscription.id,
    workspace: digest.subscription.place.workspace,
    channel: digest.subscription.place.channel,
    slot: digest.slot,
    day: digest.content.to,
    content: digest.json,
    created_at: now,
  }));
  const inserted = await insertMany(trx, rows, (some) =>
    trx
      .insertInto('digest')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id'),
  );
  const fresh = new Set(inserted.map(({ id }) => id));
  return digests.filter((digest) => fresh.has(idOf(digest)));
}

async function insertDeliveries(
  trx: StoreHandle,
  digests: readonly WrittenDigest[],
  deps: InsertDeps,
): Promise<void> {
  const planned = digests.map((digest) => ({ digest, toRow: rowsOf(digest, deps) }));
  const heads = planned.map(({ toRow }) => toRow('overview', null));
  const overviews = await insertMany(trx, heads, (some) =>
    trx.insertInto('delivery').values(some).returning(['id', 'digest']),
  );
  const overviewOf = new Map(overviews.map((row) => [row.digest, row.id]));
  const withCards = planned.filter(({ digest }) => hasCards(digest));
  const cards = withCards.flatMap(({ digest, toRow }) => {
    const after = overviewOf.get(idOf(digest)) ?? null;
    return digest.content.papers.map(({ paper }) => toRow(paper, after));
  });
  await insertMany(trx, cards, (some) => trx.insertInto('delivery').values(some));
  for (const { key, digest } of [...heads, ...cards]) {
    deps.log.debug({ delivery: key, digest }, 'delivery planned');
  }
}

function hasCards({ subscription }: NewDigest): boolean {
  return subscription.details !== 'none';
}

/** What all deliveries of a digest have in common is made once. */
function rowsOf(digest: WrittenDigest, { laneOf, now }: InsertDeps) {
  const { id: subscription, place } = digest.subscription;
  const { workspace, channel } = place;
  const [id, lane, start] = [idOf(digest), laneOf(workspace), keyStart(digest)];
  const rendering = `${platformOf(workspace)} ${digest.content.to}`;
  const content = keyOf(digest.json).slice(0, 8);
  return (part: string, after: number | null): NewDelivery => ({
    key: `${start}${keyOf(part).slice(0, 8)}`,
    purpose: 'digest',
    lane,
    workspace,
    channel,
    digest: id,
    subscription,
    slot: digest.slot,
    part,
    rendering: `${rendering} ${part === 'overview' ? content : part}`,
    after,
    turn: after === null ? FIRST_TURN : LATER_TURN,
    state: 'pending',
    not_before: after === null ? now : NOT_YET,
    deliver_by: part === 'overview' ? deliverBy(digest.slot, now) : null,
    attempts: 0,
    maybe_sent: 0,
    created_at: now,
  });
}

/** Until when a message that was due at a slot is worth posting. */
export function deliverBy(slot: Instant, now: Instant): Instant {
  return Math.max(slot + DELIVER_WITHIN_MS, now + LATECOMER_MS);
}

async function insertShown(trx: StoreHandle, digests: readonly NewDigest[]): Promise<void> {
  const rows = digests.flatMap((digest) => {
    const { workspace, channel } = digest.subscription.place;
    const id = idOf(digest);
    return digest.content.papers.map(({ paper }) => ({ workspace, channel, paper, digest: id }));
  });
  await insertMany(trx, rows, (some) =>
    trx
      .insertInto('shown')
      .values(some)
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** One digest of a subscription covers a day. Days first: a morning's rows stand together in every index. */
function idOf({ subscription, content }: NewDigest): string {
  return `${content.to}-${subscription.id}`;
}

/** For the same reason a key is its day, its subscription, then its part; 24 characters, see DeliveryKey. */
function keyStart({ subscription, content }: NewDigest): string {
  return `${content.to.slice(2).replaceAll('-', '')}${keyOf(subscription.id).slice(0, 10)}`;
}
