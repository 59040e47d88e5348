/** One side of the harbour: a fake service, its people, and the real adapter beside it. */
import type { Message } from '#chat/message.ts';
import type { ChatPlatform, MessageRef, Reaction } from '#chat/platform.ts';
import { REST_OPTIONS } from '../../adapters/discord/rest.ts';
import { wordsOf } from '../fakes/discord/index.ts';
import { calls } from '../fakes/slack/index.ts';
import { openDiscord } from './discord-house.ts';
import { openSlack } from './slack-house.ts';

export interface Port {
  readonly workspace: string;
  readonly platform: ChatPlatform;
  /** Ids of the platform's own, of people who may do what members do. */
  readonly people: readonly string[];
  readonly admin: string;
  readonly bot: string;
  /** A public channel, and one that not everybody sees. */
  readonly channels: readonly [open: string, closed: string];
  /** Everything that broke the service's rules. */
  readonly problems: () => readonly string[];
  personOf(user: string): string;
  /** True when something happened that the service tells of. */
  react(ref: MessageRef, emoji: string, how: Doing): boolean;
  unreact(ref: MessageRef, emoji: string, how: Doing): boolean;
  /** Undefined where nobody can do that. */
  clear?(ref: MessageRef, emoji?: string): void;
  /** How many events the service makes of it. */
  delete(ref: MessageRef): number;
  /** What a person sees; undefined of a message that is gone. */
  reactionsOn(ref: MessageRef): readonly Reaction[] | undefined;
  wipe(ref: MessageRef): void;
  /** The words of the private answer. */
  command(words: string, user: string): Promise<string>;
  press(ref: MessageRef, label: string, user: string): Promise<string>;
  leave(): void;
  return(): void;
  /** Sends the latest event again, where the service does that; a later call sends it once more. */
  again?(): () => void;
  /** The next reading is told to wait. */
  limitReading?(ms: number): void;
  /** The bot's own account. */
  readonly self: string;
  addReader(name: string): string;
  addChannel(name: string): string;
  deleteChannel(channel: string): void;
  deleteMany?(refs: readonly MessageRef[]): void;
  /** How often reactions were read so far, in requests. */
  readings(): number;
  close(): Promise<void>;
}

export interface Doing {
  readonly user: string;
  readonly isBurst?: boolean;
}

export async function slackPort(): Promise<Port> {
  const house = await openSlack('socket', { hasTiers: false });
  const { fake, workspace, platform } = house;
  const people = ['Ann', 'Ben', 'Cat', 'Dov'].map((name) => fake.addUser(name));
  const messageOf = ({ message }: MessageRef) => fake.message(message);
  const hasReacted = (ref: MessageRef, emoji: string, user: string) =>
    messageOf(ref)?.reactions.get(emoji)?.has(user) === true;
  return {
    ...{ workspace, platform, people, admin: fake.admin, bot: fake.otherBot },
    channels: [fake.channel, fake.privateChannel],
    problems: () => fake.problems,
    personOf: (user) => house.person(user),
    react: (ref, emoji, { user }) => {
      if (messageOf(ref) === undefined || hasReacted(ref, emoji, user)) return false;
      fake.react(ref.message, emoji, { user });
      return true;
    },
    unreact: (ref, emoji, { user }) => {
      if (!hasReacted(ref, emoji, user)) return false;
      fake.unreact(ref.message, emoji, { user });
      return true;
    },
    delete: (ref) => {
      fake.deleteMessage(ref.message);
      return 0;
    },
    reactionsOn: (ref) => {
      const message = messageOf(ref);
      return (
        message &&
        [...message.reactions].flatMap(([emoji, users]) =>
          [...users].map((user) => ({ person: house.person(user), emoji, isBurst: false })),
        )
      );
    },
    wipe: (ref) => messageOf(ref)?.reactions.clear(),
    command: async (words, user) => (await answered(fake.runCommand(words, { user }).answer)).words,
    press: async (ref, label, user) =>
      (await answered(fake.press(ref.message, label, { user }).answer)).words,
    leave: () => fake.kick(fake.channel),
    return: () => fake.invite(fake.channel),
    again: () => {
      const delivery = fake.deliveries.at(-1);
      if (delivery === undefined) throw new Error('Slack has sent nothing');
      return () => fake.redeliver(delivery);
    },
    limitReading: (retryAfterMs) => {
      const isReading = calls('conversations.replies');
      const isOne = calls('reactions.get');
      fake.faults.next((one) => isReading(one) || isOne(one), { kind: 'limit', retryAfterMs });
    },
    self: fake.self,
    addReader: (name) => fake.addUser(name),
    addChannel: (name) => fake.addChannel(name),
    deleteChannel: (channel) => fake.deleteChannel(channel),
    readings: () =>
      fake.requests.filter(({ method }) => /^(conversations\.replies|reactions\.get)$/.test(method))
        .length,
    close: () => house.close(),
  };
}

