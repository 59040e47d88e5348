import type { Instant, MessageRef, Place, WorkspaceId } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';

const WHY = 'the message is gone';

/** Messages of ours were deleted: the votes on them stay, and no reactions are read there any more. Safe to repeat. */
export async function markGone(
  trx: StoreHandle,
  refs: readonly MessageRef[],
  now: Instant,
): Promise<void> {
  for (const { workspace, channel, message } of refs) {
    const deliveries = await trx
      .selectFrom('delivery')
      .select('id')
      .where('workspace', '=', workspace)
      .where('sent_channel', '=', channel)
      .where('sent_message', '=', message)
      .execute();
    for (const { id: delivery } of deliveries) {
      await trx
        .insertInto('heal')
        .values({ delivery, checked_at: now, read_in_full_at: null, ended_reason: WHY })
        .onConflict((conflict) => conflict.column('delivery').doUpdateSet({ ended_reason: WHY }))
        .execute();
    }
  }
}

/** What was posted in a channel, its threads included. */
export async function postedIn(
  db: StoreHandle,
  { workspace, channel }: Place,
): Promise<readonly MessageRef[]> {
  const rows = await db
    .selectFrom('delivery')
    .select(['sent_channel', 'sent_message'])
    .where('workspace', '=', workspace)
    .where((eb) => eb.or([eb('channel', '=', channel), eb('sent_channel', '=', channel)]))
    .where('part', 'is not', null)
    .where('sent_message', 'is not', null)
    .execute();
  return rows.map((row) => ({
    workspace,
    channel: row.sent_channel ?? '',
    message: row.sent_message ?? '',
  }));
}

/** Whether a message is known to be gone, so that nobody can take a reaction back there. */
export async function goneIn(
  db: StoreHandle,
  workspaces: readonly WorkspaceId[],
): Promise<(ref: MessageRef) => boolean> {
  const rows = await db
    .selectFrom('heal')
    .innerJoin('delivery', 'delivery.id', 'heal.delivery')
    .select(['delivery.workspace', 'delivery.sent_channel', 'delivery.sent_message'])
    .where('heal.ended_reason', 'is not', null)
    .where('delivery.workspace', 'in', workspaces)
    .execute();
  const gone = new Set(
    rows.map((row) => [row.workspace, row.sent_channel, row.sent_message].join('\n')),
  );
  return ({ workspace, channel, message }) => gone.has([workspace, channel, message].join('\n'));
}
