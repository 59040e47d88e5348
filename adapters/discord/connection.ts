import { Client, Events, GatewayIntentBits, Options, Partials } from 'discord.js';
import type { CommandSpec } from '#chat/command.ts';
import type { GapScope, Inbox } from '#chat/inbox.ts';
import { PlatformError, type WorkspaceId } from '#chat/platform.ts';
import type { Channels } from './channels.ts';
import { toPlatformError } from './errors.ts';
import { listenToEvents, type Supervise } from './events.ts';
import { shardOf } from './ids.ts';
import { onInteraction } from './interactions.ts';
import { LOOK_UP } from './look-up.ts';
import { DEFAULT_API_URL, type DiscordOptions, REMEMBERED } from './options.ts';
import { ensureRegistered, toDefinitions } from './registration.ts';
import { type DiscordRest, REST_OPTIONS } from './rest.ts';
import { FATAL_CLOSES, refusal, watch } from './watching.ts';

export interface Connection {
  /** Why nothing is received just now. */
  lost(): string | undefined;
  /** Lets interactions in flight finish, then disconnects. */
  close(): Promise<void>;
}

export interface ConnectionTools {
  readonly options: DiscordOptions;
  readonly rest: DiscordRest;
  readonly channels: Channels;
  readonly commands: readonly CommandSpec[];
}

const LOGIN_TIMEOUT_MS = 30_000;

/** Connects to the gateway. @throws PlatformError */
export async function connect(tools: ConnectionTools, inbox: Inbox): Promise<Connection> {
  const { options, rest, channels, commands } = tools;
  const { log } = options;
  const client = createClient(options);
  const working = new Set<Promise<void>>();
  const supervise = supervisor(working, log);
  client.on(Events.Error, (error) => log.warn({ err: error }, 'Discord’s client has an error'));
  client.on(Events.ShardError, (error) =>
    log.warn({ err: error }, 'Discord’s gateway has an error'),
  );
  client.on(Events.ShardReady, (shard) =>
    supervise('gap', () => inbox.onGap(scopeOf(shard, client.ws.shards.size))),
  );
  client.on(Events.InteractionCreate, (interaction) =>
    supervise('interaction', () =>
      onInteraction(interaction, { inbox, log, commands, rememberThread: channels.remember }),
    ),
  );
  listenToEvents(client, inbox, supervise);
  const close = () => finish(client, working);
  try {
    await login(client, options);
    await register(client, { rest, commands, log });
  } catch (error) {
    await close();
    throw toPlatformError(error, {
      what: 'connecting to Discord',
      of: 'installation',
      isWrite: false,
    });
  }
  return { close, lost: watch(client, log) };
}

/** A server's events come over one shard (docs: events/gateway.mdx, Sharding Formula): nothing was missed in the others. */
function scopeOf(shard: number, shards: number): GapScope {
  if (shards === 1) return { platform: 'discord' };
  const includes = (workspace: WorkspaceId) => shardOf(workspace, shards) === shard;
  return { platform: 'discord', includes };
}

function createClient({
  apiUrl = DEFAULT_API_URL,
  remembered = REMEMBERED,
}: DiscordOptions): Client {
  return new Client({
    // As many as Discord recommends: it wants more than one from 2,500 servers on. Their identifies wait for each other.
    shards: 'auto',
    // None of them is privileged: our own messages are whole without the content intent.
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.GuildMessageReactions,
    ],
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
    // One server with an outage would hold back what people of all others do for 15 s (read, discord.js 14.28). Nothing
    // here waits for the servers: they come as events of their own.
    waitGuildTimeout: 0,
    allowedMentions: { parse: [] },
    // A person waits for what goes through it: better late than never.
    rest: { ...REST_OPTIONS, api: apiUrl, rejectOnRateLimit: null },
    // Everything is read from events by ids: messages kept would only cost memory.
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      ReactionManager: 0,
      // Everybody who ever did something, where nothing is said; and we ourselves.
      UserManager: {
        maxSize: remembered + 1,
        keepOverLimit: (user) => user.id === user.client.user.id,
      },
      GuildMemberManager: {
        maxSize: 200,
        keepOverLimit: (member) => member.id === member.client.user.id,
      },
    }),
  });
}

async function login(
  client: Client,
  { token, loginTimeoutMs = LOGIN_TIMEOUT_MS }: DiscordOptions,
): Promise<void> {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      reject(new PlatformError('Discord’s gateway does not let us in', { kind: 'unavailable' })),
    loginTimeoutMs,
  );
  const onClose = ({ code }: { readonly code: number }) => {
    if (FATAL_CLOSES.has(code)) reject(refusal(code));
  };
  // Many shards take their time: it is too long only when none of them gets on.
  const onReady = () => void timer.refresh();
  client.on(Events.ShardDisconnect, onClose);
  client.on(Events.ShardReady, onReady);
  try {
    await Promise.race([client.login(token), failed]);
  } finally {
    clearTimeout(timer);
    client.off(Events.ShardDisconnect, onClose);
    client.off(Events.ShardReady, onReady);
  }
}

/** What was registered before still works, so a failure here is no reason to stay away. */
async function register(
  client: Client,
  { rest, commands, log }: Pick<ConnectionTools, 'rest' | 'commands'> & Pick<DiscordOptions, 'log'>,
): Promise<void> {
  const definitions = [...toDefinitions(commands), LOOK_UP];
  if (client.application === null) return;
  try {
    const outcome = await ensureRegistered(rest, client.application.id, definitions);
    if (outcome === 'registered')
      log.info({ commands: definitions.length }, 'Discord’s commands are registered');
  } catch (error) {
    log.error({ err: error }, 'Discord’s commands could not be registered');
  }
}

function supervisor(working: Set<Promise<void>>, log: DiscordOptions['log']): Supervise {
  return (what, work) => {
    const supervised = work()
      .catch((error: unknown) =>
        log.error({ err: error, what }, 'an event from Discord was not handled'),
      )
      .finally(() => working.delete(supervised));
    working.add(supervised);
  };
}

/** Interactions are answered or given up by Discord within seconds. */
const FINISH_WITHIN_MS = 5_000;

async function finish(client: Client, working: ReadonlySet<Promise<void>>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, FINISH_WITHIN_MS);
  await Promise.race([Promise.allSettled(working), late]);
  clearTimeout(timer);
  await client.destroy();
  client.rest.clearHashSweeper();
  client.rest.clearHandlerSweeper();
}
