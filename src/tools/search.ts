import { beginSearch, searchPart } from '../commands/search-page.ts';
import type { Viewer } from '../commands/view.ts';
import { composeList } from '../digest/list.ts';
import { CommandError, UsageError } from '../errors.ts';
import { type Query, readQuery } from '../search/query.ts';
import { asksNothing } from '../search/wanted.ts';
import { type Tool, tryThis } from './tool.ts';

const USAGE = 'search <words and filters>';
/** Ten papers: what ranking is judged by. */
const PAGES = 2;
/** Nothing is cut that a platform would not cut. */
const LIMITS = { messageText: 20_000 };
/** No team's votes count here, and nothing was posted here. */
const VIEWER: Viewer = {
  workspace: 'command:line',
  channel: 'none',
  person: { id: 'command:operator', name: 'Operator' },
};

export const search: Tool = {
  name: 'search',
  usage: USAGE,
  summary: 'The papers that people find with these words, the best ten, and why each was found',
  run: async (args, { engine, show }) => {
    const query = readQuery(args.join(' '));
    mustBeAnswerable(query);
    await engine.live.catchUp();
    const asked = { query, isExplained: true, viewer: VIEWER };
    const begun = await beginSearch(asked, engine.services);
    const turn = { view: begun.view, key: 'none', viewer: VIEWER, page: 0 };
    for (let page = 0; page < PAGES; page++) {
      const isFirst = page === 0;
      const part = await searchPart({ ...turn, page, ...(isFirst && { begun }) }, engine.services);
      show(composeList({ ...part, limits: LIMITS, today: engine.services.today() }));
      if (part.before + part.papers.length + (part.second?.papers.length ?? 0) >= part.total)
        return;
    }
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
