import type { LinkCard, SharedLinks } from '#chat/inbox.ts';
import { composeLinkCard } from '../digest/linked.ts';
import { SourceError } from '../errors.ts';
import { toPaperId } from '../papers/links.ts';
import type { Paper, PaperId } from '../papers/paper.ts';
import { hasLinkCards } from '../votes/workspaces.ts';
import { linked } from './linked.ts';
import type { Services } from './services.ts';

/** More cards under one message are a wall. */
const MOST_CARDS = 5;
/** Nobody waits for what is fetched here, and a flood of links must not become one of requests. */
const MOST_FETCHES = 4;

/** Cards for the links that people post, each paper once, where the workspace wants them. */
export function createLinkCards(
  services: Services,
): (shared: SharedLinks) => Promise<readonly LinkCard[]> {
  const find = createFinder(services);
  return async ({ workspace, urls, isInside }) => {
    if (!(await hasLinkCards(services.store, workspace))) return [];
    const byPaper = firstUrls(urls);
    const papers = await find([...byPaper.keys()]);
    const all = await linked(papers, workspace, services);
    const today = services.today();
    return all.flatMap((one) => {
      const url = byPaper.get(one.paper.id);
      if (url === undefined) return [];
      // Votes are the team's alone.
      const shown = isInside ? one : { ...one, tally: { up: 0, down: 0 } };
      return [{ url, message: composeLinkCard(shown, today) }];
    });
  };
}

/** The first link to each paper. */
function firstUrls(urls: readonly string[]): ReadonlyMap<PaperId, string> {
  const first = new Map<PaperId, string>();
  for (const url of urls) {
    const id = toPaperId(url);
    if (id !== undefined && !first.has(id) && first.size < MOST_CARDS) first.set(id, url);
  }
  return first;
}

/** From the archive, else fetched once however often it is linked meanwhile; left out when that fails or is too much. */
function createFinder({
  archive,
  puller,
}: Pick<Services, 'archive' | 'puller'>): (ids: readonly PaperId[]) => Promise<readonly Paper[]> {
  const fetching = new Map<PaperId, Promise<Paper | undefined>>();
  const fetchOne = (id: PaperId) => {
    const known = fetching.get(id);
    if (known !== undefined) return known;
    if (fetching.size >= MOST_FETCHES) return undefined;
    const fetched = puller
      .findOrFetch(id)
      .catch(unlessUnreachable)
      .finally(() => fetching.delete(id));
    fetching.set(id, fetched);
    return fetched;
  };
  return async (ids) => {
    const known = await archive.findMany(ids);
    const papers = await Promise.all(ids.map((id) => known.get(id) ?? fetchOne(id)));
    return papers.filter((paper) => paper !== undefined);
  };
}

function unlessUnreachable(error: unknown): undefined {
  if (!(error instanceof SourceError)) throw error;
  return undefined;
}
