import { expect } from 'vitest';
import { commonBlanks } from '#chat/words.ts';
import {
  type FakeInteraction,
  type FakeMessage,
  type FakeSlack,
  startFakeSlack,
  wordsOf,
} from '../fakes/slack/index.ts';
import {
  type People,
  type Reacted,
  type Seen,
  type Service,
  type Side,
  says,
  voteLabelIn,
} from './sides.ts';

const EMOJI = { up: '+1', save: 'pushpin' } as const;
const KEYCAPS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function emojiOf(what: Reacted): string {
  return typeof what === 'number' ? (KEYCAPS[what - 1] ?? '') : EMOJI[what];
}

export async function openSlackSide(): Promise<Service> {
  const fake = await startFakeSlack({ hasTiers: false });
  const people = {
    ada: fake.admin,
    ivy: fake.addUser('Ivy Insider'),
    otto: fake.addUser('Otto Outsider', { isAdmin: true }),
  };
  fake.leave(fake.privateChannel, people.otto);
  return {
    sides: [sideOf(fake, people)],
    env: {
      SLACK_API_URL: fake.apiUrl,
      SLACK_BOT_TOKEN: fake.botToken,
      SLACK_APP_TOKEN: fake.appToken,
    },
    [Symbol.asyncDispose]: async () => {
      await fake.stop();
      if (fake.problems.length > 0) throw new Error(`against Slack’s rules: ${fake.problems}`);
    },
  };
}

function sideOf(fake: FakeSlack, people: People): Side {
  const inChannel = (channel: string) => fake.messages(channel).map(toSeen);
  const sentTo = (user: string) => fake.messagesTo(user).map(toSeen);
  const look = (id: string) => [fake.message(id)].flatMap((one) => (one ? [toSeen(one)] : []));
  return {
    ...{ name: 'Slack', workspace: `slack:${fake.team}`, people },
    ...{ open: fake.channel, secret: fake.privateChannel, secretName: 'reading-group' },
    names: ['Ivy Insider', 'Otto Outsider'],
    ask: (words, by) => answerTo(fake.runCommand(words, by)),
    vote: ({ id }, user) => answerTo(fake.press(id, voteLabelIn(fake.wordsOf(id)), { user })),
    react: ({ id }, what, user) => fake.react(id, emojiOf(what), { user }),
    unreact: ({ id }, what, user) => fake.unreact(id, emojiOf(what), { user }),
    ...{ in: inChannel, sentTo },
    posted: (channel, words) => fake.waitFor(() => inChannel(channel).find(says(words))),
    told: (user, words) => fake.waitFor(() => sentTo(user).find(says(words))),
    shows: ({ id }, words) => fake.waitFor(() => look(id).find(says(words))),
    addChannel: (name) => fake.addChannel(name),
    close: (channel) => fake.archive(channel),
  };
}

async function answerTo(asked: FakeInteraction): Promise<Seen> {
  const { message, words, isPrivate } = await asked.answer;
  expect(isPrivate).toBe(true);
  if (message !== undefined) return toSeen(message);
  return { id: '', words: commonBlanks(words), raw: words };
}

function toSeen(message: FakeMessage): Seen {
  const { ts, text, blocks } = message;
  return { id: ts, words: commonBlanks(wordsOf(message)), raw: JSON.stringify([text, blocks]) };
}
