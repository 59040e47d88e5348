import type { Instant } from '#chat/platform.ts';
import type { StoreHandle } from './open.ts';

/** Writes one small row, durably. @throws what keeps the database from being written */
export async function ensureWritten(store: StoreHandle, now: Instant): Promise<void> {
  await store
    .insertInto('setting')
    .values({ name: 'last write', value: `${now}` })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: `${now}` }))
    .execute();
}
