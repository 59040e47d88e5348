import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** The way to a server, which can swallow what is under way. */
export interface Way extends AsyncDisposable {
  /** The same URL, over this way. */
  readonly url: string;
  /** The server is heard no more on the connections that are open; on new ones it is. */
  fallSilent(): void;
}

export async function openWay(url: string): Promise<Way> {
  const { hostname: host, port } = new URL(url);
  const open = new Set<Socket>();
  const own = createServer((client) => {
    const server = connect({ host, port: Number(port || 5432) });
    for (const socket of [client, server]) {
      open.add(socket);
      socket.on('error', () => {}).on('close', () => open.delete(socket));
    }
    client.pipe(server).pipe(client);
  });
  own.listen(0, '127.0.0.1');
  await once(own, 'listening');
  const over = new URL(url);
  const address = own.address();
  over.host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    url: over.href,
    fallSilent: () => {
      for (const socket of open) socket.unpipe();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      own.close();
      await once(own, 'close');
    },
  };
}
