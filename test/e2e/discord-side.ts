import { expect } from 'vitest';
import { commonBlanks } from '#chat/words.ts';
import { COMMANDS, SHARE } from '../../adapters/discord/registration.ts';
import { readTyped } from '../../src/chat/typed.ts';
import { commands } from '../../src/commands/inbox.ts';
import {
  type FakeDiscord,
  type FakeInteraction,
  type FakeMessage,
  startFakeDiscord,
  wordsOf,
} from '../fakes/discord/index.ts';
import {
  type People,
  type Reacted,
  type Seen,
  type Service,
  type Side,
  says,
  voteLabelIn,
} from './sides.ts';

const EMOJI = { up: '👍', save: '📌' } as const;

function emojiOf(what: Reacted): string {
  return typeof what === 'number' ? `${what}\u{fe0f}\u{20e3}` : EMOJI[what];
}

/** Two servers with the same people in them. */
export async function openDiscordSides(): Promise<Service> {
  const fake = await startFakeDiscord();
  const people = {
    ada: fake.admin,
    ivy: fake.addUser('Ines Insider'),
    otto: fake.addUser('Oleg Outsider', { isAdmin: true }),
  };
  const other = fake.addGuild('Elsewhere');
  return {
    sides: [
      sideOf(fake, people, { guild: fake.guild, channel: fake.channel }),
      sideOf(fake, people, other),
    ],
    env: { DISCORD_API_URL: fake.apiUrl, DISCORD_TOKEN: fake.token },
    [Symbol.asyncDispose]: async () => {
      await fake.stop();
      if (fake.problems.length > 0) throw new Error(`against Discord’s rules: ${fake.problems}`);
    },
  };
}

function sideOf(
  fake: FakeDiscord,
  people: People,
  { guild, channel: open }: ReturnType<FakeDiscord['addGuild']>,
): Side {
  const secretName = `backroom-${guild}`;
  const secret = fake.addChannel(secretName, undefined, guild);
  fake.hide(secret, people.ada, people.ivy);
  const inChannel = (channel: string) => fake.messages(channel).map(toSeen);
  const sentTo = (user: string) => fake.messagesTo(user).map(toSeen);
  const look = (id: string) => [fake.message(id)].flatMap((one) => (one ? [toSeen(one)] : []));
  const channelOf = (id: string) => fake.message(id)?.channel ?? open;
  return {
    ...{ name: 'Discord', workspace: `discord:${guild}`, people, open, secret, secretName },
    names: ['Ines Insider', 'Oleg Outsider'],
    ask: (words, by) => answerTo(fake.runCommand(...asOptions(words), by)),
    vote: ({ id }, user) => {
      const by = { user, channel: channelOf(id) };
      return answerTo(fake.press(id, voteLabelIn(fake.wordsOf(id)), by));
    },
    react: ({ id }, what, user) => fake.react(id, emojiOf(what), { user }),
    unreact: ({ id }, what, user) => fake.unreact(id, emojiOf(what), { user }),
    ...{ in: inChannel, sentTo },
    posted: (channel, words) => fake.waitFor(() => inChannel(channel).find(says(words))),
    told: (user, words) => fake.waitFor(() => sentTo(user).find(says(words))),
    shows: ({ id }, words) => fake.waitFor(() => look(id).find(says(words))),
    addChannel: (name) => fake.addChannel(name, undefined, guild),
    close: (channel) => fake.deny(channel, 'SendMessages'),
  };
}

async function answerTo(asked: FakeInteraction): Promise<Seen> {
  const { message } = await asked.answer;
  if (message === undefined) throw new Error('no message came');
  expect(message.isEphemeral).toBe(true);
  return toSeen(message);
}

function toSeen(message: FakeMessage): Seen {
  const { id, content, components } = message;
  return { id, words: commonBlanks(wordsOf(message)), raw: JSON.stringify([content, components]) };
}

/** A typed line as the command that somebody on Discord chooses, with its options filled in. */
function asOptions(line: string): [string, Record<string, string | number | boolean>] {
  const typed = readTyped(line, commands);
  if ('problem' in typed) throw new Error(typed.problem);
  const command = commands.find(({ name }) => name === typed.name);
  const options = Object.entries(typed.options).map(([name, value]) => {
    const kind = command?.options.find((option) => option.name === name)?.kind;
    return [name, kind === 'number' ? Number(value) : value];
  });
  const root = COMMANDS[command?.access ?? 'everyone'];
  return [
    `${root} ${typed.name}`,
    { ...Object.fromEntries(options), ...(typed.isShared && { [SHARE]: true }) },
  ];
}
