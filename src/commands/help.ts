import type { Text } from '#chat/message.ts';
import type { Place } from '#chat/platform.ts';
import type { Command } from './command.ts';
import { reply } from './command.ts';
import type { Services } from './services.ts';

/** Made from the table itself, so that it shows only what exists there. */
export function helpFor(
  commandsAt: (place: Place, services: Services) => readonly Command[],
): Command {
  return {
    name: 'help',
    summary: 'What Paperboy answers to',
    options: [],
    access: 'everyone',
    opens: 'reply',
    run: async ({ spot }, services) => {
      const commands = commandsAt(spot, services);
      const lines = commands.map(line);
      return reply({
        summary: `Paperboy answers to: ${commands.map(({ name }) => name).join(', ')}.`,
        parts: [
          { kind: 'heading', size: 'small', text: 'What Paperboy answers to' },
          {
            kind: 'text',
            text: lines.flatMap((spans, at) => (at === 0 ? spans : [newLine, ...spans])),
          },
          {
            kind: 'note',
            text: [
              {
                kind: 'plain',
                text: 'Answers are private. To post a card, a search or similar papers for everybody: ',
              },
              { kind: 'code', text: '/papers show 2509.24002 --share' },
            ],
          },
          { kind: 'note', text: FILTERS },
        ],
      });
    },
  };
}

const FILTERS =
  'A search also takes "a phrase", -word, author:Hinton, org:DeepMind, after:2025-03, before:2025, upvotes:>10, votes:>2, posted:here, has:code, sort:new and sort:votes; --why says why each paper was found.';

const newLine = { kind: 'plain', text: '\n' } as const;

function line({ name, usage, summary, access }: Command): Exclude<Text, string> {
  const who = access === 'admins' ? ' (channel admins)' : '';
  return [
    { kind: 'code', text: `/papers ${usage ?? name}` },
    { kind: 'plain', text: ` ${summary}${who}` },
  ];
}
