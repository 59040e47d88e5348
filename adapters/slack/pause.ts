import { setTimeout } from 'node:timers/promises';

/** So long, or until aborted; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {});
}
