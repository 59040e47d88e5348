import { sql } from 'kysely';
import type { Instant, MessageRef } from '#chat/platform.ts';
import { isPostgres } from '../store/dialect.ts';
import type { Store } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { bind } from './bound.ts';
import { type DueDelivery, due, nextAt, type OpenLane, openLanes, type Page } from './lane-rows.ts';
import { type Settlement, settle } from './settle.ts';

export interface Claim {
  readonly ids: readonly number[];
  readonly owner: string;
  readonly now: Instant;
  readonly leaseUntil: Instant;
  /** Nothing is claimed unless the owner has this lease, as the database has it. */
  readonly under?: string;
}

/** The table of deliveries as a state machine (delivery.md, sections 6 and 7). */
export interface Outbox {
  openLanes(): Promise<readonly OpenLane[]>;
  /** Deliveries of a lane that may be claimed now, in the order in which they go: overviews before cards, oldest first. */
  due(lane: string, page: Page): Promise<readonly DueDelivery[]>;
  /** The first moment later than `after` at which one of the lane may be claimed; undefined when there is none. */
  nextAt(lane: string, after: Instant): Promise<Instant | undefined>;
  /** Rows committed as `sending` before any request; without those for which somebody else was faster. */
  claim(claim: Claim): Promise<readonly DeliveryRow[]>;
  /** Writes outcomes of rows that are still their owner’s, and ends what waits for a row that will not come. Which were written. */
  settle(settlements: readonly Settlement[]): Promise<readonly boolean[]>;
  /** Neither sent nor given up. False for a key that nobody planned. */
  isOpen(key: string): Promise<boolean>;
  /** A press or a find revealed where a message is: an open or uncertain delivery becomes `sent`. */
  bind(key: string, ref: MessageRef, now: Instant): Promise<boolean>;
}

export function createOutbox(store: Store): Outbox {
  return {
    openLanes: () => openLanes(store),
    due: (lane, page) => due(store, lane, page),
    nextAt: (lane, after) => nextAt(store, lane, after),
    claim: (wanted) => claim(store, wanted),
    settle: (settlements) => store.transaction().execute((trx) => settle(trx, settlements)),
    isOpen: (key) => isOpen(store, key),
    bind: (key, ref, now) => store.transaction().execute((trx) => bind(trx, { key, ref, now })),
  };
}

/** A row found in `sending` may have been posted by whoever died: it is marked so for good, and looked for anew. */
async function claim(store: Store, claim: Claim): Promise<readonly DeliveryRow[]> {
  const { owner, now, leaseUntil } = claim;
  const rows = await store
    .updateTable('delivery')
    .set((eb) => ({
      maybe_sent: sql<number>`case state when 'sending' then 1 else maybe_sent end`,
      looked_at: sql<number | null>`case state when 'sending' then null else looked_at end`,
      state: 'sending',
      attempts: eb('attempts', '+', 1),
      first_attempt_at: sql<number>`coalesce(first_attempt_at, cast(${now} as bigint))`,
      owner,
      lease_until: leaseUntil,
    }))
    .where('id', 'in', claimable(store, claim))
    .returningAll()
    .execute();
  return rows.toSorted((a, b) => claim.ids.indexOf(a.id) - claim.ids.indexOf(b.id));
}

function claimable(store: Store, { ids, owner, now, under }: Claim) {
  return store
    .selectFrom('delivery')
    .select('delivery.id')
    .where('delivery.id', 'in', ids)
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'pending'), eb('not_before', '<=', now)]),
        eb.and([eb('state', '=', 'sending'), eb('lease_until', '<=', now)]),
      ]),
    )
    .$if(under !== undefined, (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('lease')
            .select('lease.name')
            .where('lease.name', '=', under ?? '')
            .where('lease.owner', '=', owner)
            .where('lease.until', '>', now),
        ),
      ),
    )
    .$if(isPostgres(store), (query) => query.forUpdate('delivery').skipLocked());
}

async function isOpen(store: Store, key: string): Promise<boolean> {
  const row = await store
    .selectFrom('delivery')
    .select('id')
    .where('key', '=', key)
    .where('state', 'in', ['pending', 'sending'])
    .executeTakeFirst();
  return row !== undefined;
}
