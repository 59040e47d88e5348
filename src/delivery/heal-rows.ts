import { sql } from 'kysely';
import type { GapScope } from '#chat/inbox.ts';
import type { Instant, MessageRef, Place, WorkspaceId } from '#chat/platform.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import type { Healed } from '../votes/heal.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Messages older than this keep the votes they have. */
export const HEALED_FOR_MS = 14 * DAY_MS;
/** The slow timer compares each message's counts this often. */
const LOOK_EVERY_MS = 6 * HOUR_MS;
/** In its last day a message is read in full once: equal counts can hide two people who swapped. */
const LAST_READING_MS = HEALED_FOR_MS - DAY_MS;
/** A round of checks ends when nothing was checked for so long; `status` tells of the last one. */
const ROUND_MS = HOUR_MS;

/** A card stands in the thread of the delivery it came after. */
const THREAD = sql<number>`coalesce(delivery.after, delivery.id)`;

/** A posted message whose reactions are to be read. */
export interface Checkable {
  readonly delivery: number;
  /** The delivery whose thread it stands in: its own when it begins one. */
  readonly thread: number;
  readonly ref: MessageRef;
  /** People are read, not only counts. */
  readonly isInFull: boolean;
}

/** Events of these workspaces may have been missed until now. Their messages are read in full, also after a restart. */
export async function markGap(
  store: Store,
  { platform, workspace, includes = () => true }: GapScope,
  now: Instant,
): Promise<void> {
  const known = await store.selectFrom('workspace').select('id').execute();
  const concerned = known.filter(
    ({ id }) =>
      id.startsWith(`${platform}:`) &&
      (workspace === undefined || id === workspace) &&
      includes(id),
  );
  await store.transaction().execute(async (trx) => {
    for (const { id } of concerned) {
      await mark(trx, id, now);
      await trx.deleteFrom('healing').where('workspace', '=', id).execute();
    }
  });
}

/** The same for one channel. */
export async function markGapIn(store: Store, place: Place, now: Instant): Promise<void> {
  await mark(store, `${place.workspace}/${place.channel}`, now);
}

async function mark(db: StoreHandle, place: string, at: Instant): Promise<void> {
  await db
    .insertInto('gap')
    .values({ place, at })
    .onConflict((conflict) => conflict.column('place').doUpdateSet({ at }))
    .execute();
}

/** When a gap was noted last; 0 before any. */
export async function newestGap(store: Store): Promise<Instant> {
  const row = await store
    .selectFrom('gap')
    .select((eb) => eb.fn.max('at').as('at'))
    .executeTakeFirst();
  return row?.at ?? 0;
}

/** Nobody knows what stands on this message: it is compared next. */
export async function markUnread(store: Store, key: string): Promise<void> {
  await store
    .insertInto('heal')
    .columns(['delivery', 'checked_at'])
    .expression((eb) =>
      eb
        .selectFrom('delivery')
        .select((some) => ['id', some.cast<number>(some.val(0), 'bigint').as('checked_at')])
        .where('key', '=', key),
    )
    .onConflict((conflict) => conflict.column('delivery').doUpdateSet({ checked_at: 0 }))
    .execute();
}

export interface Wanted {
  /** Only what stands in one channel and one thread with this one. */
  readonly within?: Pick<Checkable, 'ref' | 'thread'>;
  /** Not in these workspaces and channels, and not these messages (`slack:T0001/C0001/1700000000.000100`). */
  readonly without?: readonly string[];
  readonly limit: number;
}

/** What is to be checked now: after a gap first, and the newest messages first. */
export async function dueChecks(
  store: Store,
  now: Instant,
  { within, without = [], limit }: Wanted,
): Promise<readonly Checkable[]> {
  const { isInFull, isDue } = conditions(now);
  const rows = await followed(store, now)
    .select(['delivery.id', 'delivery.workspace', 'sent_channel', 'sent_message'])
    .select(THREAD.as('thread'))
    .select(sql<number>`case when ${isInFull} then 1 else 0 end`.as('in_full'))
    .where(isDue)
    .$if(within !== undefined, (query) =>
      query
        .where('delivery.workspace', '=', within?.ref.workspace ?? '')
        .where('sent_channel', '=', within?.ref.channel ?? '')
        .where(THREAD, '=', within?.thread ?? 0),
    )
    .$if(without.length > 0, (query) =>
      query
        .where('delivery.workspace', 'not in', without)
        .where(PLACE, 'not in', without)
        .where(MESSAGE, 'not in', without),
    )
    .orderBy('in_full', 'desc')
    .orderBy('delivery.sent_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    delivery: row.id,
    ref: {
      workspace: row.workspace,
      channel: row.sent_channel ?? '',
      message: row.sent_message ?? '',
    },
    thread: row.thread,
    isInFull: row.in_full === 1,
  }));
}

