import { lastListed } from '../papers/listed.ts';
import type { PaperId } from '../papers/paper.ts';
import type { Query } from '../search/query.ts';
import type { Found } from '../search/search.ts';
import { isFew } from './beyond.ts';
import type { Services } from './services.ts';
import type { Viewer } from './view.ts';

/** Where little is found that stands on a daily list. */
export interface Few {
  /** What does, all of it. */
  readonly own: Found;
  /** What else matches: papers that people met beyond our lists before, best first. */
  readonly met: readonly PaperId[];
}

interface Asking {
  readonly query: Query;
  readonly isExplained: boolean;
  readonly viewer: Viewer;
}

/** More matches than this are not few, wherever they were met. */
const MOST_LOOKED_AT = 100;

/** Whether it is worth asking. */
export function mayBeFew({ total }: Pick<Found, 'total'>): boolean {
  return total <= MOST_LOOKED_AT;
}

/**
 * Undefined where our lists have enough. Papers that were only met beyond them do not count: a first search brings dozens
 * of them into the archive, and the next one would look complete.
 */
export async function findFew(
  { query, isExplained, viewer }: Asking,
  { search, store }: Services,
): Promise<Few | undefined> {
  const page = { limit: MOST_LOOKED_AT, offset: 0 };
  const found = await search.find(query, { place: viewer, page, isExplained });
  if (!mayBeFew(found)) return undefined;
  const ids = found.hits.map(({ id }) => id);
  const listed = await lastListed(store, ids);
  const hits = found.hits.filter(({ id }) => listed.has(id));
  if (!isFew({ total: hits.length })) return undefined;
  const own = { ...found, total: hits.length, hits };
  return { own, met: ids.filter((id) => !listed.has(id)) };
}
