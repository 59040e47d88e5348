import type { ChatPlatform, MessageRef } from '#chat/platform.ts';
import { createSlack } from '../../adapters/slack/index.ts';
import { silentLog } from '../../src/log.ts';
import { startHttp } from '../../src/ops/http.ts';
import type { House, SeenAnswer } from '../contract/platform.ts';
import {
  type FakeInteraction,
  type FakeMessage,
  type FakeSlack,
  type FakeSlackOptions,
  posts,
  startFakeSlack,
  wordsOf,
} from '../fakes/slack/index.ts';

export interface SlackHouse extends House {
  readonly fake: FakeSlack;
  /** `slack:T…` */
  readonly workspace: string;
  /** Where Slack's requests go in HTTP mode; nothing listens in Socket Mode. */
  readonly eventsUrl: string;
  /** How every platform here is made. */
  create(options?: Partial<Parameters<typeof createSlack>[0]>): ChatPlatform;
  person(user: string): string;
  refOf(message: FakeMessage): MessageRef;
}

export type Way = 'socket' | 'http';

/** The real adapter on the real bolt, beside a fake Slack of its own. */
export async function openSlack(
  way: Way = 'socket',
  options: FakeSlackOptions = {},
): Promise<SlackHouse> {
  const fake = await startFakeSlack(options);
  const platforms: ChatPlatform[] = [];
  const server = await startHttp({
    port: 0,
    pages: {},
    routes: () => platforms.at(-1)?.routes ?? [],
  });
  const base = `http://127.0.0.1:${server.port}`;
  if (way === 'http') fake.http.sendTo(base);
  const create: SlackHouse['create'] = (changes = {}) => {
    const platform = createSlack({
      botToken: fake.botToken,
      apiUrl: fake.apiUrl,
      ...(way === 'socket' ? { appToken: fake.appToken } : { signingSecret: fake.signingSecret }),
      log: silentLog,
      clock: Date.now,
      ...changes,
    });
    platforms.push(platform);
    return platform;
  };
  const platform = create();
  const workspace = `slack:${fake.team}`;
  const person = (user: string) => `${workspace}/${user}`;
  const userOf = (by: string) => (by === 'a bot' ? fake.otherBot : by.slice(workspace.length + 1));
  const refOf = ({ channel, ts }: FakeMessage): MessageRef => ({ workspace, channel, message: ts });
  return {
    ...{ fake, workspace, create, platform, person, refOf },
    eventsUrl: `${base}/slack/events`,
    place: { workspace, channel: fake.channel },
    missing: { workspace, channel: 'C0000000000' },
    forbidden: { workspace, channel: fake.closedChannel },
    shared: () => ({ workspace, channel: fake.addChannel('partners', { isExternal: true }) }),
    admin: person(fake.admin),
    member: person(fake.member),
    messagesWith: (key) => fake.messagesWithKey(key).map(refOf),
    wordsOf: ({ message }) => fake.wordsOf(message),
    loseNextAnswer: fake.loseNextAnswer,
    limitNextPost: (retryAfterMs) => fake.faults.next(posts, { kind: 'limit', retryAfterMs }),
    refuseNextPost: () => fake.faults.next(posts, { kind: 'refuse', error: 'invalid_auth' }),
    react: async ({ message }, by) => fake.react(message, '+1', { user: userOf(by) }),
    unreact: async ({ message }, by) => fake.unreact(message, '+1', { user: userOf(by) }),
    deleteMessage: async ({ message }) => fake.deleteMessage(message),
    command: async (name, given = {}) =>
      seen(fake, fake.runCommand([name, ...Object.values(given)].join(' '))),
    lookUp: async (text) => {
      const written = fake.say(fake.channel, text, { user: fake.admin });
      return seen(fake, fake.shortcut(written, 'Look up paper'));
    },
    cardUnder: async (text) => {
      const written = fake.say(fake.channel, text);
      return fake.waitFor(() => [...fake.cardsUnder(written).values()][0]);
    },
    press: async ({ message }, label) => seen(fake, fake.press(message, label)),
    restart: async () => {
      await platform.stop();
      return create();
    },
    close: async () => {
      for (const one of platforms) await one.stop();
      await server.stop();
      await fake.stop();
      if (fake.problems.length > 0)
        throw new Error(`against Slack’s rules: ${fake.problems.join('\n')}`);
    },
  };
}

async function seen(fake: FakeSlack, interaction: FakeInteraction): Promise<SeenAnswer> {
  const { words, isPrivate, acknowledgedAfterMs, message } = await interaction.answer;
  const shown = () => {
    if (message === undefined) throw new Error('no message came');
    return message;
  };
  return {
    ...{ words, isPrivate, acknowledgedAfterMs },
    wordsNow: () => wordsOf(shown()),
    press: (label) => seen(fake, fake.press(shown(), label)),
  };
}
