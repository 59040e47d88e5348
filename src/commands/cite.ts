import type { CommandCall } from '#chat/inbox.ts';
import { CommandError } from '../errors.ts';
import type { PaperId } from '../papers/paper.ts';
import { savedBy } from '../votes/saved.ts';
import { paperNamed } from './asked.ts';
import { findPaper, viewerOf } from './browse.ts';
import { type Command, reply } from './command.ts';
import { firstPage } from './pages.ts';
import type { Services } from './services.ts';

export const cite: Command = {
  name: 'cite',
  summary: 'A paper, or your reading list, as BibTeX and RIS',
  options: [
    {
      ...{ name: 'what', summary: 'An arXiv id or link, or: saved', kind: 'paper' },
      ...{ isRequired: true, hasSuggestions: true },
      choices: [{ label: 'Your reading list', value: 'saved' }],
    },
  ],
  access: 'everyone',
  opens: 'reply',
  usage: 'cite 2509.24002',
  run: async (call, services) => {
    const papers = await papersAsked(call, services);
    return reply(await firstPage({ kind: 'cite', papers }, viewerOf(call), services));
  },
};

async function papersAsked(call: CommandCall, services: Services): Promise<PaperId[]> {
  const typed = call.options.what?.trim() ?? '';
  if (/^saved$/i.test(typed)) return papersSaved(call, services);
  const id = paperNamed(typed, '/papers cite 2509.24002, or /papers cite saved');
  return [(await findPaper(id, services)).id];
}

async function papersSaved({ spot, person }: CommandCall, services: Services): Promise<PaperId[]> {
  const reader = { workspace: spot.workspace, person: person.id };
  const saved = await savedBy(services.store, reader);
  if (saved.length === 0) throw new CommandError('Nothing is on your list, so nothing to cite.');
  return saved.map(({ paper }) => paper);
}
