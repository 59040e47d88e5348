import type { SocketModeReceiver } from '@slack/bolt';
import { PlatformError } from '#chat/platform.ts';
import { toPlatformError } from './errors.ts';
import type { SlackOptions } from './options.ts';
import { pause } from './pause.ts';

export interface SocketOptions {
  readonly client: SocketModeReceiver['client'];
  readonly log: SlackOptions['log'];
  /** Until Slack says hello. More than the call for an address takes, which nobody can break off. */
  readonly timeoutMs: number;
  /** Before the second attempt to reconnect, doubled for each further one. */
  readonly pauseMs: number;
  /** Called after each reconnect: there is no replay of what happened meanwhile. */
  readonly onReconnect: () => void;
}

/** A connection that lasted this long was a good one: after it the next is made without a pause. */
const STEADY_MS = 30_000;
const LONGEST_PAUSE_MS = 60_000;
/** Slack answers a close at once; the SDK would wait 30 s for it. */
const CLOSE_MS = 2_000;

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
  #connectedAt = 0;
  #pauseMs = 0;
  /** A connection is being made: its failures are not ends of another. */
  #isConnecting = false;
  #lost: string | undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
    options.client.on('disconnected', this.#onEnd);
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
    this.#options.client.off('disconnected', this.#onEnd);
  }

  /** Why the last attempt to reconnect did not go well. */
  get lost(): string | undefined {
    return this.#lost;
  }

  get #isOver(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Never throws. */
  async #reconnect(): Promise<void> {
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
    const { log, onReconnect } = this.#options;
    try {
      await this.#connect();
      this.#lost = undefined;
      onReconnect();
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
