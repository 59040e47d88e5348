import { sql } from 'kysely';
import type { Instant, MessageRef } from '#chat/platform.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { isUnfinished } from '../store/unfinished.ts';
import { type Ended, endWith } from './ended.ts';
import { makeVotable } from './votable.ts';

/** How an attempt ended. `reason` is in words, for status and log. */
export type Outcome =
  /** With a reason when it was sent otherwise than it was composed. */
  | {
      readonly state: 'sent';
      readonly ref: MessageRef;
      readonly at: Instant;
      readonly reason?: string;
    }
  /** Later again. `isMaybeSent` is never taken back, and asks for two looks anew; `wasTried` counts an attempt. */
  | {
      readonly state: 'pending';
      readonly notBefore: Instant;
      readonly isMaybeSent?: boolean;
      readonly wasTried?: boolean;
      readonly lookedAt?: Instant;
    }
  | Ended;

export interface Claim {
  readonly id: number;
  readonly owner: string;
  readonly now: Instant;
  readonly leaseUntil: Instant;
}

/** The table of deliveries as a state machine (delivery.md, sections 6 and 7). */
export interface Outbox {
  /** Deliveries that may be claimed now, overviews before cards, oldest first; at most `limit` a lane. */
  due(now: Instant, limit: number): Promise<readonly DueDelivery[]>;
  /** The first moment later than `after` at which one may be claimed; undefined when there is none. */
  nextAt(after: Instant): Promise<Instant | undefined>;
  /** One row, committed as `sending` before any request; undefined when somebody else was faster. */
  claim(claim: Claim): Promise<DeliveryRow | undefined>;
  /** Writes an outcome if the row is still the owner's, and ends what waits for a row that will not come. */
  settle(row: DeliveryRow, outcome: Outcome): Promise<boolean>;
  /** Neither sent nor given up. False for a key that nobody planned. */
  isOpen(key: string): Promise<boolean>;
  /** A press or a find revealed where a message is: an open or uncertain delivery becomes `sent`. */
  bind(key: string, ref: MessageRef, now: Instant): Promise<boolean>;
}

export type DueDelivery = Pick<
  DeliveryRow,
  'id' | 'lane' | 'workspace' | 'channel' | 'person' | 'after'
>;

export function createOutbox(store: Store): Outbox {
  return {
    due: (now, limit) => due(store, now, limit),
    nextAt: (after) => nextAt(store, after),
    claim: (wanted) => claim(store, wanted),
    settle: (row, outcome) => store.transaction().execute((trx) => settle(trx, row, outcome)),
    isOpen: (key) => isOpen(store, key),
    bind: (key, ref, now) => store.transaction().execute((trx) => bind(trx, { key, ref, now })),
  };
}

async function due(store: Store, now: Instant, limit: number): Promise<readonly DueDelivery[]> {
  const ready = store
    .selectFrom('delivery as waiting')
    .leftJoin('delivery as first', 'first.id', 'waiting.after')
    .select([
      'waiting.id',
      'waiting.lane',
      'waiting.workspace',
      'waiting.channel',
      'waiting.person',
      'waiting.after',
      sql<number>`row_number() over (
        partition by waiting.lane order by waiting.after is not null, waiting.id)`.as('place'),
    ])
    .where(isUnfinished('waiting.state'))
    .where((eb) =>
      eb.or([
        eb.and([eb('waiting.state', '=', 'pending'), eb('waiting.not_before', '<=', now)]),
        eb.and([eb('waiting.state', '=', 'sending'), eb('waiting.lease_until', '<=', now)]),
      ]),
    )
    .where((eb) => eb.or([eb('waiting.after', 'is', null), eb('first.state', '=', 'sent')]));
  return store
    .selectFrom(ready.as('ready'))
    .select(['id', 'lane', 'workspace', 'channel', 'person', 'after'])
    .where('place', '<=', limit)
    .orderBy('place')
    .execute();
}

