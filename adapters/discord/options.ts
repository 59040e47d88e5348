import type { Instant } from '#chat/platform.ts';

/** A constant sentence with its facts; pino has this shape. */
type Write = (facts: object, sentence: string) => void;

export interface DiscordOptions {
  /** The bot token of the developer portal. */
  readonly token: string;
  /** Whole, without a version: `https://discord.com/api`. The gateway's address comes from it. */
  readonly apiUrl?: string;
  readonly log: {
    readonly debug: Write;
    readonly info: Write;
    readonly warn: Write;
    readonly error: Write;
  };
  /** The one by which `DeliveryKey.until` was reckoned: that of all processes on the database. */
  readonly clock: () => Instant;
  /** How long `start` waits for the gateway: a refused upgrade would otherwise never end (measured with 14.28). */
  readonly loginTimeoutMs?: number;
  /** Threads, direct messages and accounts that are remembered at once: as many of each. */
  readonly remembered?: number;
}

export const DEFAULT_API_URL = 'https://discord.com/api';

/** Each is one request that a post need not make, or one account that a reaction need not name. */
export const REMEMBERED = 10_000;
