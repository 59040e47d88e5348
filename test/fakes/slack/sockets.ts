import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FakeDelivery } from './deliveries.ts';
import type { Universe } from './model.ts';

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled';

export interface Sockets {
  /** Connections that are open now. */
  connected(): number;
  /** Connections so far. */
  readonly opened: number;
  /** Breaks every connection without a word. */
  drop(): void;
  /** Asks every connection to reconnect; the SDK closes at once. `link_disabled`: Socket Mode was switched off. */
  disconnect(reason?: DisconnectReason): void;
  /** From now on connections are taken, and nothing is said or read on them until what is returned is called. */
  hold(): () => void;
  /** Upgrades are answered with this status instead of a connection. */
  refuseUpgrades(status: number | undefined): void;
  /** A new address, good for one connection. */
  open(): string;
  deliver(delivery: FakeDelivery): void;
  stop(): void;
}

export interface SocketTools {
  readonly server: Server;
  readonly world: Pick<Universe, 'app' | 'problems' | 'changed'>;
  baseUrl(): string;
  acknowledge(id: string, response: unknown): void;
  connected(): void;
}

/** facts/slack.md, section 6. */
const MOST_CONNECTIONS = 10;

/** Socket Mode: a payload goes to any one of the open connections. */
export function createSockets(tools: SocketTools): Sockets {
  const { server, world } = tools;
  const tickets = new Set<string>();
  const all: WebSocket[] = [];
  /** A connection that says goodbye takes nothing any more. */
  const open = () => all.filter(({ readyState, OPEN }) => readyState === OPEN);
  const state: { opened: number; turn: number; refused: number | undefined; isHolding: boolean } = {
    ...{ opened: 0, turn: 0, refused: undefined, isHolding: false },
  };
  const held: WebSocket[] = [];
  const sockets = new WebSocketServer({ noServer: true });
  const say = (socket: WebSocket, message: object) => socket.send(JSON.stringify(message));

  const greet = (socket: WebSocket) => {
    state.opened += 1;
    all.push(socket);
    socket.on('message', (raw) => receive(tools, JSON.parse(String(raw))));
    socket.on('close', () => {
      all.splice(all.indexOf(socket), 1);
      world.changed();
    });
    if (state.isHolding) {
      held.push(socket);
      socket.pause();
    } else hello(socket);
    world.changed();
  };
  const hello = (socket: WebSocket) => {
    say(socket, {
      ...{ type: 'hello', num_connections: open().length, connection_info: { app_id: world.app } },
      debug_info: { host: 'fake', build_number: 1, approximate_connection_time: 18_060 },
    });
    if (open().length > MOST_CONNECTIONS)
      say(socket, { type: 'disconnect', reason: 'too_many_websockets', debug_info: {} });
    tools.connected();
  };

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const ticket = new URL(request.url ?? '/', 'http://fake').searchParams.get('ticket') ?? '';
    const status = state.refused ?? (tickets.delete(ticket) ? undefined : 408);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, greet);
  });

  return {
    connected: () => open().length,
    get opened() {
      return state.opened;
    },
    drop: () => {
      for (const socket of open()) socket.terminate();
    },
    disconnect: (reason = 'refresh_requested') => {
      for (const socket of open()) say(socket, { type: 'disconnect', reason, debug_info: {} });
      if (reason === 'link_disabled') state.refused = 403;
    },
    hold: () => {
      state.isHolding = true;
      return () => {
        state.isHolding = false;
        for (const socket of held.splice(0)) socket.resume();
      };
    },
    refuseUpgrades: (status) => {
      state.refused = status;
    },
    open: () => {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${tools.baseUrl().replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${world.app}`;
    },
    deliver: (delivery) => {
      state.turn += 1;
      const socket = open()[state.turn % open().length];
      if (socket !== undefined) say(socket, envelope(delivery));
    },
    stop: () => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function envelope({ id, kind, payload, retry, retryReason = '' }: FakeDelivery): object {
  return {
    ...{ envelope_id: id, type: kind, payload },
    accepts_response_payload: kind !== 'events_api',
    ...(kind === 'events_api' && { retry_attempt: retry, retry_reason: retryReason }),
  };
}

function receive(
  { world, acknowledge }: SocketTools,
  message: { readonly envelope_id?: unknown; readonly payload?: unknown },
): void {
  if (typeof message.envelope_id !== 'string') {
    world.problems.push('a socket message without an envelope_id');
    return;
  }
  acknowledge(message.envelope_id, message.payload);
}
