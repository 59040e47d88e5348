import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/errors.ts';
import { type HttpServer, jsonPage, startHttp } from '../../../src/ops/http.ts';

describe('startHttp', () => {
  let http: HttpServer | undefined;
  afterEach(() => http?.stop());

  it('answers with a page, whatever is asked beside its path', async () => {
    http = await startHttp({
      ...{ port: 0, routes: () => [] },
      pages: { '/readyz': async () => jsonPage(503, { isReady: false }) },
    });

    const response = await fetch(`http://127.0.0.1:${http.port}/readyz?x=1`);

    expect(response.status).toBe(503);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ isReady: false });
  });

  it('answers 500, without a word of why, when a page cannot be made', async () => {
    const broken = () => Promise.reject(new Error('secret'));
    http = await startHttp({ port: 0, routes: () => [], pages: { '/metrics': broken } });

    const response = await fetch(`http://127.0.0.1:${http.port}/metrics`);

    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  it('hands a platform its own paths and nothing else', async () => {
    const asked: (string | undefined)[] = [];
    http = await startHttp({
      port: 0,
      pages: {},
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

    const start = startHttp({ port, routes: () => [], pages: {} });

    await expect(start).rejects.toThrow(ConfigError);
    other.close();
  });
});
