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

/** Paperboy was a member there and is not any more. */
export async function wasRemoved(db: StoreHandle, id: WorkspaceId): Promise<boolean> {
  const row = await db
    .selectFrom('workspace')
    .select('state')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.state === 'removed';
}

/** The workspaces that share a tally with this one, itself included. */
export async function teammates(
  db: StoreHandle,
  workspace: WorkspaceId,
): Promise<readonly WorkspaceId[]> {
  const rows = await db
    .selectFrom('workspace')
    .select('id')
    .where('team', '=', (eb) =>
      eb.fn.coalesce(
        eb.selectFrom('workspace as own').select('own.team').where('own.id', '=', workspace),
        eb.val(workspace),
      ),
    )
    .execute();
  return rows.length === 0 ? [workspace] : rows.map((row) => row.id);
}

/** The same of several at once. */
export async function teammatesOfEach(
  db: StoreHandle,
  workspaces: readonly WorkspaceId[],
): Promise<ReadonlyMap<WorkspaceId, readonly WorkspaceId[]>> {
  const rows = await db
    .selectFrom('workspace as own')
    .innerJoin('workspace as mate', 'mate.team', 'own.team')
    .select(['own.id as own', 'mate.id as mate'])
    .where('own.id', 'in', workspaces)
    .execute();
  const known = Map.groupBy(rows, ({ own }) => own);
  const all = new Map<WorkspaceId, readonly WorkspaceId[]>();
  for (const workspace of new Set(workspaces)) {
    const mates = known.get(workspace)?.map(({ mate }) => mate);
    all.set(workspace, mates ?? (await teammates(db, workspace)));
  }
  return all;
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

/** The workspaces of a team; one that was never met is a team of its own. */
export async function workspacesOf(db: StoreHandle, team: string): Promise<readonly WorkspaceId[]> {
  const rows = await db.selectFrom('workspace').select(['id', 'team']).execute();
  const members = rows.filter((row) => row.team === team).map(({ id }) => id);
  const hasLeft = rows.some(({ id }) => id === team);
  return members.length === 0 && !hasLeft ? [team] : members;
}

/** Whether cards stand under links that people post there; not unless somebody switched it on. */
export async function hasLinkCards(db: StoreHandle, id: WorkspaceId): Promise<boolean> {
  const row = await db
    .selectFrom('workspace')
    .select('unfurls')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.unfurls === 1;
}

/** Safe to repeat. */
export async function setLinkCards(
  db: StoreHandle,
  id: WorkspaceId,
  { isOn, now }: { readonly isOn: boolean; readonly now: Instant },
): Promise<void> {
  const unfurls = isOn ? 1 : 0;
  await db
    .insertInto('workspace')
    .values({ id, name: id, team: id, state: 'active', created_at: now, unfurls })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ unfurls }))
    .execute();
}
