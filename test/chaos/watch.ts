import type { Scene } from './scene.ts';

const LOOK_EVERY_MS = 10;

/** Real time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Until so many messages are there, or the victim has ended. Resolves with the time to the first new one, in the
 * product's milliseconds; undefined when there was none.
 */
export async function watch(
  { stage, time }: Scene,
  { ended }: { readonly ended: Promise<unknown> },
  until: number,
): Promise<number | undefined> {
  const began = performance.now();
  const before = stage.count();
  let isOver = false;
  let firstAt: number | undefined;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const count = stage.count();
    if (count > before) firstAt ??= performance.now();
    if (count >= until) break;
    await pause(LOOK_EVERY_MS);
  }
  return firstAt === undefined ? undefined : (firstAt - began) * time.speed;
}
