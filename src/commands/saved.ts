import type { CommandCall, Press, Reply } from '#chat/inbox.ts';
import type { Span, Text } from '#chat/message.ts';
import { many } from '#chat/words.ts';
import type { Paper } from '../papers/paper.ts';
import { asPicture } from '../votes/meanings.ts';
import { type SaveReceipt, toggleSaved } from '../votes/saved.ts';
import { paperNamed } from './asked.ts';
import { findPaper, paperOption, viewerOf } from './browse.ts';
import { type Command, reply, say } from './command.ts';
import { firstPage } from './pages.ts';
import type { Services } from './services.ts';

export const save: Command = {
  name: 'save',
  summary: 'Puts a paper on your reading list, or takes it off',
  options: [paperOption],
  access: 'everyone',
  opens: 'reply',
  usage: 'save 2509.24002',
  run: async (call, services) => {
    const id = paperNamed(call.options.paper ?? '', '/papers save 2509.24002');
    return toggle(await findPaper(id, services), call, services);
  },
};

export const saved: Command = {
  name: 'saved',
  summary: 'Your reading list',
  options: [],
  access: 'everyone',
  opens: 'reply',
  run: async (call, services) => {
    return showSaved(call, services);
  },
};

type Asked = Pick<CommandCall, 'spot' | 'person'>;

/** The pressed *Reading list*. */
export async function showSaved(asked: Asked, services: Services): Promise<Reply> {
  return reply(await firstPage({ kind: 'saved' }, viewerOf(asked), services));
}

/** The pressed *Save* of a card. */
export async function pressSave(press: Press, services: Services): Promise<Reply> {
  return toggle(await findPaper(press.action.argument ?? '', services), press, services);
}

async function toggle(paper: Paper, { spot, person }: Asked, services: Services): Promise<Reply> {
  const wanted = { workspace: spot.workspace, person: person.id, paper: paper.id };
  const receipt = await toggleSaved(services.store, wanted, services.clock());
  const ref = receipt.by?.ref;
  const link = ref && (await services.platformOf(ref.workspace)?.linkTo(ref));
  return say(saveWords(receipt, link));
}

function saveWords({ state, count, by }: SaveReceipt, link: string | undefined): Text {
  switch (state) {
    case 'saved':
      return [
        words(`Saved. ${many(count, 'paper')} on your list: `),
        { kind: 'code', text: '/papers saved' },
        words('.'),
      ];
    case 'removed':
      return 'Removed from your list.';
    case 'still-saved':
      return [
        words(`Still on your list: your ${asPicture(by?.emoji ?? '🔖')} on `),
        link === undefined
          ? words('another message')
          : { kind: 'link', text: 'this message', url: link },
        words(' saves it too. Remove it to take the paper off.'),
      ];
  }
}

function words(text: string): Span {
  return { kind: 'plain', text };
}
