import { ChannelType, GuildMemberFlags, PermissionFlagsBits, Routes } from 'discord.js';
import type { z } from 'zod';
import type { Obstacle, PersonFacts, PersonId, Place, PlaceFacts } from '#chat/platform.ts';
import { discordCode } from './errors.ts';
import { snowflakeOf } from './ids.ts';
import { once } from './once.ts';
import { channelPermissions, guildPermissions, has } from './permissions.ts';
import type { DiscordRest } from './rest.ts';
import { Channel, Guild, Member, User } from './schemas.ts';

export interface Inspection {
  inspect(place: Place, person?: PersonId): Promise<PlaceFacts>;
  /** Whether we may read what was said here; without it Discord shows an empty history, not an error. */
  canReadHistory(place: Place): Promise<boolean>;
  /** Our own user id. */
  self(): Promise<string>;
}

const GONE: Obstacle = {
  kind: 'gone',
  problem: 'This channel does not exist any more.',
  fix: 'Choose another channel.',
};

const NOT_HERE: Obstacle = {
  kind: 'membership',
  problem: 'Paperboy is not a member of this server, so it cannot post here.',
  fix: 'Add Paperboy to the server again, with the link of its setup.',
};

const CLOSED: Obstacle = {
  kind: 'closed',
  problem: 'Paperboy can post in text channels only.',
  fix: 'Choose a text channel.',
};

const LOCKED: Obstacle = { kind: 'archived', problem: 'This thread is locked.', fix: 'Unlock it.' };

/** What posting needs, in the words of Discord's settings and of a person. */
const NEEDED = [
  [PermissionFlagsBits.ViewChannel, 'View Channel', 'see this channel'],
  [PermissionFlagsBits.SendMessages, 'Send Messages', 'send messages in this channel'],
  [
    PermissionFlagsBits.ReadMessageHistory,
    'Read Message History',
    'read what was posted in this channel',
  ],
] as const;

const NEEDED_FOR_THREADS = [
  [
    PermissionFlagsBits.CreatePublicThreads,
    'Create Public Threads',
    'create threads in this channel',
  ],
  [
    PermissionFlagsBits.SendMessagesInThreads,
    'Send Messages in Threads',
    'send messages in threads here',
  ],
] as const;

const WITH_THREADS: readonly number[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement];
const THREADS: readonly number[] = [
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
];
const POSTABLE: readonly number[] = [
  ...WITH_THREADS,
  ...THREADS,
  ChannelType.GuildVoice,
  ChannelType.GuildStageVoice,
];

export function createInspection(rest: DiscordRest): Inspection {
  const self = once(async () => (await get(rest, Routes.user(), User)).id);
  const facts = async (place: Place): Promise<Seen | Obstacle> => {
    const found = await orCode(get(rest, Routes.channel(place.channel), Channel));
    if (typeof found === 'string') return refused(found);
    if (found.guild_id !== snowflakeOf(place.workspace)) return GONE;
    const guild = await get(rest, Routes.guild(found.guild_id), Guild);
    const us = await memberOf(rest, guild.id, await self());
    return { channel: found, ruling: await rulingChannel(rest, found), guild, us };
  };
  return {
    self,
    inspect: async (place, person) => {
      const seen = await facts(place);
      const who = await personFacts(rest, place, person);
      return {
        ...('kind' in seen ? unseen(place, seen) : placeFacts(seen)),
        ...(who && { person: who }),
      };
    },
    canReadHistory: async (place) => {
      const seen = await facts(place);
      if ('kind' in seen) return false;
      const permissions = channelPermissions(seen.guild, seen.us, seen.ruling);
      return has(permissions, PermissionFlagsBits.ReadMessageHistory);
    },
  };
}

interface Seen {
  readonly channel: Channel;
  /** The channel whose overwrites hold: a thread has its parent's. */
  readonly ruling: Channel;
  readonly guild: Guild;
  readonly us: Member;
}

