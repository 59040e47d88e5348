import { type BaseInteraction, PermissionFlagsBits } from 'discord.js';
import type { Inbox, Speaker, Spot } from '#chat/inbox.ts';
import type { AnswerTools } from './answers.ts';
import { toPerson, toRef, toWorkspace } from './ids.ts';

export interface InteractionTools extends AnswerTools {
  readonly inbox: Inbox;
  /** A thread that somebody speaks in exists. */
  rememberThread(thread: string): void;
}

/** A thread under a message has that message's id, and stands in its parent. */
export function spotOf({ guildId, channelId, channel }: BaseInteraction): Spot {
  const workspace = toWorkspace(guildId);
  const here = channelId ?? '';
  const parent = channel?.isThread() ? channel.parentId : null;
  if (parent === null) return { workspace, channel: here };
  return { workspace, channel: parent, threadOf: toRef(workspace, parent, here) };
}

export function speakerOf(interaction: BaseInteraction): Speaker {
  const { user, member, memberPermissions } = interaction;
  const nick = member !== null && 'displayName' in member ? member.displayName : member?.nick;
  return {
    id: toPerson(user.id),
    name: nick ?? user.displayName,
    isAdmin: memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false,
    locale: interaction.locale,
  };
}
