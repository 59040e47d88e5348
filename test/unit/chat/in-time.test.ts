import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchInTime, LEFT_TOO_LATE, leavingBy } from '#chat/in-time.ts';

/** Notes what arrives. */
async function aServer() {
  const arrived: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await request.toArray();
    arrived.push(`${request.method} ${request.headers.kind} ${Buffer.concat(body)}`);
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"is":"there"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  const say = (body: string) => fetchInTime(url, { method: 'POST', headers: { kind: 'a' }, body });
  return { arrived, url, say };
}

const late = expect.objectContaining({ code: LEFT_TOO_LATE });

describe('a request', () => {
  it('arrives as it is, and its answer is what SDKs read', async () => {
    const { arrived, say } = await aServer();

    const answer = await say('hello');

    expect(arrived).toEqual(['POST a hello']);
    expect(answer).toMatchObject({ status: 201, statusText: 'Created', ok: true });
    expect(answer.headers.get('Content-Type')).toBe('application/json');
    expect(await answer.json()).toEqual({ is: 'there' });
  });

  it('leaves until its time is over, and not a moment later', async () => {
    const { arrived, say } = await aServer();
    const at = (now: number) => leavingBy({ until: 1_000, clock: () => now }, () => say(`${now}`));

    await at(1_000);
    await expect(at(1_001)).rejects.toEqual(late);

    expect(arrived).toEqual(['POST a 1000']);
  });

  it('does not leave when its time ends while it waits for a connection, as in a process that stands still', async () => {
    const { arrived, say } = await aServer();
    let now = 1_000;
    const saying = leavingBy({ until: 1_000, clock: () => now }, () => say('hello'));

    now = 2_000;

    await expect(saying).rejects.toEqual(late);
    expect(arrived).toEqual([]);
  });

  it('is refused where it is more than text, instead of leaving without it', async () => {
    const { arrived, url } = await aServer();

    const asking = fetchInTime(url, { method: 'POST', body: new FormData() });

    await expect(asking).rejects.toThrow(/not text/);
    expect(arrived).toEqual([]);
  });

  it('leaves beside one that is too late', async () => {
    const { arrived, say } = await aServer();
    const by = (until: number) =>
      leavingBy({ until, clock: () => 1_000 }, () => say(`by ${until}`));

    const ends = await Promise.allSettled([by(500), by(1_500), say('whenever'), by(999)]);

    expect(ends.map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    expect(arrived.toSorted()).toEqual(['POST a by 1500', 'POST a whenever']);
  });
});
