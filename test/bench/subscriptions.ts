import type { Insertable } from 'kysely';
import { COMMON_ZONES } from '../../src/digest/zone.ts';
import type { Store } from '../../src/store/open.ts';
import type { Database } from '../../src/store/schema.ts';

const CHANNELS_A_WORKSPACE = 5;
const CHUNK = 1_000;

/** Subscribes that many channels of Slack and Discord, all over the world, whose next digest is due at that moment. */
export async function subscribeMany(store: Store, count: number, dueAt: number): Promise<void> {
  await store.transaction().execute(async (trx) => {
    for (let start = 0; start < count; start += CHUNK) {
      const rows = Array.from({ length: Math.min(CHUNK, count - start) }, (_, index) =>
        toRow(start + index, dueAt),
      );
      await trx.insertInto('subscription').values(rows).execute();
    }
  });
}

function toRow(index: number, dueAt: number): Insertable<Database['subscription']> {
  const workspace = Math.floor(index / CHANNELS_A_WORKSPACE);
  const platform = workspace % 2 === 0 ? 'slack:T' : 'discord:1';
  return {
    id: `s${String(index).padStart(11, '0')}`,
    workspace: `${platform}${String(workspace).padStart(8, '0')}`,
    channel: `C${String(index).padStart(8, '0')}`,
    kind: 'daily',
    zone: COMMON_ZONES[index % COMMON_ZONES.length]?.value ?? 'UTC',
    local_minute: 9 * 60,
    days_mask: 0b111_1111,
    top: 5,
    details: 'thread',
    enabled: 1,
    next_run_at: dueAt,
    created_at: 0,
  };
}
