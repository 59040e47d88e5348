import { PermissionFlagsBits } from 'discord.js';
import type { Channel, Guild, Member } from './schemas.ts';

const ALL = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** What a member may do in the server as a whole. */
export function guildPermissions(guild: Guild, { user, roles }: Member): bigint {
  if (user.id === guild.owner_id) return ALL;
  const granted = guild.roles
    .filter(({ id }) => id === guild.id || roles.includes(id))
    .reduce((bits, { permissions }) => bits | BigInt(permissions), 0n);
  return has(granted, PermissionFlagsBits.Administrator) ? ALL : granted;
}

/** What a member may do in a channel: overwrites for everyone, then roles, then the member (docs: topics/permissions.mdx). */
export function channelPermissions(guild: Guild, member: Member, channel: Channel): bigint {
  const base = guildPermissions(guild, member);
  if (base === ALL) return ALL;
  const overwrites = channel.permission_overwrites;
  const steps = [
    overwrites.filter(({ id }) => id === guild.id),
    overwrites.filter(({ id, type }) => type === 0 && id !== guild.id && member.roles.includes(id)),
    overwrites.filter(({ id, type }) => type === 1 && id === member.user.id),
  ];
  const allowed = steps.reduce((bits, step) => {
    const deny = step.reduce((sum, overwrite) => sum | BigInt(overwrite.deny), 0n);
    const allow = step.reduce((sum, overwrite) => sum | BigInt(overwrite.allow), 0n);
    return (bits & ~deny) | allow;
  }, base);
  return has(allowed, PermissionFlagsBits.ViewChannel) ? allowed : 0n;
}

export function has(permissions: bigint, bit: bigint): boolean {
  return (permissions & bit) === bit;
}
