import type { Content } from './limits.ts';
import { type FakeMessage, type FakeMetadata, Refusal, type World } from './model.ts';
import { messageJson, repliesTo, withIds } from './wire.ts';

export interface Kept {
  readonly channel: string;
  readonly user: string;
  readonly content: Content;
  readonly threadTs?: string | undefined;
  readonly metadata?: FakeMetadata | undefined;
  /** Who alone sees it. */
  readonly shownTo?: string;
  readonly isUnfurled?: boolean;
}

/** Stores a message; the parent of a reply becomes a thread. */
export function keep(world: World, kept: Kept): FakeMessage {
  const { channel, user, content, threadTs, metadata, shownTo, isUnfurled = false } = kept;
  const message: FakeMessage = {
    ...{ channel, user, threadTs, metadata, shownTo, isUnfurled },
    ts: world.newTs(),
    at: Date.now(),
    isEphemeral: shownTo !== undefined,
    text: content.text,
    blocks: withIds(world, content.blocks ?? []),
    edits: 0,
    isTombstone: false,
    reactions: new Map(),
  };
  world.messages.set(message.ts, message);
  if (!message.isEphemeral) {
    const parent = threadTs === undefined ? undefined : world.messages.get(threadTs);
    if (parent !== undefined) parent.threadTs = parent.ts;
    tellMessage(world, message, messageJson(world, message));
  }
  world.changed();
  return message;
}

/** `text` without blocks removes the blocks. */
export function applyEdit(world: World, message: FakeMessage, { text, blocks }: Content): void {
  const previous = messageJson(world, message);
  message.text = text;
  message.blocks = withIds(world, blocks ?? []);
  message.edits += 1;
  if (!message.isEphemeral) {
    tellMessage(world, message, {
      ...{ type: 'message', subtype: 'message_changed', hidden: true },
      ...{ message: messageJson(world, message), previous_message: previous },
      ts: world.newTs(),
    });
  }
  world.changed();
}

/** Deletes it. Over a thread that stands, its place is kept. */
export function drop(world: World, message: FakeMessage): void {
  const previous = messageJson(world, message);
  const isThread = message.threadTs === message.ts && repliesTo(world, message.ts).length > 0;
  message.isTombstone = isThread;
  if (!isThread) world.messages.delete(message.ts);
  if (!message.isEphemeral) {
    const facts = isThread
      ? { subtype: 'message_changed', message: messageJson(world, message) }
      : { subtype: 'message_deleted', deleted_ts: message.ts };
    tellMessage(world, message, {
      ...{ type: 'message', hidden: true, previous_message: previous, ts: world.newTs() },
      ...facts,
    });
  }
  world.changed();
}

/** A message that people see in this channel. @throws Refusal */
export function keptMessage(world: World, channel: string, ts: unknown): FakeMessage {
  const message = world.messages.get(String(ts));
  const isThere = message?.channel === channel && !message.isEphemeral && !message.isTombstone;
  if (message === undefined || !isThere) throw new Refusal('message_not_found');
  return message;
}

const SUBSCRIPTIONS = { public: 'channels', private: 'groups', direct: 'im' } as const;
const CHANNEL_TYPES = { public: 'channel', private: 'group', direct: 'im' } as const;

function tellMessage(world: World, message: FakeMessage, facts: object): void {
  const channel = world.channels.get(message.channel);
  if (channel === undefined || !channel.members.has(world.self)) return;
  world.tell(`message.${SUBSCRIPTIONS[channel.kind]}`, {
    ...facts,
    ...{ type: 'message', channel: channel.id, channel_type: CHANNEL_TYPES[channel.kind] },
  });
}
