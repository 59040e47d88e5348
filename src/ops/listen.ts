import type { ChatPlatform } from '#chat/platform.ts';
import type { Services } from '../commands/services.ts';
import type { Log } from '../log.ts';
import { type HealthFacts, healthOf } from './health.ts';
import { type HttpServer, startHttp } from './http.ts';

export interface ListenDeps {
  readonly services: Services;
  readonly platforms: readonly ChatPlatform[];
  /** No port is opened without it. */
  readonly port?: number;
  readonly log: Log;
}

/** Before anything else begins, so that a port in use stops the start. @throws ConfigError then */
export async function listen(
  { services, platforms, port, log }: ListenDeps,
  state: () => Pick<HealthFacts, 'connections' | 'tick'>,
): Promise<HttpServer | undefined> {
  if (port === undefined) return undefined;
  const http = await startHttp({
    port,
    routes: () => platforms.flatMap((platform) => platform.routes ?? []),
    health: () =>
      healthOf({
        ...state(),
        source: services.puller.status(),
        index: services.live.status(),
        now: performance.now(),
        today: services.today(),
      }),
  });
  log.info({ port: http.port }, 'listening');
  return http;
}
