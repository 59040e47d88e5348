import { inLines, type Message } from '#chat/message.ts';
import { withDates } from '../commands/found.ts';
import {
  fillingWords,
  foundHeading,
  nothingWords,
  sentencesOf,
  whyWords,
} from '../commands/search-words.ts';
import { composeList, type ListedPaper } from '../digest/list.ts';
import { matchedIn } from '../digest/matches.ts';
import { CommandError, UsageError } from '../errors.ts';
import type { Engine } from '../ops/engine.ts';
import { type Query, readQuery } from '../search/query.ts';
import type { Found } from '../search/search.ts';
import { asksNothing } from '../search/wanted.ts';
import { type Tool, tryThis } from './tool.ts';

const USAGE = 'search <words and filters>';
/** Ten papers: what ranking is judged by. */
const PAGE = { limit: 10, offset: 0 };
/** Nothing is cut that a platform would not cut. */
const LIMITS = { messageText: 40_000 };

export const search: Tool = {
  name: 'search',
  usage: USAGE,
  summary: 'The papers that people find with these words, the best ten, and why each was found',
  run: async (args, { engine, show }) => {
    const query = readQuery(args.join(' '));
    mustBeAnswerable(query);
    await engine.live.catchUp();
    const found = await engine.services.search.find(query, { page: PAGE, isExplained: true });
    show(await composeFound(query, found, engine));
  },
};

/** @throws UsageError, CommandError */
function mustBeAnswerable(query: Query): void {
  if (query.paper !== undefined) {
    throw new CommandError(`${query.paper} is one paper: in a channel the answer is its card.`);
  }
  if (asksNothing(query)) {
    throw new UsageError(query.problems.join('\n') || tryThis('search video diffusion'));
  }
  if (query.isPostedHere || query.votesAbove !== undefined || query.sort === 'votes') {
    throw new CommandError(
      'Votes, and where papers were posted, can be asked about in a channel only.',
    );
  }
}

/** As in a channel, but for what belongs to one: votes, and where papers were posted. */
async function composeFound(query: Query, found: Found, { services }: Engine): Promise<Message> {
  const papers = await papersOf(found, services);
  const sentences = [
    ...sentencesOf(query, found),
    ...(found.total > 0 ? [] : [nothingWords(query, await services.archive.count())]),
    ...fillingWords(await services.backfill.coverage()),
  ];
  const { parts, ...message } = composeList({
    ...(found.total > 0 && { heading: foundHeading(query, found) }),
    ...(sentences.length > 0 && { below: inLines(sentences) }),
    ...{ papers, before: 0, total: found.total, pageSize: PAGE.limit },
    searched: matchedIn(
      papers.map(({ paper }) => paper),
      found.matches,
    ),
    ...{ key: 'none', limits: LIMITS, today: services.today() },
  });
  return { ...message, parts: parts.filter(({ kind }) => kind !== 'actions') };
}

async function papersOf(
  { hits }: Found,
  services: Engine['services'],
): Promise<readonly ListedPaper[]> {
  const papers = await services.archive.findMany(hits.map(({ id }) => id));
  const listed = hits.flatMap(({ id, why }) => {
    const paper = papers.get(id);
    return paper === undefined ? [] : [{ paper, tally: { up: 0, down: 0 }, ...whyWords(why) }];
  });
  return withDates(listed, services);
}
