import type { ChannelId, Instant, WorkspaceId } from '#chat/platform.ts';
import type { Day } from '../papers/paper.ts';
import type { Store } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';

/** A delivery as the log tells of it, with what follows it. */
export interface LogEntry {
  readonly row: DeliveryRow;
  /** Of a digest: the newest day that it covers. */
  readonly day?: Day;
  /** Of a digest: its cards, those that went equally together. */
  readonly cards: readonly CardGroup[];
}

export interface CardGroup {
  readonly state: DeliveryRow['state'];
  readonly reason: string | null;
  readonly count: number;
}

export interface LogRange {
  readonly workspace: WorkspaceId;
  readonly channels: readonly ChannelId[];
  readonly limit: number;
  readonly offset: number;
}

/** The newest first. Messages to single persons are nobody else's. */
export async function logEntries(store: Store, range: LogRange): Promise<readonly LogEntry[]> {
  const rows = await store
    .selectFrom('delivery')
    .leftJoin('digest', 'digest.id', 'delivery.digest')
    .selectAll('delivery')
    .select('digest.day')
    .where('delivery.workspace', '=', range.workspace)
    .where('delivery.channel', 'in', range.channels)
    .where('delivery.after', 'is', null)
    .orderBy('delivery.id', 'desc')
    .limit(range.limit)
    .offset(range.offset)
    .execute();
  const cards = await cardsOf(
    store,
    rows.map(({ id }) => id),
  );
  return rows.map(({ day, ...row }) => ({
    row,
    ...(day !== null && { day }),
    cards: cards.get(row.id) ?? [],
  }));
}

async function cardsOf(
  store: Store,
  heads: readonly number[],
): Promise<ReadonlyMap<number, readonly CardGroup[]>> {
  if (heads.length === 0) return new Map();
  const rows = await store
    .selectFrom('delivery')
    .select((eb) => ['after', 'state', 'reason', eb.fn.countAll<number>().as('count')])
    .where('after', 'in', heads)
    .groupBy(['after', 'state', 'reason'])
    .orderBy('state')
    .execute();
  return Map.groupBy(rows, ({ after }) => after ?? 0);
}

/** Channels in which something was planned since then, those with the newest first. */
export async function channelsWithLog(
  store: Store,
  workspace: WorkspaceId,
  since: Instant,
): Promise<readonly ChannelId[]> {
  const rows = await store
    .selectFrom('delivery')
    .select((eb) => ['channel', eb.fn.max('id').as('newest')])
    .where('workspace', '=', workspace)
    .where('channel', 'is not', null)
    .where('after', 'is', null)
    .where('created_at', '>', since)
    .groupBy('channel')
    .orderBy('newest', 'desc')
    .execute();
  return rows.flatMap(({ channel }) => channel ?? []);
}
