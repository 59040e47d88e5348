import type { WorkspaceId } from '#chat/platform.ts';
import type { LinkedPaper } from '../digest/linked.ts';
import { lastListed } from '../papers/listed.ts';
import type { Paper } from '../papers/paper.ts';
import type { Services } from './services.ts';

/** Papers with the team's votes and the day on which each was listed. */
export async function linked(
  papers: readonly Paper[],
  workspace: WorkspaceId,
  { tallies, store }: Pick<Services, 'tallies' | 'store'>,
): Promise<readonly LinkedPaper[]> {
  const ids = papers.map(({ id }) => id);
  const [votes, days] = [await tallies.of(workspace, ids), await lastListed(store, ids)];
  return papers.map((paper) => {
    const listedOn = days.get(paper.id);
    return {
      paper,
      tally: votes.get(paper.id) ?? { up: 0, down: 0 },
      ...(listedOn !== undefined && { listedOn }),
    };
  });
}
