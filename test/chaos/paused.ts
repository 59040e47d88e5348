import type { Scene } from './scene.ts';

/** Sentences about channels that are paused without reason, or should be: only the closed ones are. */
export async function wronglyPaused(
  { look }: Scene,
  closed: readonly string[],
): Promise<readonly string[]> {
  const rows = await look((store) =>
    store.selectFrom('subscription').select(['id', 'paused_reason']).execute(),
  );
  return rows
    .filter(({ id, paused_reason }) => (paused_reason !== null) !== closed.includes(id))
    .map(({ id, paused_reason }) => `${id} is paused for: ${paused_reason}`);
}
