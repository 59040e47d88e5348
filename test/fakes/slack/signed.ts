import { createHmac } from 'node:crypto';
import type { FakeDelivery } from './deliveries.ts';

export interface SendHow {
  /** Signed with this instead of the signing secret. */
  readonly secret?: string;
  /** Milliseconds added to the timestamp. */
  readonly offMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Came {
  readonly status: number;
  /** JSON read, else the text. */
  readonly body: unknown;
}

export interface SignedRequests {
  /** Deliveries go as signed requests to `<base>/slack/events` from now on; undefined: over sockets again. */
  sendTo(base: string | undefined): void;
  /** One request of the test's own, JSON: what an attacker or a broken proxy would send. */
  send(body: unknown, how?: SendHow): Promise<Came>;
  /** The same as a form with the JSON in `payload`, as clicks come. */
  sendForm(payload: unknown, how?: SendHow): Promise<Came>;
  /** Asks for the challenge, as Slack does when the URL is set; whether the app answered it. */
  verifyUrl(): Promise<boolean>;
  isOn(): boolean;
  /** `reason` when it did not go well, in Slack's words; `isFinal` when the app asks for no retry. */
  deliver(delivery: FakeDelivery): Promise<Delivered>;
}

export interface Delivered extends Came {
  readonly isFinal: boolean;
  readonly reason?: 'http_error' | 'http_timeout' | 'connection_failed';
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
/** A test may look longer than Slack does: bolt answers what nobody handles after 3,001 ms. */
const PATIENCE_MS = 10_000;

interface Posting extends SendHow {
  readonly withinMs: number;
}

/** The Events API, commands and clicks over HTTP: signed as `v0=` HMAC-SHA256 of `v0:{timestamp}:{body}`. */
export function createSignedRequests(
  signingSecret: string,
  acknowledgeWithinMs: number,
): SignedRequests {
  const target: { base: string | undefined } = { base: undefined };

  const post = async (
    body: string,
    type: string,
    { secret = signingSecret, offMs = 0, headers = {}, withinMs }: Posting,
  ): Promise<Response> => {
    if (target.base === undefined) throw new Error('sendTo comes first');
    const timestamp = String(Math.floor((Date.now() + offMs) / 1_000));
    const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return fetch(new URL('/slack/events', target.base), {
      method: 'POST',
      body,
      headers: {
        ...{ 'content-type': type, 'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)' },
        ...{ 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${hash}` },
        ...headers,
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(withinMs),
    });
  };

  const send = async (body: unknown, how: SendHow = {}) =>
    came(await post(JSON.stringify(body), JSON_TYPE, { ...how, withinMs: PATIENCE_MS }));

  const sendForm = async (payload: unknown, how: SendHow = {}) =>
    came(await post(formOf(payload), FORM, { ...how, withinMs: PATIENCE_MS }));

  return {
    ...{ send, sendForm },
    sendTo: (base) => {
      target.base = base;
    },
    isOn: () => target.base !== undefined,
    verifyUrl: async () => {
      const challenge = 'a-challenge-of-the-fake';
      const { status, body } = await send({ type: 'url_verification', token: 't', challenge });
      const answer =
        typeof body === 'object' && body !== null && 'challenge' in body ? body.challenge : body;
      return status === 200 && answer === challenge;
    },
    deliver: async (delivery) => {
      try {
        const response = await post(bodyOf(delivery), typeOf(delivery), {
          headers: retryHeaders(delivery),
          withinMs: acknowledgeWithinMs,
        });
        const isFinal = response.headers.get('x-slack-no-retry') === '1';
        const reason = response.ok ? {} : { reason: 'http_error' as const };
        return { ...(await came(response)), isFinal, ...reason };
      } catch (error) {
        const isLate = error instanceof Error && error.name === 'TimeoutError';
        const reason = isLate ? 'http_timeout' : 'connection_failed';
        return { status: 0, body: undefined, isFinal: false, reason };
      }
    },
  };
}

async function came(response: Response): Promise<Came> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('application/json');
  return { status: response.status, body: isJson && text !== '' ? JSON.parse(text) : text };
}

/** An event is JSON, a command a form, a click a form with its JSON in `payload`. */
function bodyOf({ kind, payload }: FakeDelivery): string {
  if (kind === 'events_api') return JSON.stringify(payload);
  if (kind === 'interactive') return formOf(payload);
  const fields = Object.entries(payload).map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(fields).toString();
}

function formOf(payload: unknown): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

function typeOf({ kind }: FakeDelivery): string {
  return kind === 'events_api' ? JSON_TYPE : FORM;
}

function retryHeaders({
  retry,
  retryReason = 'http_error',
}: FakeDelivery): SendHow['headers'] & {} {
  if (retry === 0) return {};
  return { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': retryReason };
}
