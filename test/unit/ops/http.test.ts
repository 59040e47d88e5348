import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
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

  it.each([
    ['nothing', ''],
    ['half a head', 'POST /slack/events HTTP/1.1\r\nHost: x\r\n'],
    ['half a body', 'POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc'],
  ])('does not wait at its stop for who has sent %s', async (_, sent) => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    http = await startHttp({
      port: 0,
      pages: {},
      routes: () => [{ path: '/slack/events', listener: () => ask() }],
      limits: { graceMs: 1 },
    });
    const socket = await connected(http, sent);
    if (sent.includes('abc')) await asked;

    await http.stop();

    expect(await heard(socket)).toBe('');
  });

  it('gives its answer, at its stop, to who has sent a whole request', async () => {
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const slow = () => answered.promise.then(() => jsonPage(200, { isReady: true }));
    const pages = {
      '/readyz': () => {
        asked.resolve();
        return slow();
      },
    };
    http = await startHttp({ port: 0, routes: () => [], pages, limits: { graceMs: 1 } });
    const half = await connected(http, 'POST');
    const answer = fetch(`http://127.0.0.1:${http.port}/readyz`);
    await asked.promise;

    const stopping = http.stop();
    await heard(half);
    answered.resolve();
    const response = await answer;
    await stopping;

    expect(await response.json()).toEqual({ isReady: true });
  });

  it('does not wait at its stop for who does not get to the end of an answer', async () => {
    const asked = Promise.withResolvers<void>();
    const pages = {
      '/readyz': () => {
        asked.resolve();
        return new Promise<never>(() => {});
      },
    };
    http = await startHttp({ port: 0, routes: () => [], pages, limits: { answerMs: 1 } });
    const answer = fetch(`http://127.0.0.1:${http.port}/readyz`);
    const failure = answer.catch((error: unknown) => error);
    await asked.promise;

    await http.stop();

    expect(await failure).toBeInstanceOf(TypeError);
  });

  it.each([
    ['head', 'POST /slack/events HTTP/1.1\r\nHost: x\r\n'],
    ['body', 'POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc'],
  ])('gives up a %s that does not come to its end', async (_, sent) => {
    http = await startHttp({
      port: 0,
      pages: {},
      routes: () => [{ path: '/slack/events', listener: () => {} }],
      limits: { requestMs: 20 },
    });

    const socket = await connected(http, sent);

    expect(await heard(socket)).toMatch(/^HTTP\/1.1 408 /);
  });

  it('hangs up on more connections than it takes', async () => {
    http = await startHttp({
      port: 0,
      pages: {},
      routes: () => [],
      limits: { connections: 1, graceMs: 1 },
    });
    await connected(http, '');

    const second = await connected(http, '');

    expect(await heard(second)).toBe('');
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

async function connected({ port }: HttpServer, sent: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {});
  if (sent !== '') socket.write(sent);
  return socket;
}

/** All that comes until the end, which may be a break. */
async function heard(socket: Socket): Promise<string> {
  let words = '';
  socket.on('data', (chunk) => {
    words += chunk;
  });
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  socket.on('close', () => resolve());
  if (!socket.closed) await closed;
  return words;
}
