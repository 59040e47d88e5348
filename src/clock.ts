import { setTimeout } from 'node:timers/promises';
import type { Instant } from '#chat/platform.ts';

/** What time it is. Tests hand in their own. */
export type Clock = () => Instant;

export const systemClock: Clock = () => Date.now();

/** Resolves after that many milliseconds; rejects when aborted. Tests hand in their own. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

export const systemWait: Wait = (ms, signal) =>
  setTimeout(ms, undefined, signal === undefined ? {} : { signal });

/** What work brings, or undefined when that takes longer than so many milliseconds; the work goes on. @throws as the work does */
export async function within<T>(ms: number, work: Promise<T>, wait: Wait): Promise<T | undefined> {
  const waiting = new AbortController();
  const late = wait(ms, waiting.signal).then(
    () => undefined,
    () => undefined,
  );
  return Promise.race([work, late]).finally(() => waiting.abort());
}
