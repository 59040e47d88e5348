import { EnvHttpProxyAgent, fetch } from 'undici';
import type { Clock, Wait } from '../clock.ts';
import { SourceError } from '../errors.ts';
import { LONGEST_SILENCE_MS, spareAfter } from './rate-limit.ts';
import type { Spare } from './source.ts';

const TIME_LIMIT_MS = 10_000;
const BODY_LIMIT = 10 * 1024 * 1024;
/** Longer waits are not sat out inside a request: the caller comes back later. */
const LONGEST_WAIT_MS = 5_000;

export interface Answer {
  readonly status: number;
  readonly url: string;
  readonly body: string;
  /** The `rel="next"` of `Link`, whole. */
  readonly next?: string;
}

export interface HttpOptions {
  readonly token?: string;
  readonly clock: Clock;
  readonly wait: Wait;
  /** For a whole answer; 10 s. */
  readonly timeLimitMs?: number;
}

/** GET with a time limit, a size limit, and the source's own limits obeyed (huggingface.md, section 6). */
export interface Http {
  /** @throws SourceError when there is no answer, when it is too long or too late, or when the source asks to wait */
  get(url: string): Promise<Answer>;
  /** What the last answer left. */
  spare(): Spare;
}

export function createHttp({ token, clock, wait, timeLimitMs }: HttpOptions): Http {
  const proxies = new EnvHttpProxyAgent();
  const limitMs = timeLimitMs ?? TIME_LIMIT_MS;
  const headers = {
    'user-agent': 'Paperboy/0.1 (chat bot for Daily Papers)',
    accept: 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  let spare: Spare = { silentUntil: 0 };

  async function get(url: string): Promise<Answer> {
    await untilAllowed(url);
    const signal = AbortSignal.timeout(limitMs);
    const dispatcher = isLoopback(url) ? {} : { dispatcher: proxies };
    let answered = '';
    try {
      const response = await fetch(url, { ...dispatcher, headers, signal });
      answered = `HTTP ${response.status}, but `;
      spare = spareAfter(spare, response, clock());
      const body = await readLimited(response.body);
      const next = nextLink(response.headers.get('link'), url);
      return { status: response.status, url, body, ...(next !== undefined && { next }) };
    } catch (cause) {
      const reason = signal.aborted ? `no answer within ${limitMs / 1000} s` : reasonOf(cause);
      throw new SourceError(`GET ${url}: ${answered}${reason}`, { cause });
    }
  }

  async function untilAllowed(url: string): Promise<void> {
    const ms = spare.silentUntil - clock();
    // Only a clock that was set back can have so much left.
    if (ms > LONGEST_SILENCE_MS) spare = { silentUntil: 0 };
    else if (ms > LONGEST_WAIT_MS) {
      throw new SourceError(`GET ${url}: Hugging Face asked to wait ${Math.ceil(ms / 1000)} s`);
    } else if (ms > 0) await wait(ms);
  }

  return { get, spare: () => spare };
}

/** What a good answer holds. @throws SourceError for any other */
export function readJson(answer: Answer): unknown {
  if (answer.status !== 200) throw new SourceError(`GET ${answer.url}: HTTP ${answer.status}`);
  try {
    return JSON.parse(answer.body);
  } catch (cause) {
    throw new SourceError(`GET ${answer.url}: HTTP 200, but the body is no JSON`, { cause });
  }
}

/** A proxy of the environment does not reach this machine. */
function isLoopback(url: string): boolean {
  return /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname);
}

async function readLimited(body: AsyncIterable<unknown> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.byteLength;
    if (size > BODY_LIMIT) throw new Error(`more than ${BODY_LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** On the server that was asked: a mirror passes on links to the original, and our token stays here. */
function nextLink(header: string | null, asked: string): string | undefined {
  const target = /<([^>]+)>\s*;[^,]*rel="?next"?/.exec(header ?? '')?.[1];
  const next = target === undefined ? null : URL.parse(target, asked);
  if (next === null) return undefined;
  const url = new URL(asked);
  url.search = next.search;
  return url.href;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
