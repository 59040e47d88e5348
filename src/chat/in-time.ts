import { AsyncLocalStorage } from 'node:async_hooks';
import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';
import type { Readable } from 'node:stream';
import { type Dispatcher, getGlobalDispatcher, Headers, request } from 'undici';
import type { Instant } from './platform.ts';

/** By when a request has to leave, and by whose clock; undefined when it may leave whenever it can. */
interface Deadline {
  readonly until: Instant | undefined;
  readonly clock: () => Instant;
}

/** The SDKs hand on nothing of the kind from a call to its request, so it goes beside them. */
const deadlines = new AsyncLocalStorage<Deadline>();

/** Adapters know by it a request that certainly did not leave. */
export const LEFT_TOO_LATE = 'LEFT_TOO_LATE';

/** Does what makes requests by `fetchInTime`: they leave by then, or never, and reject with the code `LEFT_TOO_LATE`. */
export function leavingBy<T>(deadline: Deadline, work: () => Promise<T>): Promise<T> {
  return deadlines.run(deadline, work);
}

/** What SDKs ask `fetch` for, by whatever types. */
interface Asked {
  readonly method?: string;
  readonly headers?: object;
  readonly body?: unknown;
  readonly signal?: AbortSignal | null;
}

/** What SDKs read of an answer. */
interface Answer {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly headers: Headers;
  readonly body: Readable;
  readonly bodyUsed: boolean;
  text(): Promise<string>;
  json(): Promise<unknown>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * `fetch` for the SDKs, at a quarter of its cost. Whether the time of a request is over is asked in the moment in which
 * its first byte is written: a process that stood still, wherever it was between its decision and that byte, then writes
 * nothing that another has written meanwhile. Rejects what is not text, as files: we send none.
 */
export async function fetchInTime(url: string | URL, asked: Asked = {}): Promise<Answer> {
  const { method = 'GET', headers, signal = null } = asked;
  const {
    statusCode,
    headers: received,
    body,
  } = await request(url, {
    ...{ method, headers: { ...headers }, signal, dispatcher: connections() },
    body: textOf(asked.body),
  });
  return {
    url: String(url),
    status: statusCode,
    statusText: STATUS_CODES[statusCode] ?? '',
    ok: statusCode >= 200 && statusCode < 300,
    headers: toHeaders(received),
    body,
    get bodyUsed() {
      return body.bodyUsed;
    },
    text: () => body.text(),
    json: () => body.json(),
    arrayBuffer: () => body.arrayBuffer(),
  };
}

function textOf(body: unknown): string | null {
  if (typeof body === 'string') return body;
  if (body === undefined || body === null) return null;
  throw new TypeError('a request with a body that is not text');
}

function toHeaders(received: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) headers.set(name, String(value));
  return headers;
}

function connections(): Dispatcher {
  const dispatcher = getGlobalDispatcher();
  const { until, clock } = deadlines.getStore() ?? {};
  if (until === undefined || clock === undefined) return dispatcher;
  return dispatcher.compose(
    (dispatch) => (options, handler) =>
      dispatch(options, {
        onRequestStart: (controller, context) => {
          if (clock() > until) controller.abort(tooLate());
          else handler.onRequestStart?.(controller, context);
        },
        onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
        onResponseStarted: () => handler.onResponseStarted?.(),
        onResponseStart: (...args) => handler.onResponseStart?.(...args),
        onResponseData: (...args) => handler.onResponseData?.(...args),
        onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
        onResponseError: (...args) => handler.onResponseError?.(...args),
        onBodySent: (chunk) => handler.onBodySent?.(chunk),
        onRequestSent: () => handler.onRequestSent?.(),
      }),
  );
}

function tooLate(): Error {
  const error = new Error('its time was over before it could leave');
  return Object.assign(error, { code: LEFT_TOO_LATE });
}
