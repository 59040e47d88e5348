// Posts of both platforms, taken at once and forgotten: what is measured is the sender. In a process of its own.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

let posts = 0;
let latest = '';

const server = createServer((request, response) => void answer(request, response));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url = '' } = request;
  if (url === '/latest') return end(response, latest);
  const body = await read(request);
  posts += 1;
  latest = body;
  if (url.endsWith('/auth.test')) return end(response, SELF);
  const discord = /\/channels\/(\w+)\/messages$/.exec(url);
  if (discord !== null)
    return end(response, JSON.stringify({ id: `${posts}`, channel_id: discord[1] }));
  const channel = /(?:^|&)channel=([^&]+)/.exec(body)?.[1] ?? '';
  end(response, JSON.stringify({ ok: true, channel, ts: `${posts}.000000`, message: {} }));
}

/** Who the bot is on the cheap Slack. */
const SELF = JSON.stringify({
  ...{ ok: true, team_id: 'T1', team: 'Cheap', user_id: 'U1', bot_id: 'B1' },
});

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function end(response: ServerResponse, body: string): void {
  response.setHeader('content-type', 'application/json');
  response.end(body);
}