/** A channel, as gaps and rests name it. */
const PLACE = sql<string>`delivery.workspace || '/' || delivery.sent_channel`;

const MESSAGE = sql<string>`delivery.workspace || '/' || delivery.sent_channel || '/' || delivery.sent_message`;

/** Posted messages that can be voted on and are young enough; none where Paperboy was removed. */
function followed(store: Store, now: Instant) {
  return store
    .selectFrom('delivery')
    .leftJoin('heal', 'heal.delivery', 'delivery.id')
    .leftJoin('gap', 'gap.place', 'delivery.workspace')
    .leftJoin('gap as own_gap', (join) => join.on('own_gap.place', '=', PLACE))
    .leftJoin('workspace as home', 'home.id', 'delivery.workspace')
    .where(sql<boolean>`coalesce(home.state, 'active') = 'active'`)
    .where('delivery.part', 'is not', null)
    .where('delivery.sent_at', '>', now - HEALED_FOR_MS)
    .where('heal.ended_reason', 'is', null);
}

function conditions(now: Instant) {
  // A post may have been out, and voted on, long before it was found: nothing since its first attempt was read.
  const readAt = sql<number>`coalesce(heal.read_in_full_at, delivery.first_attempt_at, delivery.sent_at)`;
  const isGap = sql<boolean>`(${readAt} < coalesce(gap.at, 0)
    or ${readAt} < coalesce(own_gap.at, 0))`;
  const isLast = sql<boolean>`(delivery.sent_at < ${now - LAST_READING_MS}
    and ${readAt} < delivery.sent_at + ${LAST_READING_MS})`;
  const isStale = sql<boolean>`coalesce(heal.checked_at, delivery.sent_at) < ${now - LOOK_EVERY_MS}`;
  const isInFull = sql<boolean>`(${isGap} or ${isLast})`;
  return { isInFull, isDue: sql<boolean>`(${isInFull} or ${isStale})` };
}

/** When the slow timer has something to do next, if nothing happens before; undefined without messages. */
export async function nextCheckAt(store: Store, now: Instant): Promise<Instant | undefined> {
  const row = await followed(store, now)
    .select(sql<number | null>`min(coalesce(heal.checked_at, delivery.sent_at))`.as('at'))
    .executeTakeFirst();
  return row?.at === null || row?.at === undefined ? undefined : row.at + LOOK_EVERY_MS;
}

export interface Checked {
  readonly delivery: number;
  readonly isInFull: boolean;
  /** When the asking began. */
  readonly since: Instant;
  readonly now: Instant;
  /** Set when it is not asked for again: votes on it stay. */
  readonly endedReason?: string;
}

export async function markChecked(trx: StoreHandle, checked: Checked): Promise<void> {
  const row = {
    checked_at: checked.now,
    ended_reason: checked.endedReason ?? null,
    ...(checked.isInFull && { read_in_full_at: checked.since }),
  };
  await trx
    .insertInto('heal')
    .values({ delivery: checked.delivery, ...row })
    .onConflict((conflict) => conflict.column('delivery').doUpdateSet(row))
    .execute();
}

/** Adds one message to what `status` says of the round under way, or begins a new round. */
export async function countChecked(
  trx: StoreHandle,
  workspace: WorkspaceId,
  { healed, now }: { readonly healed: Healed; readonly now: Instant },
): Promise<void> {
  const last = await trx
    .selectFrom('healing')
    .selectAll()
    .where('workspace', '=', workspace)
    .executeTakeFirst();
  const round =
    last !== undefined && now - last.checked_at < ROUND_MS
      ? last
      : { checked: 0, added: 0, removed: 0 };
  const row = {
    checked_at: now,
    checked: round.checked + 1,
    added: round.added + healed.added.length,
    removed: round.removed + healed.removed.length,
  };
  await trx
    .insertInto('healing')
    .values({ workspace, ...row })
    .onConflict((conflict) => conflict.column('workspace').doUpdateSet(row))
    .execute();
}
