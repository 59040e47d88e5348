import type { Instant } from '#chat/platform.ts';
import { nextSlot } from '../digest/schedule.ts';
import { PLANNING, toSubscription } from '../digest/subscription.ts';
import { serialised } from '../store/dialect.ts';
import type { Store, StoreHandle } from '../store/open.ts';

const SETTING = 'zone-table';

/** The version of IANA's table that this Node carries. */
const OURS = process.versions.tz ?? 'unknown';

/**
 * Governments move their clocks: with another zone table every slot to come is computed anew. Slots that have come
 * already stay due. True when it was.
 */
export async function ensureZoneTable(
  store: Store,
  now: Instant,
  version = OURS,
): Promise<boolean> {
  return store.transaction().execute(async (trx) => {
    await serialised(trx, PLANNING);
    const known = await trx
      .selectFrom('setting')
      .select('value')
      .where('name', '=', SETTING)
      .executeTakeFirst();
    if (known?.value === version) return false;
    if (known !== undefined) await recompute(trx, now);
    await trx
      .insertInto('setting')
      .values({ name: SETTING, value: version })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: version }))
      .execute();
    return known !== undefined;
  });
}

async function recompute(trx: StoreHandle, now: Instant): Promise<void> {
  const rows = await trx
    .selectFrom('subscription')
    .selectAll()
    .where('next_run_at', '>', now)
    // Of one that is paused it is when it is looked at again, which no zone decides.
    .where('enabled', '=', 1)
    .execute();
  for (const row of rows) {
    const next_run_at = nextSlot(toSubscription(row).schedule, now);
    if (next_run_at === row.next_run_at) continue;
    await trx.updateTable('subscription').set({ next_run_at }).where('id', '=', row.id).execute();
  }
}
