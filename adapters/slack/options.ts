import type { Instant } from '#chat/platform.ts';

/** A constant sentence with its facts; pino has this shape. */
type Write = (facts: object, sentence: string) => void;

export interface SlackOptions {
  /** The bot's token, `xoxb-…`: one workspace. */
  readonly botToken: string;
  /** Whole: `https://slack.com/api/`. The address of Socket Mode comes from it. */
  readonly apiUrl?: string;
  /** The app's token, `xapp-…`: events come over Socket Mode. */
  readonly appToken?: string;
  /** Without an app token events come over HTTP, signed with this. */
  readonly signingSecret?: string;
  readonly log: {
    readonly debug: Write;
    readonly info: Write;
    readonly warn: Write;
    readonly error: Write;
  };
  readonly clock: () => Instant;
  /** How long `start` waits for Slack's hello: the SDK has no limit of its own (read, socket-mode 3.1). */
  readonly connectTimeoutMs?: number;
  /** Before the second attempt to reconnect, doubled for each further one up to a minute. */
  readonly reconnectPauseMs?: number;
}

export const DEFAULT_API_URL = 'https://slack.com/api/';
