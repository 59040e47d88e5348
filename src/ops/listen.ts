import type { ChatPlatform } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import type { Services } from '../commands/services.ts';
import type { Log } from '../log.ts';
import { type HealthFacts, healthOf } from './health.ts';
import { type HttpServer, jsonPage, startHttp } from './http.ts';
import { metricsPage } from './metrics-page.ts';
import type { Outside } from './outside.ts';
import { type ReadyFacts, readinessOf } from './ready.ts';

export interface ListenDeps {
  readonly services: Services;
  readonly platforms: readonly ChatPlatform[];
  /** No port is opened without it. */
  readonly port?: number;
  readonly outside: Pick<Outside, 'numbers' | 'probe'>;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
}

/** What the process is doing. */
export type State = Pick<HealthFacts, 'connections' | 'tick'> & Pick<ReadyFacts, 'isStopping'>;

/** Before anything else begins, so that a port in use stops the start. @throws ConfigError then */
export async function listen(
  deps: ListenDeps,
  state: () => State,
): Promise<HttpServer | undefined> {
  const { platforms, port, log } = deps;
  if (port === undefined) return undefined;
  const routes = () => platforms.flatMap((platform) => platform.routes ?? []);
  const http = await startHttp({ port, routes, pages: pagesOf(deps, state) });
  log.info({ port: http.port }, 'listening');
  return http;
}

function pagesOf(deps: ListenDeps, state: () => State) {
  const { services, outside } = deps;
  const { numbers, probe } = outside;
  const { store } = services;
  return {
    '/healthz': () => {
      const health = healthOf({ ...state(), ...seen(services) });
      return jsonPage(health.status === 'down' ? 503 : 200, health);
    },
    '/readyz': async () => {
      const databaseProblem = await probe();
      const ready = readinessOf({ ...state(), now: performance.now(), databaseProblem });
      return jsonPage(ready.isReady ? 200 : 503, ready);
    },
    ...(numbers !== undefined && {
      '/metrics': metricsPage({ ...deps, numbers, store, probe }, () => state().tick),
    }),
  };
}

function seen({ puller, live, today }: Services) {
  return {
    ...{ source: puller.status(), index: live.status() },
    ...{ now: performance.now(), today: today() },
  };
}
