import { REST, type RequestMethod, type RouteLike } from 'discord.js';
import type { z } from 'zod';
import { fetchInTime, leavingBy } from '#chat/in-time.ts';
import type { Instant } from '#chat/platform.ts';
import { type Doing, toPlatformError } from './errors.ts';
import { DEFAULT_API_URL, type DiscordOptions } from './options.ts';

export interface Call {
  readonly method: `${RequestMethod}`;
  readonly route: RouteLike;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly doing: Doing;
  /** It leaves by then or never. */
  readonly until?: Instant | undefined;
}

export interface DiscordRest {
  /** One request, one attempt; the answer as `schema` reads it. @throws PlatformError */
  ask<T>(call: Call, schema: z.ZodType<T>): Promise<T>;
  /** The same for requests whose answer does not matter. @throws PlatformError */
  tell(call: Call): Promise<void>;
}

/** A whole call, waiting in the SDK's queue included (the seam allows a post 10 s). */
const TIMEOUT_MS = 10_000;

/** Waits up to this long inside the SDK cost less than a detour through the outbox. */
const PATIENCE_MS = 1_000;

/** The SDK never stops listening to a signal, so one that lives on keeps the whole request in memory: this one ends with the call. */
async function withinLimit<T>(send: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TIMEOUT_MS).unref();
  try {
    return await send(limit.signal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Works without a gateway, so that command-line tools can post. The SDK's retries are off: the outbox decides. It has no end
 * of its own: who lost the inbox goes on posting, and the SDK's sweepers keep no process alive (read, @discordjs/rest 2.6).
 */
export function createRest(options: DiscordOptions): DiscordRest {
  const { token, apiUrl = DEFAULT_API_URL, log, clock } = options;
  const rest = new REST({ ...REST_OPTIONS, makeRequest: fetchInTime, api: apiUrl });
  rest.on('invalidRequestWarning', (facts) => log.warn(facts, 'Discord refuses many requests'));
  const request = async ({ method, route, body, query, doing, until }: Call): Promise<unknown> => {
    // After any 401, a proxy’s too, the SDK forgets its token for ever. It reads it while this call is made.
    const send = (signal: AbortSignal) =>
      rest.setToken(token).request({
        method: method as RequestMethod,
        fullRoute: route,
        signal,
        ...(body !== undefined && { body }),
        ...(query !== undefined && { query: new URLSearchParams(query) }),
      });
    try {
      return await leavingBy({ until, clock }, () => withinLimit(send));
    } catch (error) {
      throw toPlatformError(error, doing);
    }
  };
  return {
    ask: async (call, schema) => {
      const answer = await request(call);
      const read = schema.safeParse(answer);
      if (read.success) return read.data;
      throw toPlatformError(read.error, call.doing);
    },
    tell: async (call) => {
      await request(call);
    },
  };
}

/** Also the gateway client's: its interaction answers go through a REST of its own. */
export const REST_OPTIONS = {
  version: '10',
  retries: 0,
  timeout: TIMEOUT_MS,
  // Discord publishes 50 (docs: topics/rate-limits.mdx).
  globalRequestsPerSecond: 45,
  // The SDK waits this much longer than it has to. Lanes begin as many a second as it allows: each wait would cost all of them.
  offset: 0,
  // A handler per channel; an hour of them, the SDK’s own, is memory for nothing.
  handlerSweepInterval: 10_000,
  invalidRequestWarningInterval: 500,
  rejectOnRateLimit: ({ timeToReset, retryAfter }: Waiting) =>
    Math.max(timeToReset, retryAfter) > PATIENCE_MS,
};

interface Waiting {
  readonly timeToReset: number;
  readonly retryAfter: number;
}
