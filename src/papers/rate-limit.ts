import type { Instant } from '#chat/platform.ts';
import type { Spare } from './source.ts';

/** The source's window is five minutes: what asks for more than this is a mistake, of a header or of our clock. */
export const LONGEST_SILENCE_MS = 60 * 60_000;

interface Headers {
  get(name: string): string | null;
}

/** What a source lets us ask after an answer: silence for the window's rest when nothing is left of it, else for `Retry-After` of a 429. */
export function spareAfter(
  before: Spare,
  { status, headers }: { readonly status: number; readonly headers: Headers },
  now: Instant,
): Spare {
  const window = windowOf(headers);
  const restMs = window?.left === 0 ? window.resetMs : 0;
  const askedMs = status === 429 ? retryAfterMs(headers.get('retry-after'), now) : 0;
  const silentMs = Math.min(Math.max(restMs, askedMs), LONGEST_SILENCE_MS);
  return {
    silentUntil: Math.max(before.silentUntil, now + silentMs),
    ...(window !== undefined && {
      left: window.left,
      ...(window.of !== undefined && { of: window.of }),
      windowEndsAt: now + window.resetMs,
    }),
  };
}

interface Window {
  readonly left: number;
  readonly of?: number;
  readonly resetMs: number;
}

/** The next one has surely begun a second after this one's end. */
function windowOf(headers: Headers): Window | undefined {
  const limit = /"(\w+)"\s*;\s*r\s*=\s*(\d+)\s*;\s*t\s*=\s*(\d+)/.exec(
    headers.get('ratelimit') ?? '',
  );
  if (limit === null) return undefined;
  const quota = /\bq\s*=\s*(\d+)/.exec(headers.get('ratelimit-policy') ?? '')?.[1];
  return {
    left: Number(limit[2]),
    ...(quota !== undefined && { of: Number(quota) }),
    resetMs: Math.min((Number(limit[3]) + 1) * 1000, LONGEST_SILENCE_MS),
  };
}

/** Seconds or a date; half a minute when a 429 does not say. */
function retryAfterMs(value: string | null, now: Instant): number {
  if (value === null) return 30_000;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? 30_000 : Math.max(0, at - now);
}
