import { sql } from 'kysely';
import type { Instant, MessageRef } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { type Ended, endWith } from './ended.ts';
import { letFollow } from './turns.ts';
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

/** Nothing was tried, however often that happens on a busy machine: it goes back to its place among the others. */
export function untried({ not_before: notBefore }: DeliveryRow): Outcome {
  return { state: 'pending', notBefore };
}

export interface Settlement {
  readonly row: DeliveryRow;
  readonly outcome: Outcome;
}

type Sent = Extract<Outcome, { state: 'sent' }>;

interface SentRow {
  readonly row: DeliveryRow;
  readonly outcome: Sent;
}

/** Writes outcomes of rows that are still their owner’s, with what follows from them. Which were written. */
export async function settle(
  trx: StoreHandle,
  settlements: readonly Settlement[],
): Promise<readonly boolean[]> {
  const sent = settlements.filter(isSent);
  const written = await writeSent(trx, sent);
  await makeVotable(trx, sent.filter(({ row }) => written.has(row.id)).map(toPosted));
  const heads = sent.filter(({ row }) => row.part === 'overview' && written.has(row.id));
  await letFollow(
    trx,
    heads.map(({ row, outcome }) => ({ id: row.id, at: outcome.at })),
  );
  for (const { row, outcome } of settlements) {
    if (outcome.state !== 'sent' && (await writeOther(trx, row, outcome))) written.add(row.id);
  }
  return settlements.map(({ row }) => written.has(row.id));
}

function isSent(settlement: Settlement): settlement is SentRow {
  return settlement.outcome.state === 'sent';
}

function toPosted({ row, outcome: { ref } }: SentRow) {
  return { row, ref };
}

/** All of them in one statement: it is what most of a morning consists of. */
async function writeSent(trx: StoreHandle, sent: readonly SentRow[]): Promise<Set<number>> {
  if (sent.length === 0) return new Set();
  const values = sent.map(
    ({ row, outcome: { ref, at, reason } }) => sql`(cast(${row.id} as bigint),
      cast(${row.owner} as text), cast(${ref.channel} as text), cast(${ref.message} as text),
      cast(${at} as bigint), cast(${reason ?? null} as text))`,
  );
  const { rows } = await sql<{ id: number }>`
    with posted (id, owner, channel, message, at, reason) as (values ${sql.join(values)})
    update delivery set state = 'sent', owner = null, lease_until = null, reason = posted.reason,
      sent_channel = posted.channel, sent_message = posted.message, sent_at = posted.at
    from posted
    where delivery.id = posted.id and delivery.owner = posted.owner and delivery.state = 'sending'
    returning delivery.id`.execute(trx);
  return new Set(rows.map(({ id }) => id));
}

async function writeOther(
  trx: StoreHandle,
  row: DeliveryRow,
  outcome: Exclude<Outcome, Sent>,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('delivery')
    .set({ owner: null, lease_until: null, ...columnsOf(row, outcome) })
    .where('id', '=', row.id)
    .where('state', '=', 'sending')
    .where('owner', '=', row.owner)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  if (outcome.state !== 'pending') await endWith(trx, row, outcome);
  return true;
}

function columnsOf(row: DeliveryRow, outcome: Exclude<Outcome, Sent>) {
  switch (outcome.state) {
    case 'pending':
      return {
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
      return { state: outcome.state, reason: outcome.reason };
  }
}
