import { DiscordAPIError, DiscordjsError, HTTPError, RateLimitError } from 'discord.js';
import { LEFT_TOO_LATE } from '#chat/in-time.ts';
import { type FailedThing, type Failure, PlatformError } from '#chat/platform.ts';

/** What was being done, for the words and the meaning of an error. */
export interface Doing {
  /** `posting to channel 1201`. */
  readonly what: string;
  /** What a refusal without a more exact code is about. */
  readonly of: FailedThing;
  /** Whether an unanswered request may have changed something that matters. */
  readonly isWrite: boolean;
}

const HOUR = 3_600_000;

/** Discord's codes by what the caller can do (docs: topics/opcodes-and-status-codes.mdx). */
const FAILURES: Readonly<Record<string, Failure | ((doing: Doing) => Failure)>> = {
  40001: { kind: 'unauthorized', of: 'installation' },
  40333: { kind: 'unauthorized', of: 'installation' },
  50014: { kind: 'unauthorized', of: 'installation' },
  10003: ({ of }) => ({ kind: 'gone', of }),
  10004: { kind: 'gone', of: 'installation' },
  10008: { kind: 'gone', of: 'message' },
  10013: { kind: 'gone', of: 'person' },
  50001: ({ of }) => ({ kind: 'forbidden', of }),
  50013: ({ of }) => ({ kind: 'forbidden', of }),
  160002: { kind: 'forbidden', of: 'channel' },
  40007: ({ of }) => ({ kind: 'forbidden', of }),
  50009: ({ of }) => ({ kind: 'forbidden', of }),
  50008: { kind: 'closed', of: 'channel' },
  50024: { kind: 'closed', of: 'channel' },
  40058: { kind: 'closed', of: 'channel' },
  40067: { kind: 'closed', of: 'channel' },
  160006: { kind: 'closed', of: 'channel' },
  50083: { kind: 'closed', of: 'thread' },
  160005: { kind: 'closed', of: 'thread' },
  50007: { kind: 'forbidden', of: 'person' },
  50278: { kind: 'forbidden', of: 'person' },
  20009: { kind: 'forbidden', of: 'person' },
  40003: { kind: 'forbidden', of: 'person' },
  130000: { kind: 'unavailable' },
  40004: { kind: 'unavailable' },
  40006: { kind: 'unavailable' },
  40062: { kind: 'rate-limited', retryAfterMs: 60_000, of: 'channel' },
  20016: { kind: 'rate-limited', retryAfterMs: 60_000, of: 'channel' },
  20028: { kind: 'rate-limited', retryAfterMs: 60_000, of: 'channel' },
  20029: { kind: 'rate-limited', retryAfterMs: 60_000, of: 'channel' },
  20022: { kind: 'rate-limited', retryAfterMs: HOUR, of: 'channel' },
  30034: { kind: 'rate-limited', retryAfterMs: HOUR, of: 'installation' },
  30046: { kind: 'rate-limited', retryAfterMs: HOUR, of: 'channel' },
  110000: { kind: 'unavailable' },
  110001: { kind: 'unavailable' },
};

/** The request never left: nothing can have been stored. */
const NOT_SENT = new Set([
  LEFT_TOO_LATE,
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Everything that discord.js throws, as the one error that leaves an adapter. */
export function toPlatformError(error: unknown, doing: Doing): PlatformError {
  if (error instanceof PlatformError) return error;
  const { failure, code } = translate(error, doing);
  const reason = error instanceof Error ? error.message : String(error);
  return new PlatformError(`${doing.what}: ${reason}`, failure, {
    code,
    cause: withoutBody(error),
  });
}

function translate(
  error: unknown,
  doing: Doing,
): { readonly failure: Failure; readonly code: string } {
  if (error instanceof DiscordAPIError) {
    return { failure: ofApiError(error, doing), code: String(error.code) };
  }
  if (error instanceof RateLimitError) {
    const retryAfterMs = Math.max(1, error.retryAfter, error.timeToReset);
    const isAll = error.global || error.scope === 'global';
    const of = isAll ? 'installation' : 'channel';
    return { failure: { kind: 'rate-limited', retryAfterMs, of }, code: '429' };
  }
  if (error instanceof HTTPError) return { failure: unanswered(doing), code: String(error.status) };
  if (error instanceof DiscordjsError && error.code === 'TokenInvalid') {
    return { failure: { kind: 'unauthorized', of: 'installation' }, code: '401' };
  }
  const code = codeOf(error);
  return { failure: NOT_SENT.has(code) ? { kind: 'unavailable' } : unanswered(doing), code };
}

function ofApiError({ status, code }: DiscordAPIError, doing: Doing): Failure {
  if (status === 401) return { kind: 'unauthorized', of: 'installation' };
  const known = FAILURES[code];
  if (typeof known === 'function') return known(doing);
  if (known !== undefined) return known;
  if (status === 403) return { kind: 'forbidden', of: doing.of };
  if (status === 404) return { kind: 'gone', of: doing.of };
  return { kind: 'rejected' };
}

function unanswered({ isWrite }: Doing): Failure {
  return { kind: isWrite ? 'unknown-outcome' : 'unavailable' };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.name;
}

/** The SDK's errors hold the whole payload, which has no place in a log. */
function withoutBody(error: unknown): unknown {
  if (error instanceof DiscordAPIError || error instanceof HTTPError) {
    return new Error(`${error.name} at ${error.method} ${error.url}: ${error.message}`);
  }
  return error;
}

/** The code of a failed call; undefined for any other error. */
export function discordCode(error: unknown): string | undefined {
  return error instanceof PlatformError ? error.code : undefined;
}
