import type { Installations } from '#chat/installations.ts';
import type { Instant } from '#chat/platform.ts';
import type { SeenEvents } from '#chat/seen.ts';

/** A constant sentence with its facts; pino has this shape. */
type Write = (facts: object, sentence: string) => void;

interface Common {
  /** Whole: `https://slack.com/api/`. The address of Socket Mode and that of consent come from it. */
  readonly apiUrl?: string;
  readonly log: {
    readonly debug: Write;
    readonly info: Write;
    readonly warn: Write;
    readonly error: Write;
  };
  /** The one by which `DeliveryKey.until` was reckoned: that of all processes on the database. */
  readonly clock: () => Instant;
  /** What was handled, among all processes; without it only this one remembers. */
  readonly seen?: SeenEvents;
  /** How long `start` waits for Slack's hello: the SDK has no limit of its own (read, socket-mode 3.1). */
  readonly connectTimeoutMs?: number;
  /** Before the second attempt to reconnect, doubled for each further one up to a minute. */
  readonly reconnectPauseMs?: number;
}

export interface OneWorkspace extends Common {
  /** The bot's token, `xoxb-…`: one workspace. */
  readonly botToken: string;
  /** The app's token, `xapp-…`: events come over Socket Mode. */
  readonly appToken?: string;
  /** Without an app token events come over HTTP, signed with this. */
  readonly signingSecret?: string;
}

/** Those that install Paperboy by themselves, over HTTP. */
export interface ManyWorkspaces extends Common {
  readonly signingSecret: string;
  readonly oauth: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly installations: Installations;
    /** Workspaces that are remembered at once: a client and its connections each. */
    readonly remembered?: number;
  };
}

export type SlackOptions = OneWorkspace | ManyWorkspaces;

export const DEFAULT_API_URL = 'https://slack.com/api/';