function placeFacts(seen: Seen): PlaceFacts {
  const { channel, ruling, guild } = seen;
  const anyone = { user: { id: '', username: '' }, roles: [], flags: 0 };
  return {
    name: channel.name ?? channel.id,
    isPrivate:
      channel.type === ChannelType.PrivateThread ||
      !has(channelPermissions(guild, anyone, ruling), PermissionFlagsBits.ViewChannel),
    isShared: false,
    hasThreads: WITH_THREADS.includes(channel.type),
    obstacles: obstaclesOf(seen),
  };
}

function obstaclesOf({ channel, ruling, guild, us }: Seen): readonly Obstacle[] {
  if (!POSTABLE.includes(channel.type)) return [CLOSED];
  if (channel.thread_metadata?.locked) return [LOCKED];
  const permissions = channelPermissions(guild, us, ruling);
  const isThread = THREADS.includes(channel.type);
  const needed = [
    ...NEEDED.filter(([bit]) => !(isThread && bit === PermissionFlagsBits.SendMessages)),
    ...(WITH_THREADS.includes(channel.type) ? NEEDED_FOR_THREADS : []),
    ...(isThread ? NEEDED_FOR_THREADS.slice(1) : []),
  ];
  const missing = needed.filter(([bit]) => !has(permissions, bit));
  const [first] = missing;
  return first === undefined
    ? []
    : [
        lacking(
          first[2],
          missing.map(([, name]) => name),
        ),
      ];
}

function lacking(act: string, names: readonly string[]): Obstacle {
  const list =
    names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return {
    kind: 'permission',
    problem: `Paperboy may not ${act}.`,
    fix: `Edit Channel → Permissions → Paperboy: allow ${list}.`,
  };
}

function unseen({ channel }: Place, obstacle: Obstacle): PlaceFacts {
  return {
    ...{ name: channel, isPrivate: true, isShared: false, hasThreads: false },
    obstacles: [obstacle],
  };
}

/** Discord hides a channel that we may not view, and a server that we left, behind the same code. */
function refused(code: string): Obstacle {
  if (code === '10004') return NOT_HERE;
  if (code === '50001') return lacking('see this channel', ['View Channel', 'Send Messages']);
  return GONE;
}

async function rulingChannel(rest: DiscordRest, channel: Channel): Promise<Channel> {
  if (!THREADS.includes(channel.type) || !channel.parent_id) return channel;
  return get(rest, Routes.channel(channel.parent_id), Channel);
}

async function personFacts(
  rest: DiscordRest,
  { workspace }: Place,
  person: PersonId | undefined,
): Promise<PersonFacts | undefined> {
  if (person === undefined) return undefined;
  const guildId = snowflakeOf(workspace);
  const member = await orCode(memberOf(rest, guildId, snowflakeOf(person)));
  if (typeof member === 'string') return undefined;
  const guild = await get(rest, Routes.guild(guildId), Guild);
  const { user, nick } = member;
  const isAdmin = has(guildPermissions(guild, member), PermissionFlagsBits.ManageGuild);
  return {
    name: nick ?? user.global_name ?? user.username,
    isAdmin,
    isWorkspaceAdmin: isAdmin,
    isGuest: (member.flags & GuildMemberFlags.IsGuest) !== 0,
    isBot: user.bot === true,
  };
}

async function memberOf(rest: DiscordRest, guild: string, user: string): Promise<Member> {
  return get(rest, Routes.guildMember(guild, user), Member);
}

async function get<T>(rest: DiscordRest, route: `/${string}`, schema: z.ZodType<T>): Promise<T> {
  const doing = { what: `reading ${route}`, of: 'channel', isWrite: false } as const;
  return rest.ask({ method: 'GET', route, doing }, schema);
}

const ABSENT = new Set(['10003', '10004', '10007', '10013', '50001']);

/** What was asked for, or Discord's code when it is not there for us. */
async function orCode<T extends object>(asked: Promise<T>): Promise<T | string> {
  try {
    return await asked;
  } catch (error) {
    const code = discordCode(error);
    if (code !== undefined && ABSENT.has(code)) return code;
    throw error;
  }
}