export async function discordPort(): Promise<Port> {
  const slowDown = hurry();
  const house = await openDiscord({
    global: { limit: 100_000, windowMs: 1_000 },
    buckets: WIDE,
  });
  const { fake, platform } = house;
  const people = ['Ann', 'Ben', 'Cat', 'Dov'].map((name) => fake.addUser(name));
  const usersOf = ({ message }: MessageRef, emoji: string, isBurst = false) => {
    const reaction = fake.message(message)?.reactions.get(emoji);
    return isBurst ? reaction?.burst : reaction?.normal;
  };
  return {
    ...{ workspace: house.place.workspace, platform, people },
    ...{ admin: fake.admin, bot: fake.otherBot },
    channels: [fake.channel, fake.addChannel('private')],
    problems: () => fake.problems,
    personOf: (user) => `discord:${user}`,
    react: (ref, emoji, how) => {
      if (fake.message(ref.message) === undefined) return false;
      if (usersOf(ref, emoji, how.isBurst)?.has(how.user)) return false;
      fake.react(ref.message, emoji, how);
      return true;
    },
    unreact: (ref, emoji, how) => {
      if (usersOf(ref, emoji, how.isBurst)?.has(how.user) !== true) return false;
      fake.unreact(ref.message, emoji, how);
      return true;
    },
    clear: (ref, emoji) => fake.clearReactions(ref.message, emoji),
    delete: (ref) => {
      fake.deleteMessage(ref.message);
      return 1;
    },
    reactionsOn: (ref) => {
      const message = fake.message(ref.message);
      return (
        message &&
        [...message.reactions].flatMap(([emoji, { normal, burst }]) => [
          ...[...normal].map((user) => ({ person: `discord:${user}`, emoji, isBurst: false })),
          ...[...burst].map((user) => ({ person: `discord:${user}`, emoji, isBurst: true })),
        ])
      );
    },
    wipe: (ref) => fake.message(ref.message)?.reactions.clear(),
    command: async (words, user) => {
      const { message } = await answered(fake.runCommand(...asOptions(words), { user }).answer);
      return message === undefined ? '' : wordsOf(message);
    },
    press: async (ref, label, user) => {
      const { message } = await answered(fake.press(ref.message, label, { user }).answer);
      return message === undefined ? '' : wordsOf(message);
    },
    leave: () => fake.loseGuild(fake.guild, 'removed'),
    return: () => fake.joinGuild(fake.guild),
    self: fake.self,
    addReader: (name) => fake.addUser(name),
    addChannel: (name) => fake.addChannel(name),
    deleteChannel: (channel) => fake.deleteChannel(channel),
    deleteMany: (refs) =>
      fake.deleteMessages(
        refs[0]?.channel ?? '',
        refs.map(({ message }) => message),
      ),
    readings: () =>
      fake.requests.filter(({ method, template }) => method === 'GET' && READING.test(template))
        .length,
    close: async () => {
      slowDown();
      await house.close();
    },
  };
}

/** Hundreds of heals and answers would wait for the adapter's own 45 requests a second; how it waits is tested elsewhere. */
function hurry(): () => void {
  const { globalRequestsPerSecond } = REST_OPTIONS;
  REST_OPTIONS.globalRequestsPerSecond = 100_000;
  return () => {
    REST_OPTIONS.globalRequestsPerSecond = globalRequestsPerSecond;
  };
}

const LONGEST_WAIT_MS = 10_000;

/** An answer that never comes fails the test instead of holding it. */
async function answered<T>(answer: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer came')), LONGEST_WAIT_MS);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

const READING =
  /^\/channels\/\{channel_id\}\/messages\/\{message_id\}(\/reactions\/\{emoji_name\})?$/;
const WIDE = Object.fromEntries(
  [
    'GET /channels/{channel_id}/messages/{message_id}',
    'GET /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}',
    'POST /channels/{channel_id}/messages',
    'POST /interactions/{interaction_id}/{interaction_token}/callback',
    'PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original',
  ].map((route) => [route, { limit: 100_000, windowMs: 1_000 }]),
);

/** `meaning 👍 up` as a Discord command: the words of an admin are under another root. */
function asOptions(words: string): [string, Record<string, string>] {
  const [name = '', ...rest] = words.split(' ');
  const names: Readonly<Record<string, readonly string[]>> = {
    meaning: ['emoji', 'means'],
    link: ['code'],
  };
  const root = name === 'meaning' ? 'papers-admin' : 'papers';
  const given = rest.map((value, index) => [names[name]?.[index] ?? 'words', value]);
  return [`${root} ${name}`, Object.fromEntries(given)];
}

/** A message with a button that votes on a paper. */
export function votable(key: string, paper: string): Message {
  const does = { key, verb: 'vote', argument: paper };
  return {
    summary: `Paper ${paper}.`,
    parts: [
      { kind: 'text', text: `Paper ${paper}.` },
      { kind: 'actions', items: [{ kind: 'button', label: 'Vote', does }] },
    ],
  };
}
