import type { CommandCall, Press, Reply } from '#chat/inbox.ts';
import { CommandError } from '../errors.ts';
import { toPaperId } from '../papers/links.ts';
import { paperNamed } from './asked.ts';
import { findPaper, paperOption, viewerOf } from './browse.ts';
import { type Command, reply } from './command.ts';
import { firstPage } from './pages.ts';
import type { Services } from './services.ts';
import { shareList } from './share-list.ts';
import { keepView } from './view.ts';

export const similar: Command = {
  name: 'similar',
  summary: 'The papers nearest to one, by its id or link',
  options: [paperOption],
  access: 'everyone',
  opens: 'reply',
  isShareable: true,
  usage: 'similar 2509.24002',
  run: async (call, services) => {
    const id = paperNamed(call.options.paper ?? '', '/papers similar 2509.24002');
    const { id: paper } = await findPaper(id, services);
    if (!call.isShared) return showSimilar(paper, call, services);
    const viewer = { ...viewerOf(call), now: services.clock() };
    const key = await keepView(services.store, { kind: 'similar', paper }, viewer);
    return shareList({ key, page: 0, ...call }, services);
  },
};

/** The pressed *Similar* of a card. */
export async function pressSimilar(press: Press, services: Services): Promise<Reply> {
  const id = toPaperId(press.action.argument ?? '');
  if (id === undefined)
    throw new CommandError('This button is no longer in use. Try: /papers help');
  const { id: paper } = await findPaper(id, services);
  return showSimilar(paper, press, services);
}

async function showSimilar(
  paper: string,
  asked: Pick<CommandCall, 'spot' | 'person'>,
  services: Services,
): Promise<Reply> {
  return reply(await firstPage({ kind: 'similar', paper }, viewerOf(asked), services));
}
