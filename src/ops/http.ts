import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
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
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpLimits {
  /** For a whole request to come, its body included. */
  readonly requestMs: number;
  /** More are hung up on at once. */
  readonly connections: number;
  /** At the stop, for the rest of a request that is half here. */
  readonly graceMs: number;
  /** At the stop, for answers on their way. */
  readonly answerMs: number;
}

/**
 * What platforms and probes send is small and comes at once, and Slack wants its answer within 3 s. Connections are
 * many, because they cost little, and whoever has them all would keep the health checks out.
 */
const LIMITS: HttpLimits = {
  ...{ requestMs: 10_000, connections: 500 },
  ...{ graceMs: 250, answerMs: 4_000 },
};

/** The process's one HTTP server. */
export interface HttpServer {
  readonly port: number;
  /** Answers what has come, then closes; who has not sent a whole request by then is hung up on. */
  stop(): Promise<void>;
}

/** @throws ConfigError when the port cannot be had */
export async function startHttp(deps: HttpDeps): Promise<HttpServer> {
  const limits = { ...LIMITS, ...deps.limits };
  const server = createServer(timesOf(limits), answer(deps));
  server.maxConnections = limits.connections;
  const sockets = follow(server);
  try {
    server.listen(deps.port);
    await once(server, 'listening');
  } catch (cause) {
    throw new ConfigError([`PORT ${deps.port} cannot be opened: ${messageOf(cause)}`]);
  }
  return { port: portOf(server), stop: () => close(server, sockets, limits) };
}

export function jsonPage(status: number, body: object): Page {
  return { status, type: 'application/json', body: `${JSON.stringify(body)}\n` };
}

/** Late ones are looked for every second; by itself the server would do so only twice a minute. */
function timesOf({ requestMs }: HttpLimits) {
  return {
    ...{ headersTimeout: requestMs, requestTimeout: requestMs },
    connectionsCheckingInterval: Math.min(1_000, requestMs),
  };
}

/** Open connections, with the request that each is at: none before its head has come. */
type Sockets = ReadonlyMap<Socket, IncomingMessage | undefined>;

function follow(server: Server): Sockets {
  const sockets = new Map<Socket, IncomingMessage | undefined>();
  server.on('connection', (socket) => {
    sockets.set(socket, undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    sockets.set(socket, request);
    response.once('close', () => {
      if (sockets.get(socket) === request) sockets.set(socket, undefined);
      // One that is stopped has no use for it any more.
      if (!server.listening) socket.destroySoon();
    });
  });
  return sockets;
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

async function close(server: Server, sockets: Sockets, limits: HttpLimits): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const grace = setTimeout(() => hangUpOnHalves(sockets), limits.graceMs);
  const end = setTimeout(() => server.closeAllConnections(), limits.answerMs);
  try {
    await closed;
  } finally {
    clearTimeout(grace);
    clearTimeout(end);
  }
}

function hangUpOnHalves(sockets: Sockets): void {
  for (const [socket, request] of sockets) if (request?.complete !== true) socket.destroy();
}
