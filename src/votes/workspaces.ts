import type { Instant, WorkspaceId } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';

/** Makes a workspace known, as a team of its own; safe to repeat, and brings a removed one back. */
export async function ensureWorkspace(
  db: StoreHandle,
  { id, name, now }: { readonly id: WorkspaceId; readonly name: string; readonly now: Instant },
): Promise<void> {
  await db
    .insertInto('workspace')
    .values({ id, name, team: id, state: 'active', created_at: now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ name, state: 'active' }))
    .execute();
}

/** The workspaces that share a tally with this one, itself included. */
export async function teammates(
  db: StoreHandle,
  workspace: WorkspaceId,
): Promise<readonly WorkspaceId[]> {
  const team = await teamOf(db, workspace);
  const rows = await db.selectFrom('workspace').select('id').where('team', '=', team).execute();
  return rows.length === 0 ? [workspace] : rows.map((row) => row.id);
}

/** By default each workspace is a team of its own. */
export async function teamOf(db: StoreHandle, workspace: WorkspaceId): Promise<string> {
  const row = await db
    .selectFrom('workspace')
    .select('team')
    .where('id', '=', workspace)
    .executeTakeFirst();
  return row?.team ?? workspace;
}
