import { MessageFlags, Routes } from 'discord.js';
import { z } from 'zod';
import type { CommandSpec } from '#chat/command.ts';
import type { Message } from '#chat/message.ts';
import type { DeliveryKey, FailedThing, Instant, MessageRef, Target } from '#chat/platform.ts';
import type { Channels, Postable } from './channels.ts';
import { discordCode } from './errors.ts';
import { keyIds, snowflakeAt, toRef } from './ids.ts';
import type { Inspection } from './inspect.ts';
import { toComponents } from './render.ts';
import type { DiscordRest } from './rest.ts';
import { type Component, KeptMessage, PostedMessage } from './schemas.ts';

export interface PostingTools {
  readonly rest: DiscordRest;
  readonly channels: Channels;
  readonly inspection: Inspection;
  readonly commands: readonly CommandSpec[];
}

/** Nobody is ever pinged; an edit without this would parse mentions anew (docs: resources/message.mdx). */
export const NO_MENTIONS = { parse: [] };

export async function post(
  { rest, channels, commands }: PostingTools,
  to: Target,
  { message, key }: { readonly message: Message; readonly key: DeliveryKey },
): Promise<MessageRef> {
  const { channel, of } = await channels.ensure(to);
  const posted = await unarchived({ channels, channel }, () =>
    rest.ask(
      {
        method: 'POST',
        route: Routes.channelMessages(channel),
        body: {
          flags: MessageFlags.IsComponentsV2,
          components: toComponents(message, { key: key.key, commands }),
          allowed_mentions: NO_MENTIONS,
          nonce: key.key,
          enforce_nonce: true,
        },
        doing: { what: `posting to channel ${channel}`, of, isWrite: true },
      },
      PostedMessage,
    ),
  );
  return toRef(to.workspace, posted.channel_id, posted.id);
}

export async function edit(tools: PostingTools, ref: MessageRef, message: Message): Promise<void> {
  const { rest, channels, commands } = tools;
  await unarchived({ channels, channel: ref.channel }, () =>
    rest.tell({
      method: 'PATCH',
      route: Routes.channelMessage(ref.channel, ref.message),
      body: {
        flags: MessageFlags.IsComponentsV2,
        components: toComponents(message, { commands }),
        allowed_mentions: NO_MENTIONS,
      },
      doing: { what: `editing message ${ref.message}`, of: 'channel', isWrite: true },
    }),
  );
}

export async function remove({ rest, channels }: PostingTools, ref: MessageRef): Promise<void> {
  try {
    await unarchived({ channels, channel: ref.channel }, () =>
      rest.tell({
        method: 'DELETE',
        route: Routes.channelMessage(ref.channel, ref.message),
        doing: { what: `deleting message ${ref.message}`, of: 'channel', isWrite: true },
      }),
    );
  } catch (error) {
    if (!GONE.has(discordCode(error) ?? '')) throw error;
  }
}

const GONE = new Set(['10008', '10003']);

/** Nothing can be changed in an archived thread (50083): bring it back and do it once more. */
async function unarchived<T>(
  { channels, channel }: { readonly channels: Channels; readonly channel: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (discordCode(error) !== '50083') throw error;
    await channels.unarchive(channel);
    return work();
  }
}

/** Their clock and ours may differ by this much. */
const CLOCKS_DIFFER_MS = 60_000;
/** Messages of one page, and pages read before giving up (docs: resources/message.mdx). */
const PAGE = 100;
const MAX_PAGES = 20;

/** Looks for our key among what was posted since; the nonce is not kept, so the components carry it. */
export async function find(
  tools: PostingTools,
  to: Target,
  { key, since }: { readonly key: string; readonly since: Instant },
): Promise<MessageRef | 'absent' | 'cannot-say'> {
  const where = await tools.channels.existing(to);
  try {
    return await search(tools, { to, where, key, since });
  } catch (error) {
    const code = discordCode(error) ?? '';
    if (code === '10003') return 'absent';
    if (code === '50001' || code === '50013') return 'cannot-say';
    throw error;
  }
}

interface Search {
  readonly to: Target;
  readonly where: Postable;
  readonly key: string;
  readonly since: Instant;
}

async function search(
  tools: PostingTools,
  { to, where, key, since }: Search,
): Promise<MessageRef | 'absent' | 'cannot-say'> {
  const self = await tools.inspection.self();
  let after = snowflakeAt(since - CLOCKS_DIFFER_MS);
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const messages = await history(tools.rest, where, after);
    const found = messages.find((message) => message.author.id === self && carries(message, key));
    if (found !== undefined) return toRef(to.workspace, found.channel_id, found.id);
    if (page === 0 && messages.length === 0) return emptyMeans(tools, to, where.of);
    if (messages.length < PAGE) return 'absent';
    after = messages
      .map(({ id }) => id)
      .reduce((newest, id) => (BigInt(id) > BigInt(newest) ? id : newest), after);
  }
  return 'cannot-say';
}

/** Without Read Message History the answer is an empty list, not an error (docs: resources/message.mdx). */
async function emptyMeans(
  { inspection }: PostingTools,
  to: Target,
  of: FailedThing,
): Promise<'absent' | 'cannot-say'> {
  if (of === 'person' || 'person' in to) return 'absent';
  const channel = 'threadOf' in to ? to.threadOf.channel : to.channel;
  const canRead = await inspection.canReadHistory({ workspace: to.workspace, channel });
  return canRead ? 'absent' : 'cannot-say';
}

async function history(
  rest: DiscordRest,
  { channel, of }: Postable,
  after: string,
): Promise<readonly KeptMessage[]> {
  return rest.ask(
    {
      method: 'GET',
      route: Routes.channelMessages(channel),
      query: { after, limit: String(PAGE) },
      doing: { what: `reading channel ${channel}`, of, isWrite: false },
    },
    z.array(KeptMessage),
  );
}

function carries({ nonce, components }: KeptMessage, key: string): boolean {
  return nonce === key || components.some((component) => hasKey(component, key));
}

function hasKey(component: Component, key: string): boolean {
  if (component.custom_id?.startsWith(`p1:${key}:`)) return true;
  const inner = [
    ...(component.components ?? []),
    ...(component.accessory ? [component.accessory] : []),
  ];
  const [container, first] = keyIds(key);
  if (component.id === container && inner[0]?.id === first) return true;
  return inner.some((one) => hasKey(one, key));
}
