import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Route } from '#chat/platform.ts';
import { ConfigError } from '../errors.ts';

/** A whole answer. */
export interface Page {
  readonly status: number;
  /** The content type. */
  readonly type: string;
  readonly body: string;
}

export interface HttpDeps {
  /** 0 takes any free one. */
  readonly port: number;
  /** By path: what is asked for by machines of the operator. */
  readonly pages: Readonly<Record<string, () => Page | Promise<Page>>>;
  /** Those that the platforms offer by now. */
  readonly routes: () => readonly Route[];
}

/** The process's one HTTP server. */
export interface HttpServer {
  readonly port: number;
  /** Answers what has come, then closes. */
  stop(): Promise<void>;
}

/** @throws ConfigError when the port cannot be had */
export async function startHttp(deps: HttpDeps): Promise<HttpServer> {
  const server = createServer(answer(deps));
  try {
    server.listen(deps.port);
    await once(server, 'listening');
  } catch (cause) {
    throw new ConfigError([`PORT ${deps.port} cannot be opened: ${messageOf(cause)}`]);
  }
  return { port: portOf(server), stop: () => close(server) };
}

export function jsonPage(status: number, body: object): Page {
  return { status, type: 'application/json', body: `${JSON.stringify(body)}\n` };
}

function answer({ pages, routes }: HttpDeps): RequestListener {
  return (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '/';
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page !== undefined) return void send(page, response);
    const route = routes().find((one) => one.path === path);
    if (route !== undefined) return route.listener(request, response);
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
  };
}

/** Never rejects: a page that cannot be made is an answer too. */
async function send(page: () => Page | Promise<Page>, response: ServerResponse): Promise<void> {
  const { status, type, body } = await Promise.resolve().then(page).catch(unmade);
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

/** What went wrong is nothing for strangers. */
function unmade(): Page {
  return { status: 500, type: 'text/plain', body: 'Internal error\n' };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : `${cause}`;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
}