async function nextAt(store: Store, after: Instant): Promise<Instant | undefined> {
  const mayGoAt = sql<number>`case waiting.state when 'sending' then waiting.lease_until
    else waiting.not_before end`;
  const row = await store
    .selectFrom('delivery as waiting')
    .leftJoin('delivery as first', 'first.id', 'waiting.after')
    .select((eb) => eb.fn.min(mayGoAt).as('at'))
    .where(isUnfinished('waiting.state'))
    .where(mayGoAt, '>', after)
    .where((eb) => eb.or([eb('waiting.after', 'is', null), eb('first.state', '=', 'sent')]))
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** A row found in `sending` may have been posted by whoever died: it is marked so for good, and looked for anew. */
async function claim(store: Store, { id, owner, now, leaseUntil }: Claim) {
  return store
    .updateTable('delivery')
    .set((eb) => ({
      maybe_sent: sql<number>`case state when 'sending' then 1 else maybe_sent end`,
      looked_at: sql<number | null>`case state when 'sending' then null else looked_at end`,
      state: 'sending',
      attempts: eb('attempts', '+', 1),
      first_attempt_at: eb.fn.coalesce('first_attempt_at', eb.val(now)),
      owner,
      lease_until: leaseUntil,
    }))
    .where('id', '=', id)
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'pending'), eb('not_before', '<=', now)]),
        eb.and([eb('state', '=', 'sending'), eb('lease_until', '<=', now)]),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
}

async function settle(trx: StoreHandle, row: DeliveryRow, outcome: Outcome): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('delivery')
    .set(columnsOf(row, outcome))
    .where('id', '=', row.id)
    .where('state', '=', 'sending')
    .where('owner', '=', row.owner)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  await follow(trx, row, outcome);
  return true;
}

function columnsOf(row: DeliveryRow, outcome: Outcome) {
  const released = { owner: null, lease_until: null };
  switch (outcome.state) {
    case 'sent':
      return { ...released, ...sentColumns(outcome) };
    case 'pending':
      return {
        ...released,
        state: outcome.state,
        not_before: outcome.notBefore,
        maybe_sent: outcome.isMaybeSent === true ? 1 : row.maybe_sent,
        attempts: outcome.wasTried === true ? row.attempts : row.attempts - 1,
        looked_at: outcome.isMaybeSent === true ? null : (outcome.lookedAt ?? row.looked_at),
      };
    case 'uncertain':
    case 'refused':
    case 'skipped':
    case 'dead':
      return { ...released, state: outcome.state, reason: outcome.reason };
  }
}

function sentColumns({ ref, at, reason }: Omit<Extract<Outcome, { state: 'sent' }>, 'state'>) {
  return {
    state: 'sent' as const,
    reason: reason ?? null,
    sent_channel: ref.channel,
    sent_message: ref.message,
    sent_at: at,
  };
}

async function follow(trx: StoreHandle, row: DeliveryRow, outcome: Outcome): Promise<void> {
  switch (outcome.state) {
    case 'sent':
      return makeVotable(trx, row, outcome.ref);
    case 'pending':
      return;
    case 'uncertain':
    case 'refused':
    case 'skipped':
    case 'dead':
      return endWith(trx, row, outcome);
  }
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

interface Binding {
  readonly key: string;
  readonly ref: MessageRef;
  readonly now: Instant;
}

/**
 * Whoever holds the row finds it taken, and its message is the same one. Cards that were skipped because their overview
 * seemed lost stay skipped: the digest is old news by now.
 */
async function bind(trx: StoreHandle, { key, ref, now }: Binding): Promise<boolean> {
  const row = await trx
    .updateTable('delivery')
    .set({ ...sentColumns({ ref, at: now }), owner: null, lease_until: null })
    .where('key', '=', key)
    .where('workspace', '=', ref.workspace)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['uncertain', 'sending']),
        eb.and([eb('maybe_sent', '=', 1), eb('state', '=', 'pending')]),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return false;
  await makeVotable(trx, row, ref);
  return true;
}
