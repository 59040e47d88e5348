import { sql } from 'kysely';
import type { Instant, Place } from '#chat/platform.ts';
import { earlierOf, laterOf } from '../store/dialect.ts';
import type { Store } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import type { Busy } from './edits-under-way.ts';

/** An edit is owed at that moment, or earlier when it is already. */
export async function mark(store: Store, delivery: number, dueAt: Instant): Promise<void> {
  const at = sql`coalesce(refresh.due_at, ${dueAt})`;
  await store
    .insertInto('refresh')
    .values({ delivery, due_at: dueAt })
    .onConflict((conflict) =>
      conflict.column('delivery').doUpdateSet({ due_at: earlierOf(at, sql`${dueAt}`) }),
    )
    .execute();
}

/** Before all rests: so due is what waited for its channel to open. The process that edits learns of it from the row. */
export const OPENED: Instant = 0;

/** What is owed in a channel and its threads is due at once. */
export async function markOpened(store: Store, { workspace, channel }: Place): Promise<void> {
  await store
    .updateTable('refresh')
    .set({ due_at: OPENED })
    .where('due_at', 'is not', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('delivery')
          .select('id')
          .whereRef('id', '=', 'refresh.delivery')
          .where('workspace', '=', workspace)
          .where('sent_message', 'is not', null)
          .where((eb) => eb.or([eb('channel', '=', channel), eb('sent_channel', '=', channel)])),
      ),
    )
    .execute();
}

/** A message to which an edit is owed. */
export interface OwedEdit extends DeliveryRow {
  readonly due_at: Instant;
}

/** What is due and may begin, the longest due first. */
export async function dueEdits(
  store: Store,
  { now, busy, limit }: { readonly now: Instant; readonly busy: Busy; readonly limit: number },
): Promise<readonly OwedEdit[]> {
  const rows = await owed(store, busy)
    .selectAll('delivery')
    .select('refresh.due_at')
    .where('refresh.due_at', '<=', now)
    .orderBy('refresh.due_at')
    .limit(limit)
    .execute();
  return rows.map(({ due_at, ...row }) => ({ ...row, due_at: due_at ?? now }));
}

/** When the next one is due that may begin; undefined when there is none. */
export async function nextEditAt(store: Store, busy: Busy): Promise<Instant | undefined> {
  const next = await owed(store, busy)
    .select((eb) => eb.fn.min('refresh.due_at').as('at'))
    .executeTakeFirst();
  return next?.at ?? undefined;
}

/** Edits that are owed to posted messages, but for workspaces that removed Paperboy. */
function owed(store: Store, { deliveries, channels, workspaces, platforms }: Busy) {
  const place = sql<string>`delivery.workspace || '/' || delivery.sent_channel`;
  return store
    .selectFrom('refresh')
    .innerJoin('delivery', 'delivery.id', 'refresh.delivery')
    .leftJoin('workspace as home', 'home.id', 'delivery.workspace')
    .where(sql<boolean>`coalesce(home.state, 'active') = 'active'`)
    .where('refresh.due_at', 'is not', null)
    .where('delivery.sent_message', 'is not', null)
    .$if(deliveries.length > 0, (query) => query.where('delivery.id', 'not in', deliveries))
    .$if(channels.length > 0, (query) => query.where(place, 'not in', channels))
    .$if(workspaces.length > 0, (query) => query.where('delivery.workspace', 'not in', workspaces))
    .where((eb) =>
      eb.and(platforms.map((name) => eb('delivery.workspace', 'not like', `${name}:%`))),
    );
}

interface Move {
  readonly from: Instant;
  /** Null when none is owed any more. */
  readonly to: Instant | null;
}

/** Owes an edit at another moment, unless somebody else has moved it meanwhile. True when it was moved. */
export async function move(store: Store, delivery: number, { from, to }: Move): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable('refresh')
    .set({ due_at: to })
    .where('delivery', '=', delivery)
    .where('due_at', '=', from)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** It gets no more edits, whatever votes come. */
export async function end(store: Store, delivery: number, reason: string): Promise<void> {
  await store
    .updateTable('refresh')
    .set({ due_at: null, ended_reason: reason })
    .where('delivery', '=', delivery)
    .execute();
}

/** An edit that was made, under the lease that it was given. */
interface Edited {
  readonly lease: Instant;
  readonly at: Instant;
  /** How long it rules out the next one. */
  readonly everyMs: number;
}

/** Nothing more is owed, unless a vote has pulled the lease forward meanwhile. */
export async function edited(
  store: Store,
  delivery: number,
  { lease, at, everyMs }: Edited,
): Promise<void> {
  const due_at = sql<number | null>`case due_at when ${lease} then null
    else ${laterOf(sql.ref('due_at'), sql`${at + everyMs}`)} end`;
  await store
    .updateTable('refresh')
    .set({ edited_at: at, due_at })
    .where('delivery', '=', delivery)
    .execute();
}
