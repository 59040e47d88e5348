import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { World } from './model.ts';
import { guildCreateJson, userJson } from './wire.ts';

interface Session {
  readonly id: string;
  readonly intents: number;
  /** Which of how many connections this is. */
  readonly shard: Shard;
  /** Everything sent, for a resume. */
  readonly sent: { readonly t: string; readonly s: number; readonly d: object }[];
  socket: WebSocket | undefined;
}

export type Shard = readonly [index: number, count: number];

export interface Gateway {
  dispatch(event: string, facts: object): void;
  /** From the next IDENTIFY on this server has an outage: it is named as unavailable and does not come, until what is returned is called. */
  withhold(guild: string): () => void;
  /** Bots that are connected now. */
  connected(): number;
  /** Every IDENTIFY and RESUME so far. */
  readonly log: readonly ('identify' | 'resume')[];
  /** Of the sessions that are connected now. */
  shards(): readonly Shard[];
  /** Closes every connection, or that of one shard, with this code; 4000 can be resumed. */
  drop(code?: number, shard?: number): void;
  /** Asks the bots to reconnect (opcode 7). */
  reconnect(): void;
  /** Ends every session (opcode 9): what happens until the next IDENTIFY is lost. */
  invalidate(): void;
  /** The next IDENTIFY is closed with this code. */
  refuseNext(code: number): void;
  /** Upgrades are answered with this status instead of a connection. */
  refuseUpgrades(status: number | undefined): void;
  stop(): void;
}

/** By event, the intent it needs (docs: events/gateway.mdx); an event not listed needs GUILDS or none. */
const INTENTS: Readonly<Record<string, number>> = {
  MESSAGE_CREATE: 1 << 9,
  MESSAGE_UPDATE: 1 << 9,
  MESSAGE_DELETE: 1 << 9,
  MESSAGE_DELETE_BULK: 1 << 9,
  MESSAGE_REACTION_ADD: 1 << 10,
  MESSAGE_REACTION_REMOVE: 1 << 10,
  MESSAGE_REACTION_REMOVE_ALL: 1 << 10,
  MESSAGE_REACTION_REMOVE_EMOJI: 1 << 10,
};
const NO_INTENT = new Set(['INTERACTION_CREATE', 'READY', 'RESUMED']);
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);

