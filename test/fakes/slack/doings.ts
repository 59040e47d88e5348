/** What people do to messages, to channels and to the app, and which events Slack makes of it. */

import { randomUUID } from 'node:crypto';
import { directChannel, mustSee } from './channels.ts';
import { drop, keep } from './messages.ts';
import { channelOf, type FakeChannel, type FakeMessage, messageOf, type World } from './model.ts';
import { shareLinks } from './unfurls.ts';

export interface Doer {
  /** A user's id; the member by default. */
  readonly user?: string;
}

export interface Doings {
  /** `+1`, `+1::skin-tone-2`, without colons. */
  react(message: FakeMessage | string, name: string, acting?: Doer): void;
  unreact(message: FakeMessage | string, name: string, acting?: Doer): void;
  /** By somebody else; Slack tells only who subscribes to `message.*` events. */
  deleteMessage(message: FakeMessage | string): void;
  /** Writes a message; gives its `ts`. Of links to the app's domains Slack tells, wherever they are posted. */
  say(channel: string, text: string, acting?: Doer & { readonly thread?: string }): string;
  /** Types a message without sending it; gives the `unfurl_id` under which its links are known. */
  compose(text: string, acting?: Doer): string;
  archive(channel: string): void;
  unarchive(channel: string): void;
  deleteChannel(channel: string): void;
  /** Adds somebody to a channel: the bot by default. */
  invite(channel: string, user?: string): void;
  /** Removes the bot from a channel. */
  kick(channel: string): void;
  openHome(user?: string): void;
  /** Removes the app: its bot token answers `account_inactive`. `isSilent`: the events are lost. */
  uninstall(how?: Ending): void;
  /** Revokes the bot's token: it answers `token_revoked`. */
  revokeTokens(how?: Ending): void;
}

export interface Ending {
  readonly isSilent?: boolean;
}

export interface DoingTools {
  readonly world: World;
  readonly defaults: { readonly user: string };
}

export function createDoings({ world, defaults }: DoingTools): Doings {
  return {
    ...createReactions(world, defaults.user),
    ...createChannelDoings(world, defaults.user),
    deleteMessage: (message) => drop(world, messageOf(world, message)),
    say: (channel, text, { user = defaults.user, thread } = {}) => {
      const content = { text, blocks: undefined };
      const { ts } = keep(world, { channel, user, content, threadTs: thread });
      shareLinks(world, { channel, ts, user, text, thread, source: 'conversations_history' });
      return ts;
    },
    compose: (text, { user = defaults.user } = {}) => {
      const ts = `${user}-${randomUUID()}`;
      shareLinks(world, { channel: 'COMPOSER', ts, user, text, source: 'composer' });
      return ts;
    },
    openHome: (user = defaults.user) =>
      world.tell('app_home_opened', { user, channel: directChannel(world, user).id, tab: 'home' }),
    uninstall: ({ isSilent = false } = {}) => {
      world.installation.refusal = 'account_inactive';
      if (isSilent) return;
      world.tell('tokens_revoked', { tokens: { oauth: [], bot: [world.self] } });
      world.tell('app_uninstalled', {});
    },
    revokeTokens: ({ isSilent = false } = {}) => {
      world.installation.refusal = 'token_revoked';
      if (isSilent) return;
      world.tell('tokens_revoked', { tokens: { oauth: [], bot: [world.self] } });
    },
  };
}

function createReactions(world: World, member: string): Pick<Doings, 'react' | 'unreact'> {
  const tell = (type: string, message: FakeMessage, facts: object) => {
    if (!channelOf(world, message.channel).members.has(world.self)) return;
    const item = { type: 'message', channel: message.channel, ts: message.ts };
    world.tell(type, { ...facts, item, item_user: message.user });
  };
  return {
    react: (shown, reaction, { user = member } = {}) => {
      const message = messageOf(world, shown);
      if (message.isEphemeral) throw new Error('nobody can react to a private message');
      mustSee(world, user, message.channel);
      if (channelOf(world, message.channel).isArchived) throw new Error('is_archived');
      const users = message.reactions.get(reaction) ?? new Set();
      if (users.has(user)) throw new Error('already_reacted');
      message.reactions.set(reaction, users.add(user));
      tell('reaction_added', message, { user, reaction });
      world.changed();
    },
    unreact: (shown, reaction, { user = member } = {}) => {
      const message = messageOf(world, shown);
      const users = message.reactions.get(reaction);
      if (users?.delete(user) !== true) throw new Error('no_reaction');
      if (users.size === 0) message.reactions.delete(reaction);
      tell('reaction_removed', message, { user, reaction });
      world.changed();
    },
  };
}

type ChannelDoings = Pick<Doings, 'archive' | 'unarchive' | 'deleteChannel' | 'invite' | 'kick'>;

/** Of a private channel Slack tells only while the bot is in it. */
function createChannelDoings(world: World, actor: string): ChannelDoings {
  const tell = (what: string, channel: FakeChannel, facts: object = {}) => {
    const family = channel.kind === 'private' ? 'group' : 'channel';
    if (channel.kind === 'private' && !channel.members.has(world.self)) return;
    world.tell(`${family}_${what}`, { channel: channel.id, ...facts });
  };
  return {
    archive: (id) => {
      const channel = channelOf(world, id);
      channel.isArchived = true;
      tell('archive', channel, { user: actor, is_moved: 0 });
      world.changed();
    },
    unarchive: (id) => {
      const channel = channelOf(world, id);
      channel.isArchived = false;
      tell('unarchive', channel, { user: actor });
      world.changed();
    },
    deleteChannel: (id) => {
      const channel = channelOf(world, id);
      tell('deleted', channel, { actor_id: actor });
      world.channels.delete(id);
      world.changed();
    },
    invite: (id, user = world.self) => {
      const channel = channelOf(world, id);
      channel.members.add(user);
      const channel_type = channel.kind === 'private' ? 'G' : 'C';
      if (channel.members.has(world.self)) {
        const facts = { user, channel: id, channel_type, team: world.team, inviter: actor };
        world.tell('member_joined_channel', facts);
      }
      world.changed();
    },
    kick: (id) => {
      const channel = channelOf(world, id);
      tell('left', channel, { actor_id: actor });
      channel.members.delete(world.self);
      world.changed();
    },
  };
}
