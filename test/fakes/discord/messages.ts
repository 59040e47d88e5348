import { checkMessage, type MessageBody } from './limits.ts';
import {
  type FakeChannel,
  type FakeMessage,
  FLAG_V2,
  invalidForm,
  Refusal,
  toEmoji,
  type World,
} from './model.ts';
import { may, need, visibleChannel } from './permissions.ts';
import type { Asked } from './routes.ts';
import { channelJson, messageJson, userJson, withIds } from './wire.ts';

export interface MessageRules {
  /** How long a nonce returns the message it made; Discord says "a few minutes". */
  nonceWindowMs: number;
}

export function createMessage(world: World, { params, body }: Asked, rules: MessageRules): object {
  const channel = visibleChannel(world, params.channel_id ?? '');
  const message = body as MessageBody;
  needToPost(world, channel);
  checkMessage(message, message.flags ?? 0);
  const nonce =
    message.nonce === undefined || message.nonce === null ? undefined : String(message.nonce);
  const earlier =
    nonce !== undefined && message.enforce_nonce ? byNonce(world, nonce, rules) : undefined;
  if (earlier !== undefined) return { ...messageJson(world, earlier), nonce };
  const kept = keep(world, { channel: channel.id, body: message, nonce });
  channel.archived = false;
  if (nonce !== undefined) world.nonces.set(nonce, { message: kept.id, at: kept.at });
  const json = messageJson(world, kept);
  world.dispatch('MESSAGE_CREATE', { ...json, ...inGuild(channel) });
  world.changed();
  return { ...json, ...(nonce !== undefined && { nonce }) };
}

function needToPost(world: World, channel: FakeChannel): void {
  if (channel.type === 4 || channel.type === 15)
    throw new Refusal(400, 50_008, 'Cannot send messages in a non-text channel');
  if (channel.locked) throw new Refusal(400, 160_005, 'Thread is locked');
  if (channel.recipient?.refusesDirects)
    throw new Refusal(403, 50_007, 'Cannot send messages to this user');
  need(world, channel, channel.parent === undefined ? 'SendMessages' : 'SendMessagesInThreads');
}

/** The author's earlier message of this nonce; one that was deleted answers 10008 and makes nothing. */
function byNonce(
  world: World,
  nonce: string,
  { nonceWindowMs }: MessageRules,
): FakeMessage | undefined {
  const known = world.nonces.get(nonce);
  if (known === undefined || Date.now() - known.at > nonceWindowMs) return undefined;
  const message = world.messages.get(known.message);
  if (message === undefined) throw new Refusal(404, 10_008, 'Unknown Message');
  return message;
}

export interface Kept {
  readonly channel: string;
  readonly body: MessageBody;
  readonly nonce?: string | undefined;
  readonly isEphemeral?: boolean;
}

export function keep(
  world: World,
  { channel, body, nonce, isEphemeral = false }: Kept,
): FakeMessage {
  const message: FakeMessage = {
    id: world.snowflake(),
    channel,
    author: world.self,
    nonce,
    at: Date.now(),
    isEphemeral,
    components: withIds(body.components ?? []),
    content: body.content ?? '',
    embeds: [],
    flags: (body.flags ?? 0) & ~64,
    edits: 0,
    reactions: new Map(),
  };
  world.messages.set(message.id, message);
  return message;
}

export function keptMessage(world: World, { params }: Asked): FakeMessage {
  visibleChannel(world, params.channel_id ?? '');
  const message = world.messages.get(params.message_id ?? '');
  if (message === undefined || message.channel !== params.channel_id || message.isEphemeral) {
    throw new Refusal(404, 10_008, 'Unknown Message');
  }
  return message;
}

export function getMessage(world: World, asked: Asked): object {
  const channel = visibleChannel(world, asked.params.channel_id ?? '');
  need(world, channel, 'ReadMessageHistory');
  return messageJson(world, keptMessage(world, asked));
}

export function editMessage(world: World, asked: Asked): object {
  const message = keptMessage(world, asked);
  refuseArchived(world, message);
  if (message.author.id !== world.self.id)
    throw new Refusal(403, 50_005, 'Cannot edit a message authored by another user');
  applyEdit(world, message, asked.body as MessageBody);
  return messageJson(world, message);
}

