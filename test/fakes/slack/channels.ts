import { type FakeChannel, Refusal, type World } from './model.ts';

/** A channel that the bot can know of. @throws Refusal */
export function visibleChannel(world: World, id: unknown): FakeChannel {
  const channel = world.channels.get(String(id));
  const isHidden = channel?.kind === 'private' && !channel.members.has(world.self);
  if (channel === undefined || isHidden) throw new Refusal('channel_not_found');
  return channel;
}

/** Nobody does anything where they see nothing: that is the test's mistake. */
export function mustSee(world: World, user: string, id: string): void {
  const channel = world.channels.get(id);
  if (channel?.kind === 'private' && !channel.members.has(user))
    throw new Error(`${user} does not see ${id}`);
}

/** A channel that the bot is in. @throws Refusal */
export function joinedChannel(world: World, id: unknown): FakeChannel {
  const channel = visibleChannel(world, id);
  if (!channel.members.has(world.self)) throw new Refusal('not_in_channel');
  return channel;
}

/** Where a post goes; a person's id opens the direct message with the app. @throws Refusal */
export function postingChannel(world: World, id: unknown, hasMessagesTab: boolean): FakeChannel {
  const channel = String(id).startsWith('U')
    ? directChannel(world, String(id))
    : visibleChannel(world, id);
  if (channel.kind === 'direct' && !hasMessagesTab) throw new Refusal('messages_tab_disabled');
  const isPublicWriter = world.installation.scopes.includes('chat:write.public');
  if (!channel.members.has(world.self) && !(channel.kind === 'public' && isPublicWriter))
    throw new Refusal('not_in_channel');
  if (channel.isArchived) throw new Refusal('is_archived');
  if (channel.refusal !== undefined) throw new Refusal(channel.refusal);
  return channel;
}

/** The direct message between a person and the app, made when it is first needed. @throws Refusal */
export function directChannel(world: World, user: string): FakeChannel {
  const known = [...world.channels.values()].find(
    ({ kind, members }) => kind === 'direct' && members.has(user),
  );
  if (known !== undefined) return known;
  if (!world.users.has(user) || user === world.self) throw new Refusal('channel_not_found');
  const channel: FakeChannel = {
    ...{ id: world.newId('D'), name: 'directmessage', kind: 'direct', creator: user },
    members: new Set([world.self, user]),
    ...{ isExternal: false, isArchived: false, refusal: undefined },
  };
  world.channels.set(channel.id, channel);
  return channel;
}
