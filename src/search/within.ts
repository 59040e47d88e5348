import type { Wait } from '../clock.ts';

/** What work brings, or undefined when that takes longer than so many milliseconds; the work goes on. @throws as the work does */
export async function within<T>(ms: number, work: Promise<T>, wait: Wait): Promise<T | undefined> {
  const waiting = new AbortController();
  const late = wait(ms, waiting.signal).then(
    () => undefined,
    () => undefined,
  );
  return Promise.race([work, late]).finally(() => waiting.abort());
}
