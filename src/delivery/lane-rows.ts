import { type SqlBool, sql } from 'kysely';
import type { Instant } from '#chat/platform.ts';
import type { Store } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { isUnfinished } from '../store/unfinished.ts';
import { FIRST_TURN, LATER_TURN, NOT_YET } from './turns.ts';

/** What one has to know of a delivery to choose the next ones. */
export type DueDelivery = Pick<DeliveryRow, (typeof DUE)[number]>;

const DUE = [
  ...(['id', 'key', 'lane', 'workspace', 'channel', 'person', 'after', 'rendering'] as const),
  ...(['turn', 'not_before'] as const),
] as const;

const TURNS = [FIRST_TURN, LATER_TURN] as const;

/** Where a page of due deliveries begins: after this one. */
export type Cursor = Pick<DeliveryRow, 'turn' | 'not_before' | 'id'>;

export interface Page {
  readonly now: Instant;
  readonly limit: number;
  readonly after?: Cursor;
}

/** A lane in which something may still be sent. */
export interface OpenLane {
  readonly lane: string;
  /** When the first of it may be claimed; earlier, where one is under way. */
  readonly firstAt: Instant;
}

/** One step of the index each: one of them may have a hundred thousand rows. */
export async function openLanes(store: Store): Promise<readonly OpenLane[]> {
  const isOpen = isUnfinished('delivery.state');
  const firstOf = (turn: number) => sql<number>`(select min(delivery.not_before) from delivery
    where ${isOpen} and delivery.lane = open.lane and delivery.turn = ${turn})`;
  const { rows } = await sql<{ lane: string; first: number | null; card: number | null }>`
    with recursive open (lane) as (
      select (select min(delivery.lane) from delivery where ${isOpen})
      union all
      select (select min(delivery.lane) from delivery where ${isOpen} and delivery.lane > open.lane)
      from open where open.lane is not null)
    select lane, ${firstOf(FIRST_TURN)} as first, ${firstOf(LATER_TURN)} as card
    from open where lane is not null`.execute(store);
  return rows.map(({ lane, first, card }) => ({
    lane,
    firstAt: Math.min(first ?? NOT_YET, card ?? NOT_YET),
  }));
}

/** Deliveries of a lane that may be claimed now, in the order in which they go. */
export async function due(
  store: Store,
  lane: string,
  { now, limit, after }: Page,
): Promise<readonly DueDelivery[]> {
  const found: DueDelivery[] = [];
  for (const turn of TURNS) {
    if (found.length >= limit || turn < (after?.turn ?? 0)) continue;
    const from = after?.turn === turn ? after : undefined;
    const page = { now, limit: limit - found.length, ...(from !== undefined && { after: from }) };
    found.push(...(await dueOf(store, { lane, turn }, page)));
  }
  return found;
}

async function dueOf(
  store: Store,
  { lane, turn }: { readonly lane: string; readonly turn: number },
  { now, limit, after }: Page,
): Promise<readonly DueDelivery[]> {
  return store
    .selectFrom('delivery')
    .select(DUE)
    .where('lane', '=', lane)
    .where('turn', '=', turn)
    .where(isUnfinished('delivery.state'))
    .where('not_before', '<=', now)
    .where((eb) => eb.or([eb('state', '=', 'pending'), eb('lease_until', '<=', now)]))
    .$if(after !== undefined, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('not_before', 'id'), '>', tuple(after?.not_before ?? 0, after?.id ?? 0)),
      ),
    )
    .orderBy('not_before')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** The first moment later than `after` at which one of the lane may be claimed. */
export async function nextAt(
  store: Store,
  lane: string,
  after: Instant,
): Promise<Instant | undefined> {
  const next: Instant[] = [];
  for (const turn of TURNS) {
    const row = await store
      .selectFrom('delivery')
      .select('not_before as at')
      .where('lane', '=', lane)
      .where('turn', '=', turn)
      .where(isUnfinished('delivery.state'))
      .where('state', '=', 'pending')
      .where('not_before', '>', after)
      .where('not_before', '<', NOT_YET)
      .orderBy('not_before')
      .limit(1)
      .executeTakeFirst();
    if (row !== undefined) next.push(row.at);
  }
  const leased = await store
    .selectFrom('delivery')
    .select('lease_until as at')
    .where('lane', '=', lane)
    .where(sql<SqlBool>`state = 'sending'`)
    .where('lease_until', '>', after)
    .orderBy('lease_until')
    .limit(1)
    .executeTakeFirst();
  if (leased?.at != null) next.push(leased.at);
  return next.length === 0 ? undefined : Math.min(...next);
}
