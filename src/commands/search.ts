import type { CommandCall, Press, Reply } from '#chat/inbox.ts';
import { CommandError } from '../errors.ts';
import { type Query, readQuery } from '../search/query.ts';
import { asksNothing } from '../search/wanted.ts';
import { beyondPart, furtherWords, toSecond } from './beyond.ts';
import { findPaper, privateCard, viewerOf } from './browse.ts';
import { type Command, reply } from './command.ts';
import { beginSearch, type Searching, searchPart } from './search-page.ts';
import { noSecondWords } from './search-words.ts';
import { searchedMessage } from './searched.ts';
import type { Services } from './services.ts';
import { share } from './share.ts';
import { shareList } from './share-list.ts';
import { findView, keepView, type View } from './view.ts';

const MORE_WORDS = '“search” needs more words. Try: /papers search video diffusion';

export const search: Command = {
  name: 'search',
  summary: 'Papers by words, authors, days, votes and more',
  options: [
    {
      ...{ name: 'words', summary: 'What to look for', kind: 'rest' },
      ...{ isRequired: true, hasSuggestions: true },
    },
    {
      name: 'why',
      summary: 'Say of each paper why it was found',
      kind: 'choice',
      choices: [{ label: 'Yes', value: 'yes' }],
    },
  ],
  access: 'everyone',
  opens: 'reply',
  isShareable: true,
  usage: 'search video diffusion',
  readTyped: (typed) => {
    const { words, isExplained } = withoutWhy(typed);
    if (words === '') return { problem: MORE_WORDS };
    return { options: { words, ...(isExplained && { why: 'yes' }) } };
  },
  run: async (call, services) => {
    const { query, isExplained } = readAsked(call.options);
    if (query.paper !== undefined) return cardOf(query.paper, call, services);
    if (asksNothing(query)) throw new CommandError(query.problems.join('\n') || MORE_WORDS);
    return firstSearch({ query, isExplained, viewer: viewerOf(call) }, call, services);
  },
};

/** `--why` may stand anywhere among the words; phones make one dash of two. */
const WHY = /(?<!\S)(?:--|—)why(?!\S)/gi;

function readAsked({ words = '', why }: CommandCall['options']): {
  readonly query: Query;
  readonly isExplained: boolean;
} {
  const read = withoutWhy(words);
  return { query: readQuery(read.words), isExplained: why === 'yes' || read.isExplained };
}

function withoutWhy(typed: string): { readonly words: string; readonly isExplained: boolean } {
  const words = typed.replace(WHY, ' ').trim();
  return { words, isExplained: words !== typed.trim() };
}

async function cardOf(paper: string, call: CommandCall, services: Services): Promise<Reply> {
  const { id } = await findPaper(paper, services);
  if (call.isShared) return share({ paper: id, ...call }, services);
  return privateCard(await findPaper(id, services), viewerOf(call), services);
}

async function firstSearch(
  asked: Searching,
  call: CommandCall,
  services: Services,
): Promise<Reply> {
  const { viewer } = asked;
  const begun = await beginSearch(asked, services);
  const { view } = begun;
  const key = await keepView(services.store, view, { ...viewer, now: services.clock() });
  if (call.isShared) return shareList({ key, page: 0, ...call }, services);
  const part = await searchPart({ view, key, page: 0, viewer, begun }, services);
  return reply(searchedMessage(part, { page: 0, viewer }, services));
}

/** The pressed *Search all of Hugging Face*, or *Search “difusion” instead*. */
export async function pressBeyond(press: Press, services: Services): Promise<Reply> {
  const viewer = viewerOf(press);
  const before = await findView(services.store, press.action.key, viewer);
  if (before?.kind !== 'search') {
    throw new CommandError('This list is no longer here. Ask again, please.');
  }
  const query = readQuery(before.words);
  const typed = furtherWords(query, { corrected: [] });
  const { further = typed, shown = [] } = before;
  const words = press.action.argument === 'typed' ? typed : further;
  const said = await services.search.beyond(query, { words, shown, place: viewer });
  if (said.kind !== 'found' || said.papers.length === 0)
    throw new CommandError(noSecondWords(said));
  const view: Extract<View, { kind: 'beyond' }> = { kind: 'beyond', second: toSecond(said) };
  const key = await keepView(services.store, view, { ...viewer, now: services.clock() });
  const part = await beyondPart({ view, key, page: 0, viewer }, services);
  return reply(searchedMessage(part, { page: 0, viewer }, services));
}
