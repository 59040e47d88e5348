import { type Part, type Text, withCommands } from '#chat/message.ts';
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
          ...NOTES.map((text): Part => ({ kind: 'note', text: withCommands(text) })),
        ],
      });
    },
  };
}

/** Whatever stands in them to be typed is a whole command, so that each platform writes it as it is typed there. */
const NOTES = [
  'Answers are private. To post a card, a search or similar papers for everybody: /papers show 2509.24002 --share',
  'A search also takes "a phrase", -word, author:Hinton, org:DeepMind, after:2025-03, before:2025, upvotes:>10, votes:>2, posted:here, has:code, sort:new and sort:votes. It says why each paper was found with /papers search video diffusion --why',
  'What the team voted up, once a week: /papers subscribe picks Fri 16:00. To end it: /papers unsubscribe picks',
];

const newLine = { kind: 'plain', text: '\n' } as const;

function line({ name, usage, summary, access }: Command): Exclude<Text, string> {
  const who = access === 'admins' ? ' (channel admins)' : '';
  return [
    { kind: 'code', text: `/papers ${usage ?? name}` },
    { kind: 'plain', text: ` ${summary}${who}` },
  ];
}
