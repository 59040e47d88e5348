import { MessageFlags, Routes } from 'discord.js';
import type { CommandSpec } from '#chat/command.ts';
import type { Message } from '#chat/message.ts';
import type { DeliveryKey, MessageRef, Target } from '#chat/platform.ts';
import type { Channels } from './channels.ts';
import { discordCode } from './errors.ts';
import { toRef } from './ids.ts';
import { toComponents } from './render.ts';
import type { DiscordRest } from './rest.ts';
import { PostedMessage } from './schemas.ts';

export interface PostingTools {
  readonly rest: DiscordRest;
  readonly channels: Channels;
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
        until: key.until,
      },
      PostedMessage,
    ),
  );
  return toRef(to.workspace, posted.channel_id, posted.id);
}

/** Leaves an archived thread where somebody put it: nobody votes there, and a tally is no reason to bring it back. */
export async function edit(
  { rest, commands }: PostingTools,
  ref: MessageRef,
  message: Message,
): Promise<void> {
  await rest.tell({
    method: 'PATCH',
    route: Routes.channelMessage(ref.channel, ref.message),
    body: {
      flags: MessageFlags.IsComponentsV2,
      components: toComponents(message, { commands }),
      allowed_mentions: NO_MENTIONS,
    },
    doing: { what: `editing message ${ref.message}`, of: 'channel', isWrite: true },
  });
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

/** Nothing can be posted or deleted in an archived thread (50083): bring it back and do it once more. */
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