export function createGateway(server: Server, world: World, url: () => string): Gateway {
  const sessions = new Map<string, Session>();
  const sockets = new WebSocketServer({ noServer: true });
  const log: ('identify' | 'resume')[] = [];
  const refusals: number[] = [];
  const withheld = new Set<string>();
  const upgrades: { refused: number | undefined } = { refused: undefined };

  server.on('upgrade', (request, socket, head) => {
    if (upgrades.refused !== undefined) {
      socket.end(`HTTP/1.1 ${upgrades.refused} No\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => greet(ws));
  });

  const greet = (ws: WebSocket) => {
    ws.on('message', (raw) => receive(ws, JSON.parse(String(raw))));
    ws.on('close', () => {
      for (const session of sessions.values())
        if (session.socket === ws) session.socket = undefined;
      world.changed();
    });
    ws.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 41_250 }, s: null, t: null }));
  };

  const receive = (ws: WebSocket, { op, d }: { readonly op: number; readonly d: unknown }) => {
    if (op === 1) ws.send(JSON.stringify({ op: 11 }));
    if (op === 2) identify(ws, d as Identify);
    if (op === 6)
      resume(
        ws,
        d as { readonly token: string; readonly session_id: string; readonly seq: number },
      );
  };

  const identify = (ws: WebSocket, { token, intents, shard = [0, 1] }: Identify) => {
    log.push('identify');
    const refused = refusals.shift();
    if (refused !== undefined) return ws.close(refused);
    if (token !== world.token) return ws.close(4004);
    if (intents & PRIVILEGED) return ws.close(4014);
    const session: Session = { id: randomUUID(), intents, shard, sent: [], socket: ws };
    sessions.set(session.id, session);
    const guilds = [...world.guilds.values()].filter(
      ({ id, members }) => members.has(world.self.id) && isOn(shard, id),
    );
    sendTo(session, 'READY', {
      v: 10,
      user: { ...userJson(world.self), verified: true, mfa_enabled: false },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: url(),
      application: { id: world.application, flags: 0 },
    });
    for (const guild of guilds)
      if (!withheld.has(guild.id)) sendTo(session, 'GUILD_CREATE', guildCreateJson(world, guild));
    world.changed();
  };

  const resume = (
    ws: WebSocket,
    {
      token,
      session_id,
      seq,
    }: { readonly token: string; readonly session_id: string; readonly seq: number },
  ) => {
    log.push('resume');
    const session = sessions.get(session_id);
    if (token !== world.token) return ws.close(4004);
    if (session === undefined) return ws.send(JSON.stringify({ op: 9, d: false }));
    session.socket = ws;
    for (const { t, s, d } of session.sent)
      if (s > seq) ws.send(JSON.stringify({ op: 0, t, s, d }));
    sendTo(session, 'RESUMED', {});
    world.changed();
  };

  const sendTo = (session: Session, t: string, d: object) => {
    const s = session.sent.length + 1;
    session.sent.push({ t, s, d });
    session.socket?.send(JSON.stringify({ op: 0, t, s, d }));
  };

  const come = (guild: string) => {
    const found = world.guilds.get(guild);
    if (!withheld.delete(guild) || found === undefined) return;
    for (const session of sessions.values())
      if (isOn(session.shard, guild))
        sendTo(session, 'GUILD_CREATE', guildCreateJson(world, found));
  };

  const live = () => [...sessions.values()].filter(({ socket }) => socket !== undefined);
  return {
    log,
    dispatch: (event, facts) => {
      if (!event.startsWith('GUILD_') && !isMember(world, facts)) return;
      const intent = NO_INTENT.has(event) ? -1 : (INTENTS[event] ?? 1);
      for (const session of sessions.values())
        if (session.intents & intent && isOn(session.shard, guildOf(event, facts)))
          sendTo(session, event, facts);
    },
    withhold: (guild) => {
      withheld.add(guild);
      return () => come(guild);
    },
    connected: () => live().length,
    shards: () => live().map(({ shard }) => shard),
    drop: (code = 4000, wanted) => {
      for (const { socket, shard } of live())
        if (wanted === undefined || shard[0] === wanted) socket?.close(code);
    },
    reconnect: () => {
      for (const { socket } of live()) socket?.send(JSON.stringify({ op: 7, d: null }));
    },
    invalidate: () => {
      const open = live();
      sessions.clear();
      for (const { socket } of open) socket?.send(JSON.stringify({ op: 9, d: false }));
    },
    refuseNext: (code) => {
      refusals.push(code);
    },
    refuseUpgrades: (status) => {
      upgrades.refused = status;
    },
    stop: () => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

interface Identify {
  readonly token: string;
  readonly intents: number;
  readonly shard?: Shard;
}

/** What is of no server comes over the first (docs: events/gateway.mdx, Sharding). */
function isOn([index, count]: Shard, guild: string | undefined): boolean {
  return guild === undefined ? index === 0 : shardOf(guild, count) === index;
}

/** Which connection of so many tells of a server (docs: events/gateway.mdx, Sharding Formula). */
export function shardOf(guild: string, count: number): number {
  return Number((BigInt(guild) >> 22n) % BigInt(count));
}

function guildOf(event: string, facts: object): string | undefined {
  const { guild_id, id } = facts as { readonly guild_id?: string; readonly id?: string };
  return event.startsWith('GUILD_') ? (guild_id ?? id) : guild_id;
}

/** Of a server that the bot is not in, nothing is told. */
function isMember(world: World, facts: object): boolean {
  if (!('guild_id' in facts) || typeof facts.guild_id !== 'string') return true;
  return world.guilds.get(facts.guild_id)?.members.has(world.self.id) !== false;
}
