import type { ReactionChange } from '#chat/inbox.ts';
import type { Counts, Instant, MessageRef, Reaction } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';
import { onTheirWayTo } from '../store/unfinished.ts';
import { forgottenIn } from './forgotten.ts';

/** A change that concerns rows; deleted messages keep theirs. */
export type Recorded = Exclude<ReactionChange, { kind: 'deleted' }>;

export type OneReaction = { readonly ref: MessageRef } & Reaction;

/** Stands for every person, or every emoji, in what was taken back. */
const ALL = '*';
/** No scan of a message takes longer: its requests have limits of 10 s each. */
const SCAN_MS = 10 * 60_000;

/** True when a row came or went. */
export async function record(trx: StoreHandle, change: Recorded, now: Instant): Promise<boolean> {
  switch (change.kind) {
    case 'added':
      return add(trx, change, now);
    case 'removed':
      return takeBack(trx, change, now);
    case 'cleared':
      return clear(trx, change, now);
  }
}

async function add(
  trx: StoreHandle,
  { ref, ...reaction }: OneReaction,
  at: Instant,
): Promise<boolean> {
  const row = { ...placeOf(ref), ...columnsOf(reaction) };
  await trx
    .deleteFrom('taken_back')
    .where((eb) => eb.and(row))
    .execute();
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('reaction')
    .values({ ...row, at, heard_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) {
    await hearAgain(trx, row, at);
    return false;
  }
  if (await isOurs(trx, ref)) return true;
  await remove(trx, { ref, ...reaction });
  return false;
}

/** Perhaps it went unheard and came back: a scan that began before must not take it away. It stands since when it did. */
async function hearAgain(
  trx: StoreHandle,
  row: MessageRef & ReturnType<typeof columnsOf>,
  at: Instant,
): Promise<void> {
  await trx
    .updateTable('reaction')
    .set({ heard_at: at })
    .where((eb) => eb.and(row))
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

async function takeBack(trx: StoreHandle, one: OneReaction, at: Instant): Promise<boolean> {
  const { ref, ...reaction } = one;
  const isRemoved = await remove(trx, one);
  await remember(trx, { ...placeOf(ref), ...columnsOf(reaction), at });
  return isRemoved;
}

async function clear(
  trx: StoreHandle,
  { ref, emoji }: Extract<Recorded, { kind: 'cleared' }>,
  at: Instant,
): Promise<boolean> {
  const all = trx.deleteFrom('reaction').where((eb) => eb.and(placeOf(ref)));
  const some = emoji === undefined ? all : all.where('emoji', '=', emoji);
  const { numDeletedRows } = await some.executeTakeFirstOrThrow();
  await remember(trx, { ...placeOf(ref), person: ALL, emoji: emoji ?? ALL, burst: 0, at });
  return numDeletedRows > 0n;
}

async function remember(
  trx: StoreHandle,
  row: MessageRef & {
    readonly person: string;
    readonly emoji: string;
    readonly burst: number;
    readonly at: Instant;
  },
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
        .doUpdateSet({ at: row.at }),
    )
    .execute();
}

/** What went longer ago than any scan under way began is of no more use. */
export async function forgetTakenBack(db: StoreHandle, now: Instant): Promise<void> {
  await db
    .deleteFrom('taken_back')
    .where('at', '<', now - SCAN_MS)
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

export async function remove(trx: StoreHandle, { ref, ...reaction }: OneReaction) {
  const { numDeletedRows } = await trx
    .deleteFrom('reaction')
    .where((eb) => eb.and({ ...placeOf(ref), ...columnsOf(reaction) }))
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
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
