import { createHash } from 'node:crypto';

export interface Bucket {
  readonly limit: number;
  readonly windowMs: number;
}

export interface Passed {
  readonly headers: Readonly<Record<string, string>>;
  /** Set when the request is one too many. */
  readonly retryAfterMs?: number;
  readonly isGlobal?: boolean;
}

interface Window {
  readonly startedAt: number;
  used: number;
}

/** Discord's two limits: one bucket per route and channel, and 50 requests a second for the whole bot. */
export function createBuckets(
  sizes: Readonly<Record<string, Bucket>>,
  global: Bucket,
): (route: string, major: string, now: number) => Passed {
  const windows = new Map<string, Window>();
  const enter = (name: string, { windowMs }: Bucket, now: number): Window => {
    const known = windows.get(name);
    const open = known && now - known.startedAt < windowMs ? known : { startedAt: now, used: 0 };
    windows.set(name, open);
    open.used += 1;
    return open;
  };
  return (route, major, now) => {
    const isExempt = route.includes('/interactions/') || route.includes('/webhooks/');
    const all = isExempt ? undefined : enter('global', global, now);
    const size = sizes[route] ?? { limit: 50, windowMs: 1_000 };
    const own = enter(`${route} ${major}`, size, now);
    const resetAfterMs = own.startedAt + size.windowMs - now;
    const headers = {
      'x-ratelimit-bucket': createHash('sha256').update(route).digest('hex').slice(0, 32),
      'x-ratelimit-limit': String(size.limit),
      'x-ratelimit-remaining': String(Math.max(0, size.limit - own.used)),
      'x-ratelimit-reset': String((now + resetAfterMs) / 1_000),
      'x-ratelimit-reset-after': String(resetAfterMs / 1_000),
    };
    if (all !== undefined && all.used > global.limit) {
      return { headers, retryAfterMs: all.startedAt + global.windowMs - now, isGlobal: true };
    }
    return own.used > size.limit ? { headers, retryAfterMs: resetAfterMs } : { headers };
  };
}
