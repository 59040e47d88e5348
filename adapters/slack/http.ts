import type { IncomingMessage, RequestListener } from 'node:http';
import type { HTTPReceiver } from '@slack/bolt';
import type { SlackOptions } from './options.ts';

/** Where Slack sends events, commands and clicks in HTTP mode. */
export const EVENTS_PATH = '/slack/events';

/** Slack’s own limit for the age of a request; the SDK obeys it only backwards (measured, bolt 5.1). */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/** Hands requests to the receiver of the open connection; without one Slack is told to come again. */
export function createListener(
  receiver: () => HTTPReceiver | undefined,
  { clock, log }: Pick<SlackOptions, 'clock' | 'log'>,
): RequestListener {
  return (request, response) => {
    const open = receiver();
    if (open === undefined) return end(503);
    if (request.method !== 'POST') return end(405);
    if (sentAt(request) > clock() + CLOCKS_DIFFER_MS) {
      log.warn({}, 'a request from the future was refused: is the clock right?');
      return end(401);
    }
    open.requestListener(request, response);

    function end(status: number): void {
      response.writeHead(status).end();
    }
  };
}

/** 0 without the header, which the receiver refuses. */
function sentAt({ headers }: IncomingMessage): number {
  return (Number(headers['x-slack-request-timestamp']) || 0) * 1_000;
}
