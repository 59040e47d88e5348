import { insertMany } from '../../src/store/insert-many.ts';
import type { Store } from '../../src/store/open.ts';

const CHANNELS = 1_000;

/** That many deliveries that were sent long ago: what a year leaves behind must not slow down today. */
export async function deliverMany(store: Store, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => ({
    key: `old-${index}`,
    purpose: 'notice' as const,
    lane: 'discord',
    workspace: `discord:1${String(index % CHANNELS).padStart(8, '0')}`,
    channel: `C${index % CHANNELS}`,
    state: 'sent' as const,
    not_before: 0,
    attempts: 1,
    maybe_sent: 0,
    sent_channel: `C${index % CHANNELS}`,
    sent_message: `${index}`,
    sent_at: 0,
    created_at: 0,
  }));
  await store
    .transaction()
    .execute((trx) => insertMany(trx, rows, (some) => trx.insertInto('delivery').values(some)));
}
