import type { SocketModeReceiver } from '@slack/bolt';
import { PlatformError } from '#chat/platform.ts';
import { toPlatformError } from './errors.ts';
import type { SlackOptions } from './options.ts';
import { pause } from './pause.ts';
import { Goodbye } from './schemas.ts';

export interface SocketOptions {
  readonly client: SocketModeReceiver['client'];
  readonly log: SlackOptions['log'];
  /** Until Slack says hello; also how long a connection lasts before it counts, when Slack refused one. More than the call for an address takes, which nobody can break off. */
  readonly timeoutMs: number;
  /** Before the second attempt to reconnect, doubled for each further one. */
  readonly pauseMs: number;
  /** Called after each reconnect that lasts: there is no replay of what happened meanwhile. */
  readonly onReconnect: () => void;
}

/** A connection that lasted this long was a good one: after it the next is made without a pause. */
const STEADY_MS = 30_000;
const LONGEST_PAUSE_MS = 60_000;
/** Slack answers a close at once; the SDK would wait 30 s for it. */
const CLOSE_MS = 2_000;
/** Ends of Slack's own, every few hours: the next connection is as good (docs: apis/events-api/using-socket-mode). */
const ROUTINE: ReadonlySet<string> = new Set(['warning', 'refresh_requested']);
const WHY: Readonly<Record<string, string>> = {
  too_many_websockets:
    'Slack allows an app 10 connections, and this one has them already: does Paperboy run elsewhere with the same app token?',
};

/**
 * Socket Mode, connected again after every end, routine or not. The SDK could do that by itself, but waits 5 s each
 * time, and ends the process by an unhandled rejection when Slack cannot be reached just then (read, socket-mode 3.1):
 * its own is off.
 */
export class Socket {
  readonly #options: SocketOptions;
  readonly #closing = new AbortController();
  readonly #onEnd = () => {
    if (!this.#isOver && !this.#isConnecting) void this.#reconnect();
  };
  readonly #onMessage = (raw: unknown) => {
    const reason = goodbyeOf(raw);
    if (reason !== undefined && !ROUTINE.has(reason)) this.#refused(reason);
  };
  #connectedAt = 0;
  #pauseMs = 0;
  /** A connection is being made: its failures are not ends of another. */
  #isConnecting = false;
  #lost: string | undefined;
  /** Why Slack ended a connection that it had greeted, until one lasts. */
  #refusal: string | undefined;
  #settling: NodeJS.Timeout | undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
    options.client.on('disconnected', this.#onEnd);
    options.client.on('ws_message', this.#onMessage);
  }

  /** The first connection. @throws PlatformError; then it is over: nothing is tried again, whatever comes late */
  async open(): Promise<void> {
    this.#isConnecting = true;
    try {
      await this.#connect();
    } catch (error) {
      this.#end();
      throw error;
    } finally {
      this.#isConnecting = false;
    }
  }

  async close(): Promise<void> {
    this.#end();
    await this.#disconnect();
  }

  #end(): void {
    this.#closing.abort();
    clearTimeout(this.#settling);
    this.#options.client.off('disconnected', this.#onEnd);
    this.#options.client.off('ws_message', this.#onMessage);
  }

  /** Why nothing is received, or not for long. */
  get lost(): string | undefined {
    return this.#lost;
  }

  get #isOver(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Never throws. */
  async #reconnect(): Promise<void> {
    clearTimeout(this.#settling);
    if (performance.now() - this.#connectedAt > STEADY_MS) this.#pauseMs = 0;
    this.#isConnecting = true;
    let isDone = false;
    while (!isDone) {
      await this.#pause();
      isDone = this.#isOver || (await this.#tryAgain());
    }
    this.#isConnecting = false;
  }

  /** Whether there is nothing left to try. */
  async #tryAgain(): Promise<boolean> {
    const { log, timeoutMs } = this.#options;
    try {
      await this.#connect();
      this.#lost = this.#refusal;
      if (this.#refusal === undefined) this.#back();
      // Whom Slack refuses it greets too. What was missed is read again once, not at each attempt.
      else this.#settling = setTimeout(() => this.#back(), timeoutMs);
      return true;
    } catch (error) {
      this.#lost = `${error instanceof Error ? error.message : error}`;
      if (isForGood(error)) {
        log.error({ err: error }, 'Slack refuses us: nothing is received any more');
        return true;
      }
      log.warn({ err: error }, 'Slack’s Socket Mode does not connect; it is tried again');
      return false;
    }
  }

  #refused(reason: string): void {
    this.#refusal = WHY[reason] ?? `Slack ends each connection: ${reason}`;
    this.#lost = this.#refusal;
    this.#options.log.warn(
      { reason, why: this.#refusal },
      'Slack refuses the connection; it is tried again',
    );
  }

  #back(): void {
    this.#refusal = undefined;
    this.#lost = undefined;
    this.#options.onReconnect();
  }

  async #connect(): Promise<void> {
    const { client, timeoutMs } = this.#options;
    try {
      await withinLimit(client.start(), timeoutMs);
      this.#connectedAt = performance.now();
    } catch (error) {
      // Without this a hello that comes late would bring a second connection to life.
      await this.#disconnect();
      throw notConnected(error);
    }
    if (this.#isOver) await this.#disconnect();
  }

  /** Told twice, the SDK waits no longer: an end that came later would be taken for that of the next connection. */
  async #disconnect(): Promise<void> {
    const { client } = this.#options;
    const disconnect = () => withinLimit(client.disconnect(), CLOSE_MS);
    await disconnect()
      .catch(disconnect)
      .catch(() => {});
  }

  async #pause(): Promise<void> {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(Math.max(this.#options.pauseMs, pauseMs * 2), LONGEST_PAUSE_MS);
    await pause(pauseMs, this.#closing.signal);
  }
}

/** The SDK keeps the reason to itself. What people write is not read twice for it. */
function goodbyeOf(raw: unknown): string | undefined {
  if (typeof raw !== 'string' || !raw.includes('"disconnect"')) return undefined;
  try {
    return Goodbye.safeParse(JSON.parse(raw)).data?.reason;
  } catch {
    return undefined; // The SDK has warned of what is no JSON.
  }
}

/** The SDK rejects with nothing when the connection ends before the hello. */
function notConnected(error: unknown): PlatformError {
  const why = error ?? new Error('Slack closed the connection before its hello');
  return toPlatformError(why, {
    what: 'connecting to Slack’s Socket Mode',
    of: 'installation',
    isWrite: false,
  });
}

function isForGood(error: unknown): boolean {
  return error instanceof PlatformError && error.failure.kind === 'unauthorized';
}

async function withinLimit<T>(work: Promise<T>, limitMs: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${limitMs} ms`)), limitMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
