import { type Logger, LogLevel } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { z } from 'zod';
import { fetchInTime, leavingBy } from '#chat/in-time.ts';
import type { Instant } from '#chat/platform.ts';
import { type Doing, toPlatformError } from './errors.ts';
import { DEFAULT_API_URL, type SlackOptions } from './options.ts';

type WebOptions = Pick<SlackOptions, 'apiUrl' | 'log' | 'clock'>;

export interface Call {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly doing: Doing;
  /** It leaves by then or never. */
  readonly until?: Instant | undefined;
}

export interface SlackWeb {
  /** One call, one attempt; the answer as `schema` reads it. @throws PlatformError */
  ask<T>(call: Call, schema: z.ZodType<T>): Promise<T>;
  /** The same for calls whose answer does not matter. @throws PlatformError */
  tell(call: Call): Promise<void>;
}

/** A whole call; the seam allows a post 10 s. */
export const TIMEOUT_MS = 10_000;

/** Works without a connection, so that command-line tools can post. `refused` hears the code when Slack takes the token no more. */
export function createWeb(
  options: WebOptions,
  token: string,
  refused: (code: string) => void = () => {},
): SlackWeb {
  const client = new WebClient(token, webOptions(options));
  const { clock } = options;
  const request = async ({ method, args, doing, until }: Call): Promise<unknown> => {
    try {
      return await leavingBy({ until, clock }, () => client.apiCall(method, args));
    } catch (error) {
      const failed = toPlatformError(error, doing);
      if (failed.failure.kind === 'unauthorized') refused(failed.code);
      throw failed;
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

/** The SDK's ten retries would double posts, and its patience with a 429 stops every other call: the outbox decides. */
export function webOptions({ apiUrl = DEFAULT_API_URL, log }: WebOptions): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    fetch: fetchInTime,
    // A call that waits in the SDK's queue would go out beside the deadline of another; the lanes bound them.
    maxRequestConcurrency: Number.POSITIVE_INFINITY,
    logger: toLogger(log),
  };
}

/** Slack's SDKs write whole payloads at `debug`, which have no place in a log. */
export function toLogger(log: SlackOptions['log']): Logger {
  const words = (parts: readonly unknown[]) => ({ words: parts.map(String).join(' ') });
  return {
    debug: () => {},
    info: (...parts) => log.debug(words(parts), 'Slack’s SDK says something'),
    warn: (...parts) => log.warn(words(parts), 'Slack’s SDK warns'),
    error: (...parts) => log.warn(words(parts), 'Slack’s SDK has an error'),
    getLevel: () => LogLevel.INFO,
    setLevel: () => {},
    setName: () => {},
  };
}
