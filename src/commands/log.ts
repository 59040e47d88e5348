import { quoted } from '#chat/quoted.ts';
import { CommandError } from '../errors.ts';
import { viewerOf } from './browse.ts';
import { type Command, reply } from './command.ts';
import { firstPage } from './pages.ts';

const WHERE = [
  { label: 'This channel', value: 'here' },
  { label: 'All public channels, and this one', value: 'all' },
] as const;

export const log: Command = {
  name: 'log',
  summary: 'What was posted last in this channel, and what went wrong',
  options: [{ name: 'where', summary: 'Here, or all', kind: 'choice', choices: WHERE }],
  access: 'admins',
  opens: 'reply',
  run: async (call, services) => {
    const where = call.options.where?.trim().toLowerCase() ?? 'here';
    if (!WHERE.some(({ value }) => value === where)) {
      throw new CommandError(`I know no log ${quoted(where)}. Try: /papers log all`);
    }
    const view = { kind: 'log', isWide: where === 'all' } as const;
    return reply(await firstPage(view, viewerOf(call), services));
  },
};