export function applyEdit(world: World, message: FakeMessage, body: MessageBody): void {
  const flags = message.flags | (body.flags ?? 0);
  if (
    (message.flags & FLAG_V2) !== 0 &&
    body.flags !== undefined &&
    ((body.flags ?? 0) & FLAG_V2) === 0
  ) {
    throw invalidForm(['flags: IS_COMPONENTS_V2 cannot be removed']);
  }
  checkMessage({ ...body, components: body.components ?? message.components }, flags);
  message.components = body.components ? withIds(body.components) : message.components;
  message.content = body.content ?? message.content;
  message.flags = flags & ~64;
  message.edits += 1;
  const channel = world.channels.get(message.channel);
  if (!message.isEphemeral)
    world.dispatch('MESSAGE_UPDATE', { ...messageJson(world, message), ...inGuild(channel) });
  world.changed();
}

export function refuseArchived(world: World, { channel }: FakeMessage): void {
  if (world.channels.get(channel)?.archived) throw new Refusal(400, 50_083, 'Thread is archived');
}

export function deleteMessage(world: World, asked: Asked): undefined {
  const message = keptMessage(world, asked);
  refuseArchived(world, message);
  drop(world, message);
}

export function drop(world: World, message: FakeMessage): void {
  world.messages.delete(message.id);
  const channel = world.channels.get(message.channel);
  world.dispatch('MESSAGE_DELETE', {
    id: message.id,
    channel_id: message.channel,
    ...inGuild(channel),
  });
  world.changed();
}

/** With `after` the oldest that are newer, yet newest first; without Read Message History an empty list. */
export function listMessages(world: World, { params, query }: Asked): readonly object[] {
  const channel = visibleChannel(world, params.channel_id ?? '');
  if (!may(world, channel, 'ReadMessageHistory')) return [];
  const limit = Number(query.get('limit') ?? 50);
  if (!(limit >= 1 && limit <= 100)) throw invalidForm(['limit: between 1 and 100']);
  const all = [...world.messages.values()]
    .filter((message) => message.channel === channel.id && !message.isEphemeral)
    .toSorted((a, b) => compareIds(a.id, b.id));
  const after = query.get('after');
  const before = query.get('before');
  const page =
    after === null
      ? all.filter(({ id }) => before === null || compareIds(id, before) < 0).slice(-limit)
      : all.filter(({ id }) => compareIds(id, after) > 0).slice(0, limit);
  return page.toReversed().map((message) => messageJson(world, message));
}

export function compareIds(a: string, b: string): number {
  return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
}

/** Users of one emoji and one type, by id. */
export function listReactionUsers(world: World, asked: Asked): readonly object[] {
  const message = keptMessage(world, asked);
  const reaction = message.reactions.get(decodeURIComponent(asked.params.emoji_name ?? ''));
  const limit = Number(asked.query.get('limit') ?? 25);
  if (!(limit >= 1 && limit <= 100)) throw invalidForm(['limit: between 1 and 100']);
  const after = asked.query.get('after') ?? '0';
  const users = asked.query.get('type') === '1' ? reaction?.burst : reaction?.normal;
  if (reaction === undefined && toEmoji(asked.params.emoji_name ?? '').name === '')
    throw new Refusal(400, 10_014, 'Unknown Emoji');
  return [...(users ?? [])]
    .filter((id) => compareIds(id, after) > 0)
    .toSorted(compareIds)
    .slice(0, limit)
    .flatMap((id) => {
      const user = world.users.get(id);
      return user === undefined ? [] : [userJson(user)];
    });
}

/** A thread has the id of its first message. */
export function createThread(world: World, asked: Asked): object {
  const channel = visibleChannel(world, asked.params.channel_id ?? '');
  const message = keptMessage(world, asked);
  if (channel.type !== 0 && channel.type !== 5)
    throw new Refusal(400, 50_024, 'Cannot execute action on this channel type');
  need(world, channel, 'CreatePublicThreads');
  if (world.channels.has(message.id)) {
    throw new Refusal(400, 160_004, 'A thread has already been created for this message');
  }
  const { name = '' } = asked.body as { readonly name?: string };
  const thread: FakeChannel = {
    id: message.id,
    type: channel.type === 5 ? 10 : 11,
    name,
    parent: channel.id,
    overwrites: [],
    archived: false,
    locked: false,
    ...(channel.guild !== undefined && { guild: channel.guild }),
  };
  world.channels.set(thread.id, thread);
  world.dispatch('THREAD_CREATE', { ...channelJson(thread), newly_created: true });
  world.changed();
  return channelJson(thread);
}

function inGuild(channel: FakeChannel | undefined): object {
  return channel?.guild === undefined ? {} : { guild_id: channel.guild };
}
