import type { Interactions } from './interactions.ts';
import { checkCommands } from './limits.ts';
import {
  createMessage,
  createThread,
  deleteMessage,
  editMessage,
  getMessage,
  listMessages,
  listReactionUsers,
  type MessageRules,
} from './messages.ts';
import { type FakeChannel, Refusal, type World } from './model.ts';
import { need, visibleChannel } from './permissions.ts';
import { channelJson, guildJson, memberJson, userJson } from './wire.ts';

export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** Answers a request, or throws a `Refusal`; undefined is 204. */
type Act = (asked: Asked) => object | undefined;

export interface Route {
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
  /** Whether the bot's token is needed; interaction and webhook routes carry their own. */
  readonly isOurs: boolean;
  readonly act: Act;
}

export interface RouteTools {
  readonly world: World;
  readonly rules: MessageRules;
  readonly interactions: Interactions;
  gatewayUrl(): string;
  /** As many as Discord recommends. */
  readonly shards: number;
}

export function createRoutes({
  world,
  rules,
  interactions,
  gatewayUrl,
  shards,
}: RouteTools): readonly Route[] {
  const acts: Readonly<Record<string, Act>> = {
    'GET /gateway/bot': () => ({
      url: gatewayUrl(),
      shards,
      session_start_limit: {
        total: 1_000,
        remaining: 999,
        reset_after: 86_400_000,
        // As for a bot so large that none waits for another.
        max_concurrency: shards,
      },
    }),
    'GET /users/@me': () => userJson(world.self),
    'POST /users/@me/channels': ({ body }) => channelJson(directOf(world, body)),
    'GET /channels/{channel_id}': ({ params }) =>
      channelJson(visibleChannel(world, params.channel_id ?? '')),
    'PATCH /channels/{channel_id}': (asked) => patchChannel(world, asked),
    'GET /channels/{channel_id}/messages': (asked) => listMessages(world, asked),
    'POST /channels/{channel_id}/messages': (asked) => createMessage(world, asked, rules),
    'GET /channels/{channel_id}/messages/{message_id}': (asked) => getMessage(world, asked),
    'PATCH /channels/{channel_id}/messages/{message_id}': (asked) => editMessage(world, asked),
    'DELETE /channels/{channel_id}/messages/{message_id}': (asked) => deleteMessage(world, asked),
    'POST /channels/{channel_id}/messages/{message_id}/threads': (asked) =>
      createThread(world, asked),
    'GET /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}': (asked) =>
      listReactionUsers(world, asked),
    'GET /guilds/{guild_id}': ({ params }) => guildJson(guildOf(world, params)),
    'GET /guilds/{guild_id}/members/{user_id}': ({ params }) => {
      const member = guildOf(world, params).members.get(params.user_id ?? '');
      if (member === undefined) throw new Refusal(404, 10_007, 'Unknown Member');
      return memberJson(member);
    },
    'GET /applications/{application_id}/commands': () => world.commands,
    'PUT /applications/{application_id}/commands': ({ body }) => putCommands(world, body),
    'POST /interactions/{interaction_id}/{interaction_token}/callback': (asked) =>
      interactions.callback(world, asked),
    'GET /webhooks/{webhook_id}/{webhook_token}/messages/@original': (asked) =>
      interactions.getOriginal(world, asked),
    'PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original': (asked) =>
      interactions.editOriginal(world, asked),
    'DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original': (asked) =>
      interactions.deleteOriginal(world, asked),
    'POST /webhooks/{webhook_id}/{webhook_token}': (asked) => interactions.followUp(world, asked),
  };
  return Object.entries(acts).map(([name, act]) => toRoute(name, act));
}

function toRoute(name: string, act: Act): Route {
  const [method = '', template = ''] = name.split(' ');
  const source = template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const isOurs = !/^\/(interactions|webhooks)\//.test(template);
  return { method, template, pattern: new RegExp(`^${source}$`), isOurs, act };
}

function guildOf(world: World, params: Asked['params']) {
  const guild = world.guilds.get(params.guild_id ?? '');
  if (guild === undefined) throw new Refusal(404, 10_004, 'Unknown Guild');
  if (!guild.members.has(world.self.id)) throw new Refusal(403, 50_001, 'Missing Access');
  return guild;
}

function directOf(world: World, body: unknown): FakeChannel {
  const { recipient_id } = body as { readonly recipient_id: string };
  const recipient = world.users.get(recipient_id);
  if (recipient === undefined || recipient.bot)
    throw new Refusal(400, 50_033, 'Invalid Recipient(s)');
  const known = [...world.channels.values()].find(
    (channel) => channel.recipient?.id === recipient_id,
  );
  if (known !== undefined) return known;
  const channel: FakeChannel = {
    id: world.snowflake(),
    type: 1,
    name: '',
    overwrites: [],
    recipient,
    archived: false,
    locked: false,
  };
  world.channels.set(channel.id, channel);
  return channel;
}

function patchChannel(world: World, { params, body }: Asked): object {
  const channel = visibleChannel(world, params.channel_id ?? '');
  const { archived } = body as { readonly archived?: boolean };
  if (channel.parent !== undefined) need(world, channel, 'SendMessagesInThreads');
  if (channel.locked) throw new Refusal(403, 50_013, 'Missing Permissions');
  if (archived !== undefined) channel.archived = archived;
  world.dispatch('THREAD_UPDATE', channelJson(channel));
  world.changed();
  return channelJson(channel);
}

function putCommands(world: World, body: unknown): object {
  const commands = body as readonly (Record<string, unknown> & { readonly name: string })[];
  checkCommands(commands);
  world.commands = commands.map((command) => ({
    dm_permission: true,
    nsfw: false,
    default_member_permissions: null,
    type: 1,
    ...command,
    id: world.snowflake(),
    application_id: world.application,
    version: world.snowflake(),
  }));
  world.changed();
  return world.commands;
}
