import type { AddressInfo } from 'node:net';
import { type Bucket, createBuckets } from './buckets.ts';
import { createFaults, type Faults, posts, type SeenRequest } from './faults.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { createHttp } from './http.ts';
import { createInteractions } from './interactions.ts';
import { type FakeChannel, type FakeMessage, type FakeUser, flatten, wordsOf } from './model.ts';
import { createPeople, type People } from './people.ts';
import { bits, type PermissionName } from './permissions.ts';
import { createRoutes } from './routes.ts';
import { specCheck } from './spec.ts';
import { guildCreateJson } from './wire.ts';
import { type Cast, createCast } from './world.ts';

export { edits, posts } from './faults.ts';
export type { FakeInteraction, FakeModal } from './interactions.ts';
export type { FakeMessage } from './model.ts';
export { flatten, wordsOf } from './model.ts';

export interface FakeDiscordOptions {
  readonly token?: string;
  /** How long a nonce holds; minutes on Discord. */
  readonly nonceWindowMs?: number;
  /** Discord's limit for a first answer. */
  readonly acknowledgeWithinMs?: number;
  /** By `POST /channels/{channel_id}/messages`; 50 a second where nothing is said. */
  readonly buckets?: Readonly<Record<string, Bucket>>;
  readonly global?: Bucket;
  /** Connections that Discord recommends; 1 where nothing is said. */
  readonly shards?: number;
}

/** Who writes, the member by default, and what Discord shows under it. */
export interface Writing {
  readonly user?: string;
  readonly embeds?: readonly object[];
  /** The content of a message that it forwards. */
  readonly forwarded?: string;
}

export interface FakeDiscord extends People, Omit<Cast, 'world'> {
  /** For `DISCORD_API_URL`. */
  readonly apiUrl: string;
  /** For `DISCORD_TOKEN`. */
  readonly token: string;
  readonly gateway: Omit<Gateway, 'stop' | 'dispatch'>;
  readonly faults: Pick<Faults, 'next' | 'every'>;
  /** The next post is stored, its answer lost. */
  loseNextAnswer(): void;
  /** Every request, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Requests that break Discord's document or that the fake does not know: assert that there are none. */
  readonly problems: readonly string[];
  /** Commands as registered. */
  commands(): readonly Readonly<Record<string, unknown>>[];
  /** Kept messages, oldest first; private answers are not among them. */
  messages(channel?: string): readonly FakeMessage[];
  /** The direct messages between a person and the bot, oldest first. */
  messagesTo(user: string): readonly FakeMessage[];
  /** Messages of a delivery: by its nonce, or by a control that carries it. */
  messagesWithKey(key: string): readonly FakeMessage[];
  message(id: string): FakeMessage | undefined;
  wordsOf(id: string): string;
  /** Resolves with the first defined value, now or after any change. */
  waitFor<T>(look: () => T | undefined): Promise<T>;
  addUser(name: string, facts?: { readonly isAdmin?: boolean; readonly isBot?: boolean }): string;
  /** A server more, with one text channel; a connected bot hears of it. */
  addGuild(name: string): { readonly guild: string; readonly channel: string };
  /** In the first server, unless it is said otherwise. */
  addChannel(name: string, type?: number, home?: string): string;
  /** Denies the bot these permissions in a channel. */
  deny(channel: string, ...names: readonly PermissionName[]): void;
  allowAll(channel: string): void;
  /** Only the bot, by name, a role that these people get, and whoever may do all see the channel from now on. */
  hide(channel: string, ...readers: readonly string[]): void;
  /** An outage of Discord's, or the end of the membership. */
  loseGuild(guild: string, how: 'outage' | 'removed'): void;
  /** The bot is invited into a server again. */
  joinGuild(guild: string): void;
  refuseDirects(user: string): void;
  /** Old nonces make new messages. */
  expireNonces(): void;
  /** A message of somebody else, with previews of links where they are named. */
  say(channel: string, content: string, by?: Writing): string;
  stop(): Promise<void>;
}

