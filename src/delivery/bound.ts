import type { Instant, MessageRef } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { letFollow, NOT_YET } from './turns.ts';
import { makeVotable } from './votable.ts';

export interface Binding {
  readonly key: string;
  readonly ref: MessageRef;
  readonly now: Instant;
}

/**
 * The platform revealed where a message is: its open or uncertain delivery becomes `sent`. Whoever holds the row finds
 * it taken, and its message is the same one.
 */
export async function bind(trx: StoreHandle, { key, ref, now }: Binding): Promise<boolean> {
  const row = await trx
    .updateTable('delivery')
    .set({
      ...{ state: 'sent', reason: null, owner: null, lease_until: null },
      ...{ sent_channel: ref.channel, sent_message: ref.message, sent_at: now },
    })
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
  await makeVotable(trx, [{ row, ref }]);
  await reviveCards(trx, row, now);
  await letFollow(trx, [{ id: row.id, at: now }]);
  return true;
}

/** A digest whose overview turns up within its hours is finished; later its cards would be old news. */
async function reviveCards(
  trx: StoreHandle,
  { id, deliver_by }: DeliveryRow,
  now: Instant,
): Promise<void> {
  if (deliver_by === null || deliver_by < now) return;
  await trx
    .updateTable('delivery')
    .set({ state: 'pending', reason: null, not_before: NOT_YET })
    .where('after', '=', id)
    .where('state', '=', 'skipped')
    .execute();
}
