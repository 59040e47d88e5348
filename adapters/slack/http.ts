import type { IncomingMessage, RequestListener } from 'node:http';
import type { Route } from '#chat/platform.ts';
import type { Installer } from './install.ts';
import { INSTALL_PATH, REDIRECT_PATH } from './install-paths.ts';
import type { SlackOptions } from './options.ts';
import { showPage } from './pages.ts';
import type { SignedReceiver } from './receiver.ts';

/** Where Slack sends events, commands and clicks in HTTP mode. */
export const EVENTS_PATH = '/slack/events';

/** Slack’s own limit for the age of a request; the SDK obeys it only backwards (measured, bolt 5.1). */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/** What takes the requests of an open connection. */
export interface Doors {
  readonly receiver?: SignedReceiver;
  readonly installer?: Installer;
}

/** Hands requests to the open connection; without one, who comes is told to come again. */
export function routesOf(options: SlackOptions, doors: () => Doors | undefined): readonly Route[] {
  const events = guarded('POST', () => toListener(doors()?.receiver, options));
  const pages: readonly Route[] = [
    { path: INSTALL_PATH, listener: guarded('GET', () => doors()?.installer?.begin ?? closed) },
    { path: REDIRECT_PATH, listener: guarded('GET', () => doors()?.installer?.finish ?? closed) },
  ];
  return [{ path: EVENTS_PATH, listener: events }, ...('oauth' in options ? pages : [])];
}

/** For people, who read more than a status. */
const closed: RequestListener = (_, response) =>
  showPage(response, {
    ...{ status: 503, title: 'Paperboy is starting, or stopping' },
    words: 'Nothing was installed. Try it again in a minute.',
    link: { label: 'Begin again', to: INSTALL_PATH },
  });

function guarded(method: string, find: () => RequestListener | undefined): RequestListener {
  return (request, response) => {
    const listener = find();
    if (listener === undefined) response.writeHead(503).end();
    else if (request.method !== method) response.writeHead(405).end();
    else listener(request, response);
  };
}

function toListener(
  receiver: SignedReceiver | undefined,
  { clock, log }: Pick<SlackOptions, 'clock' | 'log'>,
): RequestListener | undefined {
  if (receiver === undefined) return undefined;
  return (request, response) => {
    if (sentAt(request) <= clock() + CLOCKS_DIFFER_MS) {
      receiver.listener(request, response);
      return;
    }
    log.warn({}, 'a request from the future was refused: is the clock right?');
    response.writeHead(401).end();
  };
}

/** 0 without the header, which the receiver refuses. */
function sentAt({ headers }: IncomingMessage): number {
  return (Number(headers['x-slack-request-timestamp']) || 0) * 1_000;
}
