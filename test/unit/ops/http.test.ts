import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/errors.ts';
import type { Health } from '../../../src/ops/health.ts';
import { type HttpServer, startHttp } from '../../../src/ops/http.ts';

describe('startHttp', () => {
  let http: HttpServer | undefined;
  afterEach(() => http?.stop());

  it.each([
    ['ok', 200],
    ['degraded', 200],
    ['down', 503],
  ] as const)('answers /healthz of a service that is %s with %i', async (status, code) => {
    http = await startHttp({ port: 0, routes: () => [], health: () => healthy(status) });

    const response = await fetch(`http://127.0.0.1:${http.port}/healthz?x=1`);

    expect(response.status).toBe(code);
    expect(await response.json()).toEqual(healthy(status));
  });

  it('hands a platform its own paths and nothing else', async () => {
    const asked: (string | undefined)[] = [];
    http = await startHttp({
      port: 0,
      health: () => healthy('ok'),
      routes: () => [
        {
          path: '/slack/events',
          listener: (request, response) => {
            asked.push(request.url);
            response.end('taken');
          },
        },
      ],
    });
    const url = `http://127.0.0.1:${http.port}`;

    const taken = await fetch(`${url}/slack/events`, { method: 'POST', body: '{}' });
    const other = await fetch(`${url}/slack`);

    expect(await taken.text()).toBe('taken');
    expect(other.status).toBe(404);
    expect(asked).toEqual(['/slack/events']);
  });

  it('names a port in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;

    const start = startHttp({ port, routes: () => [], health: () => healthy('ok') });

    await expect(start).rejects.toThrow(ConfigError);
    other.close();
  });
});

function healthy(status: Health['status']): Health {
  return { status, problems: [], platforms: {} };
}
