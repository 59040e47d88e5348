import { type Message, plain } from '#chat/message.ts';
import type { Target } from '#chat/platform.ts';
import { createSubscriptions } from '../digest/subscription.ts';
import type { Store } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';

export interface TargetDeps {
  readonly store: Store;
  readonly render: (row: DeliveryRow) => Promise<Message>;
}

/** Where a delivery goes. A card goes into the thread of the overview it comes after. */
export async function targetOf(row: DeliveryRow, { store, render }: TargetDeps): Promise<Target> {
  const { workspace } = row;
  if (row.person !== null) return { workspace, person: row.person };
  const channel = row.channel ?? '';
  if (row.after === null || !(await hasThread(row, store))) return { workspace, channel };
  const overview = await store
    .selectFrom('delivery')
    .selectAll()
    .where('id', '=', row.after)
    .executeTakeFirstOrThrow();
  const { sent_channel, sent_message } = overview;
  if (sent_channel === null || sent_message === null) return { workspace, channel };
  const threadOf = { workspace, channel: sent_channel, message: sent_message };
  return { workspace, threadOf, name: nameOf(await render(overview)) };
}

async function hasThread(row: DeliveryRow, store: Store): Promise<boolean> {
  const subscription = await createSubscriptions(store).byId(row.subscription ?? '');
  return subscription?.details !== 'channel';
}

/** A thread is called what its overview is. */
function nameOf({ parts: [heading] }: Message): string {
  return heading?.kind === 'heading' ? plain(heading.text) : 'Daily Papers';
}