/** Discord on loopback: REST and gateway for the real discord.js, with the limits and refusals of the real one. */
export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const {
    token = 'ZmFrZQ.fake.token',
    acknowledgeWithinMs = 3_000,
    nonceWindowMs = 180_000,
  } = options;
  const { world, ...cast } = createCast(token);
  const faults = createFaults();
  const interactions = createInteractions(acknowledgeWithinMs);
  const where = { port: 0 };
  const gatewayUrl = () => `ws://127.0.0.1:${where.port}/gateway`;
  const rules = { nonceWindowMs };
  const requests: SeenRequest[] = [];
  const problems: string[] = [];
  const server = createHttp({
    world,
    faults,
    check: await specCheck(),
    seen: requests,
    problems,
    routes: createRoutes({ world, rules, interactions, gatewayUrl, shards: options.shards ?? 1 }),
    pass: createBuckets(options.buckets ?? {}, options.global ?? { limit: 50, windowMs: 1_000 }),
  });
  const gateway = createGateway(server, world, gatewayUrl);
  world.changes.on('dispatch', gateway.dispatch);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  where.port = (server.address() as AddressInfo).port;
  const people = createPeople({
    world,
    interactions,
    defaults: { user: cast.member, channel: cast.channel },
    isConnected: () => gateway.connected() > 0,
  });
  return {
    ...cast,
    ...people,
    ...createSetting({ world, ...cast }),
    ...createMemory({ world, ...cast }),
    apiUrl: `http://127.0.0.1:${where.port}/api`,
    token,
    gateway,
    faults,
    requests,
    problems,
    loseNextAnswer: () => faults.next(posts, { kind: 'lose', when: 'after' }),
    stop: async () => {
      interactions.close();
      gateway.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Memory = Pick<
  FakeDiscord,
  'commands' | 'messages' | 'messagesTo' | 'messagesWithKey' | 'message' | 'wordsOf' | 'waitFor'
>;

function createMemory({ world }: Cast): Memory {
  const kept = () => [...world.messages.values()].filter(({ isEphemeral }) => !isEphemeral);
  return {
    commands: () => world.commands,
    messages: (channel) =>
      kept().filter((message) => channel === undefined || message.channel === channel),
    messagesTo: (user) =>
      kept().filter(({ channel }) => world.channels.get(channel)?.recipient?.id === user),
    messagesWithKey: (key) =>
      kept().filter(
        ({ nonce, components }) =>
          nonce === key ||
          flatten(components).some(({ custom_id }) => custom_id?.startsWith(`p1:${key}:`)),
      ),
    message: (id) => world.messages.get(id),
    wordsOf: (id) => {
      const message = world.messages.get(id);
      return message === undefined ? '' : wordsOf(message);
    },
    waitFor: (look) =>
      new Promise((resolve, reject) => {
        const check = () => {
          try {
            const found = look();
            if (found === undefined) return;
            world.changes.off('changed', check);
            resolve(found);
          } catch (error) {
            world.changes.off('changed', check);
            reject(error);
          }
        };
        world.changes.on('changed', check);
        check();
      }),
  };
}

type Setting = Pick<
  FakeDiscord,
  | 'addUser'
  | 'addGuild'
  | 'addChannel'
  | 'deny'
  | 'allowAll'
  | 'hide'
  | 'loseGuild'
  | 'joinGuild'
  | 'refuseDirects'
  | 'expireNonces'
  | 'say'
>;

function createSetting({ world, guild, member }: Cast): Setting {
  const channelOf = (id: string): FakeChannel => {
    const found = world.channels.get(id);
    if (found === undefined) throw new Error(`no channel ${id}`);
    return found;
  };
  const addChannelTo = (home: string, name: string, type = 0): string => {
    const id = world.snowflake();
    world.channels.set(id, {
      id,
      type,
      guild: home,
      name,
      overwrites: [],
      archived: false,
      locked: false,
    });
    return id;
  };
  return {
    addUser: (name, { isAdmin = false, isBot = false } = {}) => {
      const user: FakeUser = {
        id: world.snowflake(),
        username: name.toLowerCase(),
        global_name: name,
        bot: isBot,
      };
      world.users.set(user.id, user);
      for (const { members, roles } of world.guilds.values()) {
        const admins = roles.filter(({ name: role }) => isAdmin && role === 'Admins');
        members.set(user.id, { user, roles: admins.map(({ id }) => id) });
      }
      return user.id;
    },
    addGuild: (name) => {
      const first = world.guilds.get(guild);
      if (first === undefined) throw new Error('the first server is gone');
      const id = world.snowflake();
      const roles = first.roles.map((role) => (role.id === guild ? { ...role, id } : role));
      world.guilds.set(id, { ...first, id, name, roles, members: new Map(first.members) });
      const channel = addChannelTo(id, 'papers');
      return { guild: id, channel };
    },
    addChannel: (name, type, home = guild) => addChannelTo(home, name, type),
    deny: (channel, ...names) => {
      channelOf(channel).overwrites.push({
        id: world.self.id,
        type: 1,
        allow: '0',
        deny: bits(...names),
      });
    },
    hide: (id, ...readers) => {
      const view = bits('ViewChannel');
      const channel = channelOf(id);
      const home = world.guilds.get(channel.guild ?? '');
      const role = { id: world.snowflake(), name: `Readers of ${channel.name}`, permissions: '0' };
      home?.roles.push(role);
      for (const reader of readers) {
        const { user, roles } = home?.members.get(reader) ?? {};
        if (user && roles) home?.members.set(reader, { user, roles: [...roles, role.id] });
      }
      channel.overwrites.push(
        { id: channel.guild ?? '', type: 0, allow: '0', deny: view },
        { id: role.id, type: 0, allow: view, deny: '0' },
        { id: world.self.id, type: 1, allow: view, deny: '0' },
      );
    },
    allowAll: (channel) => {
      channelOf(channel).overwrites.splice(0);
    },
    loseGuild: (id, how) => {
      if (how === 'removed') world.guilds.get(id)?.members.delete(world.self.id);
      world.dispatch('GUILD_DELETE', { id, ...(how === 'outage' && { unavailable: true }) });
    },
    joinGuild: (id) => {
      const joined = world.guilds.get(id);
      if (joined === undefined) throw new Error(`no server ${id}`);
      joined.members.set(world.self.id, { user: world.self, roles: [] });
      world.dispatch('GUILD_CREATE', guildCreateJson(world, joined));
    },
    refuseDirects: (id) => {
      const user = world.users.get(id);
      if (user !== undefined) world.users.set(id, { ...user, refusesDirects: true });
    },
    expireNonces: () => world.nonces.clear(),
    say: (channel, content, { user = member, embeds = [], forwarded } = {}) => {
      const author = world.users.get(user) ?? world.self;
      const id = world.snowflake();
      const message: FakeMessage = {
        id,
        channel,
        author,
        nonce: undefined,
        at: Date.now(),
        isEphemeral: false,
        components: [],
        embeds,
        ...(forwarded !== undefined && { forwarded }),
        content,
        flags: 0,
        edits: 0,
        reactions: new Map(),
      };
      world.messages.set(id, message);
      world.changed();
      return id;
    },
  };
}
