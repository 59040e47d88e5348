import type { ReactionChange } from '#chat/inbox.ts';
import type { Counts, Instant, MessageRef, Reaction } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';
import { onTheirWayTo } from '../store/unfinished.ts';
import { forgottenIn } from './forgotten.ts';
import { isRepeated, newest, type ReactionKey, toldOf } from './told.ts';

/** A change that concerns rows; deleted messages keep theirs. */
export type Recorded = Exclude<ReactionChange, { kind: 'deleted' }>;

export type OneReaction = { readonly ref: MessageRef } & Reaction;

/** Stands for every person, or every emoji, in what was taken back. */
const ALL = '*';
/** No scan of a message takes longer: its requests have limits of 10 s each. */
const SCAN_MS = 10 * 60_000;
/** Slack's delayed events come once an hour, for a day (docs: apis/events-api). */
const REPEATED_MS = 25 * 60 * 60_000;

/** True when a row came or went. What is known already, or by something newer, changes nothing. */
export async function record(trx: StoreHandle, change: Recorded, now: Instant): Promise<boolean> {
  if (change.kind === 'cleared') return clear(trx, change, now);
  const { ref, kind } = change;
  const key = { ...placeOf(ref), ...columnsOf(change) };
  const event = { key, at: now, told: toldOf(change) };
  if (await isRepeated(trx, key, event.told)) return false;
  return kind === 'added' ? add(trx, event) : takeBack(trx, event);
}

interface Event {
  readonly key: ReactionKey;
  readonly at: Instant;
  /** By the platform's clock. */
  readonly told: number;
}

async function add(trx: StoreHandle, { key, at, told }: Event): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('reaction')
    .values({ ...key, at, heard_at: at, told_us: Math.max(told, await toldBefore(trx, key)) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) {
    await hearAgain(trx, { key, at, told });
    return false;
  }
  if (await isOurs(trx, key)) return true;
  await remove(trx, key);
  return false;
}

/** It stands again: what was kept of its going is over. */
async function toldBefore(trx: StoreHandle, key: ReactionKey): Promise<number> {
  const gone = await trx
    .deleteFrom('taken_back')
    .where((eb) => eb.and(key))
    .returning('told_us')
    .executeTakeFirst();
  return gone?.told_us ?? 0;
}

/** Perhaps it went unheard and came back: a scan that began before must not take it away. It stands since when it did. */
async function hearAgain(trx: StoreHandle, { key, at, told }: Event): Promise<void> {
  await trx
    .updateTable('reaction')
    .set({ heard_at: at, told_us: newest('reaction', told) })
    .where((eb) => eb.and(key))
    .execute();
}

/**
 * Papers are voted on there, or a post is on its way whose place is not known yet. Other messages are not our business.
 * Asked in this order: a post may be on its way at the one question and have arrived at the other.
 */
async function isOurs(trx: StoreHandle, ref: MessageRef): Promise<boolean> {
  const onItsWay = await trx
    .selectFrom('delivery')
    .select('id')
    .where('id', 'in', onTheirWayTo(trx, [ref.workspace]))
    .limit(1)
    .executeTakeFirst();
  return onItsWay !== undefined || (await papersOn(trx, ref)).length > 0;
}

async function takeBack(trx: StoreHandle, { key, at, told }: Event): Promise<boolean> {
  const removed = await remove(trx, key);
  await remember(trx, { ...key, at, told_us: Math.max(told, removed?.told ?? 0) });
  return removed !== undefined;
}

/**
 * A scan found that it went, and nobody told: an event of before the scan must not bring it back, and another scan that
 * begins now may.
 */
export async function dropUnheard(
  trx: StoreHandle,
  { ref, ...reaction }: OneReaction,
  since: Instant,
): Promise<void> {
  const key = { ...placeOf(ref), ...columnsOf(reaction) };
  const removed = await remove(trx, key);
  if (removed === undefined || removed.told === 0) return;
  await remember(trx, { ...key, at: since - 1, told_us: removed.told });
}

