import type { Text } from '#chat/message.ts';
import { dateWords } from '#chat/words.ts';
import type { ListedPaper } from '../digest/list.ts';
import type { Paper, PaperId } from '../papers/paper.ts';
import type { Services } from './services.ts';
import type { Viewer } from './view.ts';

/** What one page of a view shows. */
export interface ListPage {
  readonly heading: string;
  readonly below?: Text;
  readonly papers: readonly ListedPaper[];
  readonly total: number;
  readonly pageSize: number;
}

/** Which page, counted from 0, and for whom. */
export interface Turn {
  readonly page: number;
  readonly viewer: Viewer;
}

/** A list as a reader wants it: a whole morning at a glance. */
export const LIST_PAGE = 10;

export async function withTallies(
  papers: readonly Paper[],
  { workspace }: Viewer,
  services: Services,
): Promise<readonly ListedPaper[]> {
  const tallies = await services.tallies.of(
    workspace,
    papers.map(({ id }) => id),
  );
  return papers.map((paper) => ({ paper, tally: tallies.get(paper.id) ?? { up: 0, down: 0 } }));
}

/** With the day of the list on which each last stood, or of arXiv where it stood on none. */
export async function withDates(
  papers: readonly ListedPaper[],
  { archive }: Services,
): Promise<readonly ListedPaper[]> {
  return Promise.all(
    papers.map(async (one) => ({
      ...one,
      facts: [dateWords((await archive.listedOn(one.paper.id)) ?? one.paper.publishedOn)],
    })),
  );
}

/** Papers of the archive in this order, as lists show them: with votes and dates. */
export async function findListed(
  ids: readonly PaperId[],
  viewer: Viewer,
  services: Services,
): Promise<readonly ListedPaper[]> {
  const papers = await services.archive.findMany(ids);
  const found = ids.flatMap((id) => papers.get(id) ?? []);
  return withDates(await withTallies(found, viewer, services), services);
}
