import type { Text } from '#chat/message.ts';
import type { Command } from './command.ts';
import { reply } from './command.ts';

/** Made from the table itself, so that it shows only what exists. */
export function helpFor(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    summary: 'What Paperboy answers to',
    options: [],
    access: 'everyone',
    opens: 'reply',
    run: async () => {
      const lines = commands().map(line);
      return reply({
        summary: `Paperboy answers to: ${commands()
          .map(({ name }) => name)
          .join(', ')}.`,
        parts: [
          { kind: 'heading', size: 'small', text: 'What Paperboy answers to' },
          {
            kind: 'text',
            text: lines.flatMap((spans, at) => (at === 0 ? spans : [newLine, ...spans])),
          },
          {
            kind: 'note',
            text: [
              { kind: 'plain', text: 'Answers are private. To post a card for everybody: ' },
              { kind: 'code', text: '/papers show 2509.24002 --share' },
            ],
          },
        ],
      });
    },
  };
}

const newLine = { kind: 'plain', text: '\n' } as const;

function line({ name, usage, summary, access }: Command): Exclude<Text, string> {
  const who = access === 'admins' ? ' (channel admins)' : '';
  return [
    { kind: 'code', text: `/papers ${usage ?? name}` },
    { kind: 'plain', text: ` ${summary}${who}` },
  ];
}
