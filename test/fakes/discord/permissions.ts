import { PermissionFlagsBits } from 'discord.js';
import { type FakeChannel, type FakeGuild, Refusal, type World } from './model.ts';

export type PermissionName = keyof typeof PermissionFlagsBits;

/** What everybody may do in the fake's servers. */
export const EVERYONE = bits(
  'ViewChannel',
  'SendMessages',
  'ReadMessageHistory',
  'EmbedLinks',
  'AddReactions',
  'CreatePublicThreads',
  'SendMessagesInThreads',
  'UseApplicationCommands',
);

export function bits(...names: readonly PermissionName[]): string {
  return String(names.reduce((all, name) => all | PermissionFlagsBits[name], 0n));
}

/** By docs/topics/permissions: base roles, then overwrites in order; without View Channel there is nothing. */
export function permissionsIn(guild: FakeGuild, user: string, channel?: FakeChannel): bigint {
  const member = guild.members.get(user);
  if (member === undefined) return 0n;
  const everything = 2n ** 52n - 1n;
  if (guild.owner === user) return everything;
  let granted = 0n;
  for (const role of guild.roles) {
    if (role.id === guild.id || member.roles.includes(role.id)) granted |= BigInt(role.permissions);
  }
  if (granted & PermissionFlagsBits.Administrator) return everything;
  for (const turn of [0, 1, 2]) {
    const mine = (channel?.overwrites ?? []).filter(({ id, type }) => {
      if (turn === 0) return id === guild.id;
      if (turn === 1) return type === 0 && id !== guild.id && member.roles.includes(id);
      return type === 1 && id === user;
    });
    for (const { deny } of mine) granted &= ~BigInt(deny);
    for (const { allow } of mine) granted |= BigInt(allow);
  }
  return channel === undefined || granted & PermissionFlagsBits.ViewChannel ? granted : 0n;
}

/** What somebody may do in a channel; in a thread, what they may in the channel it is in. */
function grantedIn(world: World, channel: FakeChannel, user: string): bigint {
  const guild = world.guilds.get(channel.guild ?? '');
  const ruling = channel.parent === undefined ? channel : world.channels.get(channel.parent);
  return guild === undefined ? 0n : permissionsIn(guild, user, ruling);
}

export function may(world: World, channel: FakeChannel, name: PermissionName): boolean {
  if (channel.guild === undefined) return true;
  return (grantedIn(world, channel, world.self.id) & PermissionFlagsBits[name]) !== 0n;
}

/** Nobody does anything where they see nothing: that is the test's mistake. */
export function mustSee(world: World, user: string, channel: FakeChannel): void {
  if (channel.guild === undefined) return;
  if (!(grantedIn(world, channel, user) & PermissionFlagsBits.ViewChannel))
    throw new Error(`${user} does not see ${channel.name}`);
}

/** The channel of a route, if the bot may see it. */
export function visibleChannel(world: World, id: string): FakeChannel {
  const channel = world.channels.get(id);
  if (channel === undefined) throw new Refusal(404, 10_003, 'Unknown Channel');
  if (!may(world, channel, 'ViewChannel')) throw new Refusal(403, 50_001, 'Missing Access');
  return channel;
}

export function need(world: World, channel: FakeChannel, name: PermissionName): void {
  if (!may(world, channel, name)) throw new Refusal(403, 50_013, 'Missing Permissions');
}
