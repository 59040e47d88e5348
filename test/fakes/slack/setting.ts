import { channelOf, type World } from './model.ts';
import { type Cast, type ChannelFacts, toChannel, toUser, type UserFacts } from './world.ts';

/** What a test can change about the workspace. */
export interface Setting {
  addUser(realName: string, facts?: UserFacts): string;
  /** Public, with the bot in it, unless it is said otherwise. */
  addChannel(name: string, facts?: ChannelFacts): string;
  /** Somebody is no member of the channel any more; what is private they see no more. */
  leave(channel: string, user: string): void;
  /** Every post into the channel is refused with this error (`restricted_action`); undefined allows it again. */
  restrict(channel: string, error: string | undefined): void;
  /** The scopes of the installation from now on. */
  grant(scopes: readonly string[]): void;
}

export function createSetting(world: World, { admin }: Pick<Cast, 'admin'>): Setting {
  return {
    addUser: (realName, facts = {}) => {
      const user = toUser(world.newId('U'), realName, facts);
      world.users.set(user.id, user);
      for (const { kind, members } of world.channels.values())
        if (kind !== 'direct') members.add(user.id);
      return user.id;
    },
    addChannel: (name, { isMember = true, ...facts } = {}) => {
      const members = [...world.users.keys()].filter((id) => isMember || id !== world.self);
      const channel = toChannel(world.newId('C'), name, { creator: admin, ...facts, members });
      world.channels.set(channel.id, channel);
      return channel.id;
    },
    leave: (channel, user) => {
      channelOf(world, channel).members.delete(user);
    },
    restrict: (channel, error) => {
      channelOf(world, channel).refusal = error;
    },
    grant: (scopes) => {
      world.installation.scopes = scopes;
      world.installation.isWhole = false;
    },
  };
}
