/** The model in the shapes that Discord sends. */

import {
  type FakeChannel,
  type FakeComponent,
  type FakeGuild,
  type FakeMember,
  type FakeMessage,
  type FakeUser,
  FLAG_EPHEMERAL,
  flatten,
  type World,
} from './model.ts';
import { permissionsIn } from './permissions.ts';

export function userJson({ id, username, global_name, bot }: FakeUser): object {
  return { id, username, global_name, discriminator: '0', avatar: null, bot, public_flags: 0 };
}

export function memberJson({ user, roles }: FakeMember): object {
  return {
    user: userJson(user),
    nick: null,
    avatar: null,
    roles,
    joined_at: '2024-01-01T00:00:00.000000+00:00',
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
    communication_disabled_until: null,
    premium_since: null,
  };
}

export function channelJson(channel: FakeChannel): object {
  const { id, type, name, guild, parent, overwrites, recipient } = channel;
  const isThread = type >= 10 && type <= 12;
  return {
    id,
    type,
    flags: 0,
    last_message_id: null,
    ...(recipient === undefined && { name }),
    ...(guild !== undefined && { guild_id: guild, parent_id: parent ?? null }),
    ...(guild !== undefined &&
      !isThread && { permission_overwrites: overwrites, position: 0, nsfw: false }),
    ...(recipient !== undefined && { recipients: [userJson(recipient)] }),
    ...(isThread && threadJson(channel)),
  };
}

function threadJson({ archived, locked }: FakeChannel): object {
  return {
    owner_id: '0',
    message_count: 0,
    member_count: 1,
    rate_limit_per_user: 0,
    thread_metadata: {
      archived,
      locked,
      auto_archive_duration: 10_080,
      archive_timestamp: new Date().toISOString(),
      create_timestamp: new Date().toISOString(),
    },
  };
}

export function guildJson({ id, name, owner, roles }: FakeGuild): object {
  return {
    id,
    name,
    icon: null,
    splash: null,
    owner_id: owner,
    roles: roles.map((role, position) => ({
      ...role,
      position,
      color: 0,
      colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
      hoist: false,
      managed: false,
      mentionable: false,
      flags: 0,
    })),
    emojis: [],
    stickers: [],
    features: [],
    preferred_locale: 'en-US',
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    system_channel_flags: 0,
    premium_tier: 0,
    nsfw_level: 0,
    premium_progress_bar_enabled: false,
  };
}

export function guildCreateJson(world: World, guild: FakeGuild): object {
  const channels = [...world.channels.values()].filter((channel) => channel.guild === guild.id);
  const isThread = ({ type }: FakeChannel) => type >= 10 && type <= 12;
  const self = guild.members.get(world.self.id);
  return {
    ...guildJson(guild),
    joined_at: '2024-01-01T00:00:00.000000+00:00',
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: self === undefined ? [] : [memberJson(self)],
    channels: channels.filter((channel) => !isThread(channel)).map(channelJson),
    threads: channels.filter((channel) => isThread(channel) && !channel.archived).map(channelJson),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export function messageJson(world: World, message: FakeMessage): object {
  const { id, channel, author, content, components, embeds, flags, at, edits } = message;
  const { isEphemeral } = message;
  return {
    id,
    channel_id: channel,
    author: userJson(author),
    content,
    components,
    flags: isEphemeral ? flags | FLAG_EPHEMERAL : flags,
    timestamp: new Date(at).toISOString(),
    edited_timestamp: edits > 0 ? new Date().toISOString() : null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds,
    pinned: false,
    type: 0,
    ...(message.forwarded !== undefined && forwardJson(message)),
    ...(message.reactions.size > 0 && { reactions: reactionsJson(world, message) }),
  };
}

/** A copy without its author (docs: resources/message.mdx, message snapshots). */
function forwardJson({ id, channel, forwarded, at }: FakeMessage): object {
  const copy = {
    ...{ type: 0, content: forwarded, embeds: [], attachments: [], mentions: [] },
    ...{ mention_roles: [], flags: 0, timestamp: new Date(at).toISOString() },
    ...{ edited_timestamp: null, components: [] },
  };
  return {
    message_reference: { type: 1, channel_id: channel, message_id: `${BigInt(id) - 1n}` },
    message_snapshots: [{ message: copy }],
  };
}

function reactionsJson(world: World, { reactions }: FakeMessage): readonly object[] {
  return [...reactions.values()].map(({ emoji, normal, burst }) => ({
    emoji,
    count: normal.size + burst.size,
    count_details: { normal: normal.size, burst: burst.size },
    me: normal.has(world.self.id),
    me_burst: burst.has(world.self.id),
    burst_colors: [],
  }));
}

/** Components get ids of their own where they came without: Discord numbers them from 1. */
export function withIds(components: readonly FakeComponent[]): readonly FakeComponent[] {
  const taken = new Set(flatten(components).flatMap(({ id }) => id || []));
  const counter = { next: 1 };
  const fresh = () => {
    while (taken.has(counter.next)) counter.next += 1;
    taken.add(counter.next);
    return counter.next;
  };
  const number = (one: FakeComponent): FakeComponent => ({
    ...one,
    id: one.id || fresh(),
    ...(one.components && { components: one.components.map(number) }),
    ...(one.accessory && { accessory: number(one.accessory) }),
  });
  return components.map(number);
}

export interface Standing {
  readonly guild: FakeGuild;
  readonly user: string;
  readonly channel: FakeChannel;
}

export function permissionsOf(world: World, { guild, user, channel }: Standing): string {
  const ruling = channel.parent === undefined ? channel : world.channels.get(channel.parent);
  return String(permissionsIn(guild, user, ruling));
}
