import type { Client } from 'discord.js';
import { GatewayDispatchEvents } from 'discord.js';
import type { z } from 'zod';
import type { Inbox, ReactionChange } from '#chat/inbox.ts';
import { toPerson, toRef, toWorkspace } from './ids.ts';
import {
  ChannelDeleted,
  emojiName,
  GuildEvent,
  MessageDeleted,
  MessagesDeleted,
  ReactionEvent,
  ReactionsCleared,
} from './schemas.ts';

/** Gives work to whoever waits for it at the end and logs its failure. */
export type Supervise = (what: string, work: () => Promise<void>) => void;

/**
 * Hands the gateway's events to the inbox by their ids alone. The raw dispatches, not the SDK's structures, because
 * those drop what is not in their caches: old messages, threads they never saw, who wrote the message.
 */
export function listenToEvents(client: Client, inbox: Inbox, supervise: Supervise): void {
  const on = <T>(
    event: GatewayDispatchEvents,
    schema: z.ZodType<T>,
    act: (read: T) => Promise<void>,
  ) =>
    client.ws.on(event, (raw: unknown) => {
      const read = schema.safeParse(raw);
      if (read.success) supervise(event, () => act(read.data));
    });
  // The SDK remembers who reacted, as only the reaction itself says whether it is a bot’s.
  const isBot = (user: string) =>
    user === client.user?.id || client.users.cache.get(user)?.bot === true;

  on(GatewayDispatchEvents.MessageReactionAdd, ReactionEvent, async (event) => {
    if (event.member?.user?.bot) return;
    const isOurs =
      event.message_author_id === undefined || event.message_author_id === client.user?.id;
    if (isOurs && !isBot(event.user_id)) await inbox.onReaction(change('added', event));
  });
  on(GatewayDispatchEvents.MessageReactionRemove, ReactionEvent, async (event) => {
    if (!isBot(event.user_id)) await inbox.onReaction(change('removed', event));
  });
  for (const cleared of [
    GatewayDispatchEvents.MessageReactionRemoveAll,
    GatewayDispatchEvents.MessageReactionRemoveEmoji,
  ]) {
    on(cleared, ReactionsCleared, async ({ emoji, ...event }) =>
      inbox.onReaction({
        kind: 'cleared',
        ref: refOf(event),
        ...(emoji && { emoji: emojiName(emoji) }),
      }),
    );
  }
  on(GatewayDispatchEvents.MessageDelete, MessageDeleted, async ({ guild_id, channel_id, id }) =>
    inbox.onReaction({ kind: 'deleted', refs: [toRef(toWorkspace(guild_id), channel_id, id)] }),
  );
  on(
    GatewayDispatchEvents.MessageDeleteBulk,
    MessagesDeleted,
    async ({ guild_id, channel_id, ids }) =>
      inbox.onReaction({
        kind: 'deleted',
        refs: ids.map((id) => toRef(toWorkspace(guild_id), channel_id, id)),
      }),
  );
  listenToPlaces(on, inbox);
}

type On = <T>(
  event: GatewayDispatchEvents,
  schema: z.ZodType<T>,
  act: (read: T) => Promise<void>,
) => unknown;

function listenToPlaces(on: On, inbox: Inbox): void {
  for (const deleted of [GatewayDispatchEvents.ChannelDelete, GatewayDispatchEvents.ThreadDelete]) {
    on(deleted, ChannelDeleted, async ({ guild_id, id }) =>
      inbox.onPlace({
        kind: 'channel-gone',
        place: { workspace: toWorkspace(guild_id), channel: id },
      }),
    );
  }
  // Also sent for every server at each start, so a server that was joined while we were away is known too.
  on(GatewayDispatchEvents.GuildCreate, GuildEvent, async ({ id, name, unavailable }) => {
    if (unavailable) return;
    await inbox.onPlace({ kind: 'installed', workspace: toWorkspace(id), name: name ?? id });
  });
  // With `unavailable` it is an outage of Discord's, not the end of a membership (docs: events/gateway-events.mdx).
  on(GatewayDispatchEvents.GuildDelete, GuildEvent, async ({ id, unavailable }) => {
    if (unavailable) return;
    await inbox.onPlace({ kind: 'removed', workspace: toWorkspace(id) });
  });
}

type Reacted = z.infer<typeof ReactionEvent>;

function change(kind: 'added' | 'removed', event: Reacted): ReactionChange {
  return {
    kind,
    ref: refOf(event),
    person: toPerson(event.user_id),
    emoji: emojiName(event.emoji),
    isBurst: event.burst,
  };
}

function refOf({
  guild_id,
  channel_id,
  message_id,
}: Pick<Reacted, 'guild_id' | 'channel_id' | 'message_id'>) {
  return toRef(toWorkspace(guild_id), channel_id, message_id);
}
