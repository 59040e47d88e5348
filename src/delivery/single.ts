import type { Instant, PersonId, Place, WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { StoreHandle } from '../store/open.ts';
import type { NewDelivery } from '../store/schema.ts';
import type { Payload } from './content.ts';
import { NOT_SEEN } from './digest-rows.ts';

/** A message that belongs to no digest. */
export interface Single {
  readonly key: string;
  readonly purpose: 'notice' | 'share';
  readonly to: Place | { readonly workspace: WorkspaceId; readonly person: PersonId };
  readonly lane: string;
  /** The paper that is shared. */
  readonly part?: PaperId;
  readonly payload: Payload;
}

/** Plans it once, by its key; one that certainly did not come out is planned anew. True when it was planned now. */
export async function ensurePlanned(
  db: StoreHandle,
  single: Single,
  now: Instant,
): Promise<boolean> {
  const row = rowOf(single, now);
  const { state, not_before, attempts, payload } = row;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('delivery')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({ state, not_before, attempts, payload, reason: null })
        .where('delivery.state', 'in', NOT_SEEN),
    )
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows !== 0n;
}

function rowOf({ key, purpose, to, lane, part, payload }: Single, now: Instant): NewDelivery {
  return {
    ...{ key, purpose, lane, ...to },
    part: part ?? null,
    payload: JSON.stringify(payload),
    state: 'pending',
    not_before: now,
    attempts: 0,
    maybe_sent: 0,
    created_at: now,
  };
}
