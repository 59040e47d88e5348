import type { LinkCard, SharedLinks } from '#chat/inbox.ts';
import type { WorkspaceId } from '#chat/platform.ts';
import { composeLinkCard } from '../digest/linked.ts';
import { SourceError } from '../errors.ts';
import { toPaperId } from '../papers/links.ts';
import type { Paper, PaperId } from '../papers/paper.ts';
import { hasLinkCards } from '../votes/workspaces.ts';
import { linked } from './linked.ts';
import type { Services } from './services.ts';

/** More cards under one message are a wall. */
const MOST_CARDS = 5;
/** Of one workspace at once: nobody waits for what is fetched here, and a flood of links must not become one of requests. */
const MOST_FETCHES = 4;

/** Cards for the links that people post, each paper once, where the workspace wants them. */
export function createLinkCards(
  services: Services,
): (shared: SharedLinks) => Promise<readonly LinkCard[]> {
  const find = createFinder(services);
  return async ({ workspace, urls, isInside }) => {
    if (!(await hasLinkCards(services.store, workspace))) return [];
    const byPaper = firstUrls(urls);
    const papers = await find([...byPaper.keys()], workspace);
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

type Find = (ids: readonly PaperId[], workspace: WorkspaceId) => Promise<readonly Paper[]>;

interface Fetching {
  /** The first that linked it. */
  readonly workspace: WorkspaceId;
  readonly paper: Promise<Paper | undefined>;
}

/** From the archive, else fetched once however often it is linked meanwhile; left out when that fails or is too much. */
function createFinder({ archive, puller }: Pick<Services, 'archive' | 'puller'>): Find {
  const underWay = new Map<PaperId, Fetching>();
  const fetchOne = (id: PaperId, workspace: WorkspaceId) => {
    const known = underWay.get(id);
    if (known !== undefined) return known.paper;
    const own = [...underWay.values()].filter((one) => one.workspace === workspace);
    if (own.length >= MOST_FETCHES) return undefined;
    const paper = puller
      .findOrFetch(id)
      .catch(unlessUnreachable)
      .finally(() => underWay.delete(id));
    underWay.set(id, { workspace, paper });
    return paper;
  };
  return async (ids, workspace) => {
    const known = await archive.findMany(ids);
    const papers = await Promise.all(ids.map((id) => known.get(id) ?? fetchOne(id, workspace)));
    return papers.filter((paper) => paper !== undefined);
  };
}

function unlessUnreachable(error: unknown): undefined {
  if (!(error instanceof SourceError)) throw error;
  return undefined;
}
