import type { WorkspaceId } from '#chat/platform.ts';
import { isPostgres, serialised } from '../store/dialect.ts';
import type { StoreHandle } from '../store/open.ts';
import { teamOf } from './workspaces.ts';

/**
 * Whatever moves votes, lists or accounts of a team has its turn, one transaction after the other: first thing in it. A
 * workspace that changes its team meanwhile is followed.
 */
export async function ownTurn(trx: StoreHandle, workspace: WorkspaceId): Promise<void> {
  if (!isPostgres(trx)) return;
  for (let team: string | undefined; team !== (await teamOf(trx, workspace)); ) {
    team = await teamOf(trx, workspace);
    await turnOfTeam(trx, team);
  }
}

export async function turnOfTeam(trx: StoreHandle, team: string): Promise<void> {
  await serialised(trx, `votes ${team}`);
}
