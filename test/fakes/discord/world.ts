import { EventEmitter } from 'node:events';
import {
  createSnowflakes,
  type FakeChannel,
  type FakeGuild,
  type FakeUser,
  type World,
} from './model.ts';
import { bits, EVERYONE } from './permissions.ts';

/** Who and what the fake begins with. */
export interface Cast {
  readonly world: World;
  readonly guild: string;
  /** The bot may do everything here. */
  readonly channel: string;
  /** The bot may not send messages here. */
  readonly closedChannel: string;
  /** May Manage Server. */
  readonly admin: string;
  readonly member: string;
  readonly otherBot: string;
  /** The bot itself. */
  readonly self: string;
}

/** A fixed past, so that ids are alike in every run but newer than nothing that is posted. */
const BEGINNING = Date.UTC(2025, 0, 1);

export function createCast(token: string): Cast {
  const past = { at: BEGINNING };
  const early = createSnowflakes(() => {
    past.at += 1_000;
    return past.at;
  });
  const user = (username: string, global_name: string, bot = false): FakeUser => ({
    id: early(),
    username,
    global_name,
    bot,
  });
  const self = user('paperboy', 'Paperboy', true);
  const ada = user('ada', 'Ada Lovelace');
  const bob = user('bob', 'Bob');
  const otherBot = user('other', 'Other Bot', true);
  const owner = user('olga', 'Olga Owner');
  const guildId = early();
  const admins = { id: early(), name: 'Admins', permissions: bits('ManageGuild') };
  const guild: FakeGuild = {
    id: guildId,
    name: 'Reading Group',
    owner: owner.id,
    roles: [{ id: guildId, name: '@everyone', permissions: EVERYONE }, admins],
    members: new Map(
      [self, ada, bob, otherBot, owner].map((one) => [
        one.id,
        { user: one, roles: one === ada ? [admins.id] : [] },
      ]),
    ),
  };
  const text = (name: string): FakeChannel => ({
    id: early(),
    type: 0,
    guild: guildId,
    name,
    overwrites: [],
    archived: false,
    locked: false,
  });
  const open = text('papers');
  const closed = text('announcements');
  closed.overwrites.push({ id: self.id, type: 1, allow: '0', deny: bits('SendMessages') });
  const changes = new EventEmitter().setMaxListeners(0);
  const world: World = {
    self,
    application: self.id,
    token,
    users: new Map([self, ada, bob, otherBot, owner].map((one) => [one.id, one])),
    guilds: new Map([[guildId, guild]]),
    channels: new Map([open, closed].map((channel) => [channel.id, channel])),
    messages: new Map(),
    nonces: new Map(),
    changes,
    commands: [],
    snowflake: createSnowflakes(Date.now),
    dispatch: (event, facts) => changes.emit('dispatch', event, facts),
    changed: () => changes.emit('changed'),
  };
  return {
    world,
    guild: guildId,
    channel: open.id,
    closedChannel: closed.id,
    admin: ada.id,
    member: bob.id,
    otherBot: otherBot.id,
    self: self.id,
  };
}
