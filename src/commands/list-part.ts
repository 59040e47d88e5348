import type { ListedPaper, ListFacts } from '../digest/list.ts';
import type { PaperId } from '../papers/paper.ts';
import { findListed } from './found.ts';
import { postedWords } from './search-words.ts';
import type { Services } from './services.ts';
import type { Viewer } from './view.ts';

/** What is searched for is read from the top, and few go on (messages.md, Search). */
export const SEARCH_PAGE = 5;

/** A page of a list, but for what every list is composed with. */
export type ListPart = Omit<ListFacts, 'limits' | 'today'>;

/** A page of a view, counted from 0. */
export interface TurnOf<V> {
  readonly view: V;
  readonly key: string;
  readonly page: number;
  readonly viewer: Viewer;
}

export const SHORTER = 'This list has become shorter. Ask again, please.';

/** Papers of the archive in this order, with where each was posted. */
export async function findPosted(
  ids: readonly PaperId[],
  viewer: Viewer,
  services: Services,
): Promise<readonly ListedPaper[]> {
  const listed = await findListed(ids, viewer, services);
  const posted = await services.search.posted(viewer, ids);
  const today = services.today();
  return listed.map((one) => {
    const at = posted.get(one.paper.id);
    return at === undefined ? one : { ...one, reason: postedWords(at, today) };
  });
}
