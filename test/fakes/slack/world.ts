import { EventEmitter } from 'node:events';
import type { FakeChannel, FakeUser, Installation, Universe, World } from './model.ts';

/** Who and what the fake begins with. */
export interface Cast {
  readonly world: World;
  readonly team: string;
  readonly app: string;
  /** The bot's user id. */
  readonly self: string;
  /** Its bot id, `B…`. */
  readonly bot: string;
  /** Public; the bot is in it and may do everything here. */
  readonly channel: string;
  /** Private; the bot is in it. */
  readonly privateChannel: string;
  /** Public; the bot is not in it. */
  readonly closedChannel: string;
  /** Private; the bot is not in it, and cannot know that it exists. */
  readonly hiddenChannel: string;
  /** A workspace admin, in Europe/London. */
  readonly admin: string;
  /** In Europe/Zurich; creator of no channel. */
  readonly member: string;
  readonly guest: string;
  readonly otherBot: string;
}

export function createUniverse(domains: readonly string[]): Universe {
  const changes = new EventEmitter().setMaxListeners(0);
  const newId = createIds();
  return {
    ...{ app: newId('A'), changes, domains, problems: [], newTs: createTimestamps(), newId },
    changed: () => changes.emit('changed'),
  };
}

/** One workspace with its people. */
export function createCast(universe: Universe, name: string, installation: Installation): Cast {
  const { newId, changes } = universe;
  const user = (realName: string, facts: UserFacts = {}) => toUser(newId('U'), realName, facts);
  const self = user('Paperboy', { name: 'paperboy', isBot: true });
  const ada = user('Ada Lovelace', { name: 'ada', tz: 'Europe/London', isAdmin: true });
  const bob = user('Bob', { tz: 'Europe/Zurich' });
  const guest = user('Gus Guest', { name: 'gus', isGuest: true });
  const otherBot = user('Other Bot', { name: 'other', isBot: true });
  const people = [self, ada, bob, guest, otherBot];
  const channel = (name: string, facts: ChannelFacts = {}) =>
    toChannel(newId('C'), name, {
      creator: ada.id,
      ...facts,
      members: people
        .map(({ id }) => id)
        .filter((id) => id !== self.id || facts.isMember !== false),
    });
  const open = channel('papers');
  const secret = channel('reading-group', { isPrivate: true });
  const closed = channel('announcements', { isMember: false });
  const hidden = channel('board', { isPrivate: true, isMember: false });
  const world: World = {
    ...universe,
    ...{ team: newId('T'), name, self: self.id, bot: newId('B') },
    installation,
    users: new Map(people.map((one) => [one.id, one])),
    channels: new Map([open, secret, closed, hidden].map((one) => [one.id, one])),
    ...{ messages: new Map(), shared: new Map() },
    tell: (type, facts) => changes.emit('tell', world, type, facts),
  };
  return {
    ...{ world, team: world.team, app: world.app, self: world.self, bot: world.bot },
    ...{ channel: open.id, privateChannel: secret.id },
    ...{ closedChannel: closed.id, hiddenChannel: hidden.id },
    ...{ admin: ada.id, member: bob.id, guest: guest.id, otherBot: otherBot.id },
  };
}

export type UserFacts = Partial<Omit<FakeUser, 'id' | 'realName'>>;

export function toUser(id: string, realName: string, facts: UserFacts): FakeUser {
  return {
    ...{ id, realName, name: realName.toLowerCase().replaceAll(' ', '.') },
    ...{ tz: 'Europe/London', locale: 'en-GB' },
    ...{ isAdmin: false, isOwner: false, isGuest: false, isBot: false, isDeleted: false },
    ...facts,
  };
}

export interface ChannelFacts {
  readonly isPrivate?: boolean;
  readonly isMember?: boolean;
  readonly isExternal?: boolean;
  readonly creator?: string;
}

export function toChannel(
  id: string,
  name: string,
  facts: {
    readonly isPrivate?: boolean;
    readonly isExternal?: boolean;
    readonly creator: string;
    readonly members: Iterable<string>;
  },
): FakeChannel {
  return {
    ...{ id, name, creator: facts.creator, members: new Set(facts.members) },
    kind: facts.isPrivate === true ? 'private' : 'public',
    ...{ isExternal: facts.isExternal === true, isArchived: false, refusal: undefined },
  };
}

/** Alike in every run, and of the length of real ones. */
function createIds(): (prefix: string) => string {
  const last = { id: 0 };
  return (prefix) => {
    last.id += 1;
    return `${prefix}0PB${String(last.id).padStart(7, '0')}`;
  };
}

/** Seconds and six digits, each newer than the last. */
function createTimestamps(): () => string {
  const last = { micros: 0 };
  return () => {
    last.micros = Math.max(last.micros + 1, Date.now() * 1_000);
    const seconds = Math.floor(last.micros / 1_000_000);
    return `${seconds}.${String(last.micros % 1_000_000).padStart(6, '0')}`;
  };
}
