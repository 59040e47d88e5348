import type { CommandCall, Reply } from '#chat/inbox.ts';
import type { Fact } from '#chat/message.ts';
import { quoted } from '#chat/quoted.ts';
import { CommandError } from '../errors.ts';
import { setMeaning } from '../votes/custom-meanings.ts';
import { asShown, emojiByMeaning, papersWithEmoji } from '../votes/meaning-list.ts';
import { foldEmoji, keycapOf, MEANING_NAMES, type Meaning, meaningOf } from '../votes/meanings.ts';
import { type Command, mustBeAdmin, reply, say } from './command.ts';
import type { Services } from './services.ts';

/** Messages older than this show the tally they have. */
const SHOWN_FOR_MS = 7 * 24 * 60 * 60_000;

const WORDS: Readonly<Record<Meaning | 'none', string>> = {
  up: 'a vote for the paper',
  down: 'a vote against it',
  save: 'on my reading list',
  'will-read': 'I will read it',
  'have-read': 'I have read it',
  'will-present': 'I will present it',
  none: 'nothing',
};

export const meaning: Command = {
  name: 'meaning',
  summary: 'What an emoji means here, on reactions of the past too; alone: what all of them mean',
  options: [
    { name: 'emoji', summary: 'An emoji, as 🎉 or :party:', kind: 'text' },
    {
      name: 'means',
      summary: 'What it says about a paper',
      kind: 'choice',
      choices: [...MEANING_NAMES, 'none' as const].map((value) => ({
        label: `${value}: ${WORDS[value]}`,
        value,
      })),
    },
  ],
  access: 'admins',
  opens: 'reply',
  usage: 'meaning 🎉 up',
  run: async (call, services) => {
    const { emoji, means } = call.options;
    if (emoji === undefined && means === undefined) return listMeanings(call, services);
    await mustBeAdmin(call.spot, call.person, services);
    return change(readEmoji(emoji ?? ''), readMeaning(means ?? ''), { call, services });
  },
};

async function listMeanings({ spot }: CommandCall, services: Services): Promise<Reply> {
  const byMeaning = await emojiByMeaning(services.store, spot.workspace);
  const facts = MEANING_NAMES.map((name): Fact => {
    const emoji = byMeaning.get(name)?.join(' ') ?? 'no emoji';
    return { label: name, value: `${emoji} (${WORDS[name]})` };
  });
  return reply({
    summary: `What emoji mean here. ${facts.map(({ label, value }) => `${label}: ${value}`).join('. ')}.`,
    parts: [
      { kind: 'heading', size: 'small', text: 'What emoji mean here' },
      { kind: 'facts', facts },
      {
        kind: 'text',
        text: [
          { kind: 'plain', text: 'To change one: ' },
          { kind: 'code', text: '/papers meaning 🎉 up' },
          { kind: 'plain', text: ', or none to take its meaning away.' },
        ],
      },
    ],
  });
}

interface Deps {
  readonly call: CommandCall;
  readonly services: Services;
}

async function change(
  emoji: string,
  to: Meaning | 'none',
  { call, services }: Deps,
): Promise<Reply> {
  const { workspace } = call.spot;
  await setMeaning(services.store, { workspace, emoji, meaning: to });
  const since = services.clock() - SHOWN_FOR_MS;
  const papers = await papersWithEmoji(services.store, { workspace, emoji }, since);
  await services.votesChanged({ workspace, papers });
  return say(
    `Done. ${asShown(emoji)} means ${to} here: ${WORDS[to]}. Earlier reactions count so too.`,
  );
}

const PICTURE = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2})/u;

/** @throws CommandError for what is no emoji */
function readEmoji(typed: string): string {
  const emoji = typed.trim();
  if (keycapOf(emoji) !== undefined) {
    throw new CommandError('Number emoji vote for the papers of a digest and mean nothing else.');
  }
  const isNamed = /^:[\w+'-]+:(?::skin-tone-\d:)?$/.test(emoji) || /^<a?:\w+:\d+>$/.test(emoji);
  if (isNamed || PICTURE.test(emoji) || meaningOf(emoji) !== undefined) return foldEmoji(emoji);
  throw new CommandError(`${quoted(typed)} is no emoji. Write it as 🎉 or :party:`);
}

/** @throws CommandError for what emoji cannot mean */
function readMeaning(typed: string): Meaning | 'none' {
  const word = typed.trim().toLowerCase().replace(/\s+/g, '-');
  const found = [...MEANING_NAMES, 'none' as const].find((name) => name === word);
  if (found !== undefined) return found;
  const names = `${MEANING_NAMES.join(', ')} or none`;
  throw new CommandError(`It can mean ${names}. Try: /papers meaning 🎉 up`);
}
