import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import {
  type App,
  type BufferedIncomingMessage,
  HTTPModuleFunctions,
  HTTPResponseAck,
  type Receiver,
} from '@slack/bolt';
import type { SlackOptions } from './options.ts';
import { toLogger } from './web.ts';

/** The way of Slack's signed requests into bolt. */
export interface SignedReceiver extends Receiver {
  /** Answers every request; never throws. */
  readonly listener: RequestListener;
}

interface ReceiverOptions extends Pick<SlackOptions, 'log'> {
  readonly signingSecret: string;
}

/** The largest that Slack sends is a message with its blocks and attachments; the SDK's own limit is 4 MB. */
const MOST_BYTES = 1_000_000;

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, reason: unknown) {
    super(reason instanceof Error ? reason.message : `${reason}`);
    this.status = status;
  }
}

/**
 * bolt's parts, but not its own `HTTPReceiver`: that awaits nothing of what it begins, so that what it did not think of,
 * such as a body that is `null`, is an unhandled rejection and ends the process (measured, bolt 5.1).
 */
export function createReceiver(options: ReceiverOptions): SignedReceiver {
  let app: App | undefined;
  return {
    init: (given) => {
      app = given;
    },
    start: async () => {},
    stop: async () => {},
    listener: (request, response) => void receive({ ...options, app }, request, response),
  };
}

type Receiving = ReceiverOptions & { readonly app: App | undefined };

async function receive(
  receiving: Receiving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { log } = receiving;
  try {
    const signed = await readSigned(request, receiving);
    await accept(receiving, { signed, body: toBody(signed) }, response);
  } catch (error) {
    if (!response.headersSent) response.writeHead(error instanceof Refusal ? error.status : 500);
    response.end();
    if (error instanceof Refusal)
      log.warn({ reason: error.message }, 'a request to Slack’s path was refused');
    else log.error({ err: error }, 'a request of Slack’s was not handled');
  }
}

/** @throws Refusal for what is too large, or not signed by Slack just now */
async function readSigned(
  request: IncomingMessage,
  { signingSecret }: ReceiverOptions,
): Promise<BufferedIncomingMessage> {
  try {
    return await HTTPModuleFunctions.parseAndVerifyHTTPRequest(
      { signingSecret, bodyLimit: MOST_BYTES },
      request,
    );
  } catch (error) {
    const isTooLarge = HTTPModuleFunctions.isRawBodyError(error) && error.statusCode === 413;
    throw new Refusal(isTooLarge ? 413 : 401, error);
  }
}

type Body = Readonly<Record<string, unknown>>;

/** @throws Refusal: everything that Slack sends is an object */
function toBody(signed: BufferedIncomingMessage): Body {
  let body: unknown;
  try {
    body = HTTPModuleFunctions.parseHTTPRequestBody(signed);
  } catch (error) {
    throw new Refusal(400, error);
  }
  if (isObject(body)) return body;
  throw new Refusal(400, 'its body is no object');
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function accept(
  { app, log }: Receiving,
  { signed, body }: { readonly signed: BufferedIncomingMessage; readonly body: Body },
  response: ServerResponse,
): Promise<void> {
  // Also unsigned, when Slack tries our certificate (docs: interactivity/implementing-slash-commands).
  if (body.ssl_check === '1') return HTTPModuleFunctions.buildSSLCheckResponse(response);
  if (body.type === 'url_verification') {
    return HTTPModuleFunctions.buildUrlVerificationResponse(response, body);
  }
  const ack = new HTTPResponseAck({
    ...{ logger: toLogger(log), processBeforeResponse: false },
    ...{ httpRequest: signed, httpRequestBody: body, httpResponse: response },
  });
  try {
    await app?.processEvent({ body, ack: ack.bind() });
  } catch (error) {
    // Its timer would answer a second time.
    ack.ack();
    throw error;
  }
}
