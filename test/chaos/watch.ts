import type { Scene } from './scene.ts';

const LOOK_EVERY_MS = 10;

/** Real time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Until that is so, or the victim has ended. */
export async function until(
  isSo: () => boolean,
  { ended }: { readonly ended: Promise<unknown> },
): Promise<void> {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver && !isSo()) await pause(LOOK_EVERY_MS);
}

/**
 * Until so many messages are there, or the victim has ended. Resolves with the time to the first new one, in the
 * product's milliseconds; undefined when there was none.
 */
export async function watch(
  { stage, time }: Scene,
  victim: { readonly ended: Promise<unknown> },
  enough: number,
): Promise<number | undefined> {
  const began = performance.now();
  const before = stage.count();
  let firstAt: number | undefined;
  await until(() => {
    const count = stage.count();
    if (count > before) firstAt ??= performance.now();
    return count >= enough;
  }, victim);
  return firstAt === undefined ? undefined : (firstAt - began) * time.speed;
}
