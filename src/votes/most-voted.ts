import type { WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { StoreHandle } from '../store/open.ts';
import { teamOf } from './workspaces.ts';

/**
 * Papers with more ups than downs of the workspace's team, best first, with the difference. As they were counted last,
 * which the clock sees to every minute: for what may be a minute old, and has to be quick.
 */
export async function mostVoted(
  db: StoreHandle,
  workspace: WorkspaceId,
  limit: number,
): Promise<ReadonlyMap<PaperId, number>> {
  const rows = await db
    .selectFrom('tally')
    .select(['paper', 'net'])
    .where('team', '=', await teamOf(db, workspace))
    .where('net', '>', 0)
    .orderBy('net', 'desc')
    .limit(limit)
    .execute();
  return new Map(rows.map(({ paper, net }) => [paper, net]));
}
