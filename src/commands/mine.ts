import type { Press, Reply } from '#chat/inbox.ts';
import type { Span } from '#chat/message.ts';
import { CommandError } from '../errors.ts';
import { receiptWords } from '../votes/receipt.ts';
import { takeBackGone } from '../votes/take-back.ts';
import { viewerOf } from './browse.ts';
import { type Command, reply, say } from './command.ts';
import { firstPage } from './pages.ts';
import type { Services } from './services.ts';

export const mine: Command = {
  name: 'mine',
  summary: 'Your votes, and what each comes from',
  options: [],
  access: 'everyone',
  opens: 'reply',
  run: async (call, services) => {
    return reply(await firstPage({ kind: 'mine' }, viewerOf(call), services));
  },
};

const STILL: readonly Span[] = [
  { kind: 'plain', text: 'Taken back there. Something else of yours still votes on it: ' },
  { kind: 'code', text: '/papers mine' },
  { kind: 'plain', text: '.' },
];

/** The pressed *Take back* beside a vote on a message that is gone. */
export async function takeBack(press: Press, services: Services): Promise<Reply> {
  const { workspace } = press.spot;
  const paper = await services.archive.find(press.action.argument ?? '');
  if (paper === undefined) throw new CommandError('I know no such paper. Try: /papers mine');
  const ballot = { workspace, paper: paper.id, person: press.person.id };
  const { reactions, isVoteLeft, tally } = await takeBackGone(
    services.store,
    ballot,
    services.clock(),
  );
  if (reactions === 0) return say('There is nothing left to take back.');
  await services.votesChanged({ workspace, papers: [paper.id] });
  return say(isVoteLeft ? STILL : receiptWords({ state: 'taken-back', tally }, paper));
}
