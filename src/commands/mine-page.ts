import type { Message } from '#chat/message.ts';
import { composeMine, type ShownVote } from '../digest/mine.ts';
import { CommandError } from '../errors.ts';
import { type OwnVote, ownVotes } from '../votes/own-votes.ts';
import type { Turn } from './found.ts';
import type { Services } from './services.ts';

/** Each vote names the messages that it comes from, so fewer fit than in other lists. */
const PAGE = 5;

/** One page of somebody's own votes. @throws CommandError without any */
export async function minePage(
  { viewer, page, key }: Turn & { readonly key: string },
  services: Services,
): Promise<Message> {
  const voter = { workspace: viewer.workspace, person: viewer.person.id };
  const votes = await ownVotes(services.store, voter);
  if (votes.length === 0) throw new CommandError('No votes of yours.');
  const last = Math.floor((votes.length - 1) / PAGE);
  const before = Math.min(page, last) * PAGE;
  const shown = await withFacts(votes.slice(before, before + PAGE), voter.workspace, services);
  return composeMine({ votes: shown, before, total: votes.length, pageSize: PAGE, key });
}

async function withFacts(
  votes: readonly OwnVote[],
  workspace: string,
  services: Services,
): Promise<readonly ShownVote[]> {
  const ids = votes.map(({ paper }) => paper);
  const papers = await services.archive.findMany(ids);
  const tallies = await services.tallies.of(workspace, ids);
  const shown = votes.map(async (vote): Promise<readonly ShownVote[]> => {
    const paper = papers.get(vote.paper);
    if (paper === undefined) return [];
    const tally = tallies.get(vote.paper) ?? { up: 0, down: 0 };
    return [{ paper, vote, tally, links: await linksOf(vote, services) }];
  });
  return (await Promise.all(shown)).flat();
}

/** Whoever reacted to a message could see it, so its link tells them nothing new. */
async function linksOf({ causes }: OwnVote, { platformOf }: Services) {
  return Promise.all(
    causes.map(async (cause) => {
      if (cause.kind === 'button' || cause.isGone) return undefined;
      return platformOf(cause.ref.workspace)?.linkTo(cause.ref);
    }),
  );
}
