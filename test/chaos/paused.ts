import { BUSY_TIMEOUT_MS, openStore } from '../../src/store/open.ts';
import type { Scene } from './scene.ts';

/** Sentences about channels that are paused without reason, or should be: only the closed one is. */
export async function wronglyPaused(
  { database }: Scene,
  closed: string | undefined,
): Promise<readonly string[]> {
  const store = await openStore(database, BUSY_TIMEOUT_MS.tool);
  const rows = await store.selectFrom('subscription').select(['id', 'paused_reason']).execute();
  await store.destroy();
  return rows
    .filter(({ id, paused_reason }) => (paused_reason !== null) !== (id === closed))
    .map(({ id, paused_reason }) => `${id} is paused for: ${paused_reason}`);
}
