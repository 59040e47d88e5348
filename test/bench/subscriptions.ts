import type { Insertable } from 'kysely';
import { COMMON_ZONES } from '../../src/digest/zone.ts';
import type { Store } from '../../src/store/open.ts';
import type { Database } from '../../src/store/schema.ts';

const CHANNELS_A_WORKSPACE = 5;
const CHUNK = 1_000;

/** Subscribes that many channels of Slack and Discord, all over the world, whose next digest is due at that moment. */
export async function subscribeMany(store: Store, count: number, dueAt: number): Promise<void> {
  await insertAll(store, count, (index) => toRow(index, dueAt));
}

type Row = Insertable<Database['subscription']>;

async function insertAll(
  store: Store,
  count: number,
  rowOf: (index: number) => Row,
): Promise<void> {
  await store.transaction().execute(async (trx) => {
    for (let start = 0; start < count; start += CHUNK) {
      const rows = Array.from({ length: Math.min(CHUNK, count - start) }, (_, index) =>
        rowOf(start + index),
      );
      await trx.insertInto('subscription').values(rows).execute();
    }
  });
}

/** The same on one platform, an overview a day without cards; on Slack in one workspace. */
export async function subscribeOn(
  store: Store,
  platform: 'discord' | 'slack',
  count: number,
): Promise<void> {
  const workspaceOf = (index: number) =>
    platform === 'slack'
      ? 'slack:T1'
      : `discord:${100_000 + Math.floor(index / CHANNELS_A_WORKSPACE)}`;
  await insertAll(store, count, (index) => ({
    ...toRow(index, Date.now() - 1_000),
    ...{
      workspace: workspaceOf(index),
      channel: `${platform === 'slack' ? 'C' : ''}${10_000 + index}`,
    },
    details: 'none',
  }));
}

function toRow(index: number, dueAt: number): Row {
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
