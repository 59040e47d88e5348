import { sql } from 'kysely';
import type { Instant, PersonId, Place, WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { StoreHandle } from '../store/open.ts';
import type { NewDelivery } from '../store/schema.ts';
import type { Payload } from './content.ts';
import { NOT_SEEN } from './digest-rows.ts';

/** Somebody in a workspace. */
export interface Addressee {
  readonly workspace: WorkspaceId;
  readonly person: PersonId;
}

/** A message that belongs to no digest. */
export interface Single {
  readonly key: string;
  readonly purpose: 'notice' | 'share' | 'pick' | 'alert';
  readonly to: Place | Addressee;
  readonly lane: string;
  /** The paper that is shown, or `list` for several. */
  readonly part?: PaperId | 'list';
  readonly payload: Payload;
  readonly subscription?: string;
  /** Now, unless it is to wait. */
  readonly notBefore?: Instant;
  readonly deliverBy?: Instant;
  /** One that failed is planned anew no sooner than so long after; at once unless said. */
  readonly retryAfterMs?: number;
}

/** How long it is looked for counts from its first attempt: of one that may have arrived, from that of the first time. */
export const BEGINS_ANEW = sql<
  number | null
>`case delivery.maybe_sent when 1 then delivery.first_attempt_at else null end`;

/** Plans it once, by its key; one that certainly did not come out is planned anew. True when it was planned now. */
export async function ensurePlanned(
  db: StoreHandle,
  single: Single,
  now: Instant,
): Promise<boolean> {
  const row = rowOf(single, now);
  const { state, not_before, deliver_by, attempts, payload } = row;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('delivery')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({
          ...{ state, not_before, deliver_by, attempts, payload, reason: null },
          ...{ created_at: now, first_attempt_at: BEGINS_ANEW },
        })
        .where('delivery.state', 'in', NOT_SEEN)
        .where('delivery.not_before', '<=', now - (single.retryAfterMs ?? 0)),
    )
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows !== 0n;
}

function rowOf(single: Single, now: Instant): NewDelivery {
  const { key, purpose, to, lane, part, payload, subscription, notBefore, deliverBy } = single;
  return {
    ...{ key, purpose, lane, ...to },
    subscription: subscription ?? null,
    part: part ?? null,
    payload: JSON.stringify(payload),
    state: 'pending',
    not_before: notBefore ?? now,
    deliver_by: deliverBy ?? null,
    attempts: 0,
    maybe_sent: 0,
    created_at: now,
  };
}
