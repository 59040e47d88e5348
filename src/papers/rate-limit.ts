import type { Instant } from '#chat/platform.ts';
import type { Spare } from './source.ts';

/** What asks for more than this is a mistake, of a header or of our clock. */
export const LONGEST_SILENCE_MS = 60 * 60_000;
/** Each limit of the source is one of five minutes (huggingface.md, section 6). */
const WINDOW_MS = 5 * 60_000;

interface Headers {
  get(name: string): string | null;
}

/** What a source lets us ask after an answer: silence for the window's rest when nothing is left of it, else for `Retry-After` of a 429 or a 503. */
export function spareAfter(
  before: Spare,
  { status, headers }: { readonly status: number; readonly headers: Headers },
  now: Instant,
): Spare {
  const window = windowOf(headers);
  const restMs = window?.left === 0 ? window.resetMs : 0;
  const askedMs = askedSilenceMs(status, headers.get('retry-after'), now);
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
    resetMs: Math.min(Number(limit[3]) * 1000, WINDOW_MS) + 1000,
  };
}

const UNTOLD_MS = 30_000;

/** Seconds or a date. A 429 that does not say means half a minute; a 503 without it may be over at once. */
function askedSilenceMs(status: number, retryAfter: string | null, now: Instant): number {
  if (status !== 429 && status !== 503) return 0;
  if (retryAfter === null) return status === 429 ? UNTOLD_MS : 0;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? UNTOLD_MS : Math.max(0, at - now);
}
