import type { WorkspaceId } from '#chat/platform.ts';
import type { LinkedPaper } from '../digest/linked.ts';
import type { Paper } from '../papers/paper.ts';
import type { Services } from './services.ts';

/** Papers with the team's votes and the day on which each was listed. */
export async function linked(
  papers: readonly Paper[],
  workspace: WorkspaceId,
  { tallies, archive }: Pick<Services, 'tallies' | 'archive'>,
): Promise<readonly LinkedPaper[]> {
  const votes = await tallies.of(
    workspace,
    papers.map(({ id }) => id),
  );
  return Promise.all(
    papers.map(async (paper) => {
      const listedOn = await archive.listedOn(paper.id);
      return {
        paper,
        tally: votes.get(paper.id) ?? { up: 0, down: 0 },
        ...(listedOn !== undefined && { listedOn }),
      };
    }),
  );
}
