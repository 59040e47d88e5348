import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Route } from '#chat/platform.ts';
import { ConfigError } from '../errors.ts';
import type { Health } from './health.ts';

export interface HttpDeps {
  /** 0 takes any free one. */
  readonly port: number;
  readonly health: () => Health;
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

function answer({ health, routes }: HttpDeps): RequestListener {
  return (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (path === '/healthz') {
      const state = health();
      response.writeHead(state.status === 'down' ? 503 : 200, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
      });
      response.end(`${JSON.stringify(state)}\n`);
      return;
    }
    const route = routes().find((one) => one.path === path);
    if (route !== undefined) return route.listener(request, response);
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
  };
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