async function clear(
  trx: StoreHandle,
  { ref, emoji }: Extract<Recorded, { kind: 'cleared' }>,
  at: Instant,
): Promise<boolean> {
  const all = trx.deleteFrom('reaction').where((eb) => eb.and(placeOf(ref)));
  const some = emoji === undefined ? all : all.where('emoji', '=', emoji);
  const { numDeletedRows } = await some.executeTakeFirstOrThrow();
  const key = { ...placeOf(ref), person: ALL, emoji: emoji ?? ALL, burst: 0 };
  await remember(trx, { ...key, at, told_us: 0 });
  return numDeletedRows > 0n;
}

async function remember(
  trx: StoreHandle,
  row: ReactionKey & { readonly at: Instant; readonly told_us: number },
): Promise<void> {
  if (!(await isOurs(trx, placeOf(row)))) return;
  const isForgotten = await forgottenIn(trx, row.workspace);
  // No heal brings back what they left standing.
  if (isForgotten(row.person)) return;
  await trx
    .insertInto('taken_back')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['workspace', 'channel', 'message', 'person', 'emoji', 'burst'])
        .doUpdateSet({ at: row.at, told_us: newest('taken_back', row.told_us) }),
    )
    .execute();
}

/** What went longer ago than any scan under way began is of no more use, once no event of it is repeated either. */
export async function forgetTakenBack(db: StoreHandle, now: Instant): Promise<void> {
  await db
    .deleteFrom('taken_back')
    .where('at', '<', now - SCAN_MS)
    .where((eb) => eb.or([eb('told_us', '=', 0), eb('at', '<', now - REPEATED_MS)]))
    .execute();
}

/** Whether a reaction went since a scan began, so that what the scan saw is old. */
export async function takenBackSince(
  trx: StoreHandle,
  ref: MessageRef,
  since: Instant,
): Promise<(reaction: Reaction) => boolean> {
  const rows = await trx
    .selectFrom('taken_back')
    .selectAll()
    .where((eb) => eb.and(placeOf(ref)))
    .where('at', '>=', since)
    .execute();
  return ({ person, emoji, isBurst }) =>
    rows.some((row) => {
      if (row.person === ALL) return row.emoji === ALL || row.emoji === emoji;
      return row.person === person && row.emoji === emoji && row.burst === (isBurst ? 1 : 0);
    });
}

/** What was told of it last; undefined when it did not stand. */
async function remove(
  trx: StoreHandle,
  key: ReactionKey,
): Promise<{ readonly told: number } | undefined> {
  return trx
    .deleteFrom('reaction')
    .where((eb) => eb.and(key))
    .returning('told_us as told')
    .executeTakeFirst();
}

/** The papers that are voted on there by reactions, with their numbers. */
export async function papersOn(trx: StoreHandle, ref: MessageRef) {
  return trx
    .selectFrom('votable')
    .select(['paper', 'number'])
    .where((eb) => eb.and(placeOf(ref)))
    .where('number', '>=', 0)
    .execute();
}

/** Reactions per emoji as recorded, normal and super ones together, to compare with what a platform counts. */
export async function countsOf(db: StoreHandle, ref: MessageRef): Promise<Counts> {
  const rows = await db
    .selectFrom('reaction')
    .select((eb) => ['emoji', eb.fn.countAll<number>().as('people')])
    .where((eb) => eb.and(placeOf(ref)))
    .groupBy('emoji')
    .execute();
  return new Map(rows.map((row) => [row.emoji, row.people]));
}

/** Without anything else that a reference may carry. */
export function placeOf({ workspace, channel, message }: MessageRef): MessageRef {
  return { workspace, channel, message };
}

export function columnsOf({ person, emoji, isBurst }: Reaction) {
  return { person, emoji, burst: isBurst ? 1 : 0 };
}
