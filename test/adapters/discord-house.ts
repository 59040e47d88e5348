import type { ChatPlatform, MessageRef } from '#chat/platform.ts';
import { createDiscord } from '../../adapters/discord/index.ts';
import { silentLog } from '../../src/log.ts';
import type { House, SeenAnswer } from '../contract/platform.ts';
import {
  type FakeDiscord,
  type FakeDiscordOptions,
  type FakeInteraction,
  type FakeMessage,
  posts,
  startFakeDiscord,
  wordsOf,
} from '../fakes/discord/index.ts';

export interface DiscordHouse extends House {
  readonly fake: FakeDiscord;
  /** How every platform here is made. */
  create(options?: Partial<Parameters<typeof createDiscord>[0]>): ChatPlatform;
}

/** The real adapter on the real discord.js, beside a fake Discord of its own. */
export async function openDiscord(options: FakeDiscordOptions = {}): Promise<DiscordHouse> {
  const fake = await startFakeDiscord(options);
  const platforms: ChatPlatform[] = [];
  const create: DiscordHouse['create'] = (changes = {}) => {
    const platform = createDiscord({
      token: fake.token,
      apiUrl: fake.apiUrl,
      log: silentLog,
      clock: Date.now,
      ...changes,
    });
    platforms.push(platform);
    return platform;
  };
  const platform = create();
  const workspace = `discord:${fake.guild}`;
  const refOf = ({ id, channel }: FakeMessage): MessageRef => ({ workspace, channel, message: id });
  const userOf = (by: string) => (by === 'a bot' ? fake.otherBot : by.slice('discord:'.length));
  return {
    fake,
    create,
    platform,
    place: { workspace, channel: fake.channel },
    missing: { workspace, channel: '1111111111111111111' },
    forbidden: { workspace, channel: fake.closedChannel },
    admin: `discord:${fake.admin}`,
    member: `discord:${fake.member}`,
    messagesWith: (key) => fake.messagesWithKey(key).map(refOf),
    wordsOf: ({ message }) => fake.wordsOf(message),
    loseNextAnswer: fake.loseNextAnswer,
    limitNextPost: (retryAfterMs) =>
      fake.faults.next(posts, { kind: 'limit', retryAfterMs, isGlobal: false }),
    refuseNextPost: () => fake.faults.next(posts, { kind: 'refuse', status: 401, code: 0 }),
    react: async ({ message }, by) => fake.react(message, '👍', { user: userOf(by) }),
    unreact: async ({ message }, by) => fake.unreact(message, '👍', { user: userOf(by) }),
    deleteMessage: async ({ message }) => fake.deleteMessage(message),
    command: async (name, given = {}) => {
      const root = name === 'subscribe' || name === 'status' ? 'papers-admin' : 'papers';
      return seen(fake, fake.runCommand(`${root} ${name}`, given));
    },
    lookUp: async (text) => {
      const written = fake.say(fake.channel, text, { user: fake.admin });
      return seen(fake, fake.messageCommand(written, 'Look up paper'));
    },
    shared: () => {
      throw new Error('nobody of another server is in a channel');
    },
    cardUnder: async () => {
      throw new Error('nothing stands under the messages of others');
    },
    press: async ({ message }, label) => seen(fake, fake.press(message, label)),
    restart: async () => {
      await platform.stop();
      return create();
    },
    close: async () => {
      for (const one of platforms) await one.stop();
      await fake.stop();
      if (fake.problems.length > 0)
        throw new Error(`against Discord’s rules: ${fake.problems.join('\n')}`);
    },
  };
}

async function seen(fake: FakeDiscord, interaction: FakeInteraction): Promise<SeenAnswer> {
  const { message, acknowledgedAfterMs } = await interaction.answer;
  if (message === undefined) throw new Error('no message came');
  return {
    ...{ words: wordsOf(message), isPrivate: message.isEphemeral, acknowledgedAfterMs },
    wordsNow: () => wordsOf(message),
    press: (label) => seen(fake, fake.press(message, label)),
  };
}
