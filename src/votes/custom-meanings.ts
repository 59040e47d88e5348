import type { WorkspaceId } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';
import { type Meaning, type Meanings, oneSpelling, withChanges } from './meanings.ts';

/** What emoji mean in each of these workspaces. Looked up when a vote is computed, so that a change changes the past too. */
export async function meaningsIn(
  db: StoreHandle,
  workspaces: readonly WorkspaceId[],
): Promise<(workspace: WorkspaceId) => Meanings> {
  const rows = await db
    .selectFrom('meaning')
    .selectAll()
    .where('workspace', 'in', workspaces)
    .execute();
  const byWorkspace = Map.groupBy(rows, (row) => row.workspace);
  const meanings = new Map(
    workspaces.map((workspace) => {
      const changes = (byWorkspace.get(workspace) ?? []).map((row): [string, Meaning | 'none'] => [
        row.emoji,
        row.meaning,
      ]);
      return [workspace, withChanges(new Map(changes))];
    }),
  );
  return (workspace) => meanings.get(workspace) ?? withChanges(new Map());
}

/** Sets what an emoji means in a workspace, on reactions of the past too. Safe to repeat. */
export async function setMeaning(
  db: StoreHandle,
  { workspace, emoji, meaning }: OwnMeaning,
): Promise<void> {
  const row = { workspace, emoji: oneSpelling(emoji), meaning };
  await db
    .insertInto('meaning')
    .values(row)
    .onConflict((conflict) => conflict.columns(['workspace', 'emoji']).doUpdateSet({ meaning }))
    .execute();
}

export interface OwnMeaning {
  readonly workspace: WorkspaceId;
  readonly emoji: string;
  readonly meaning: Meaning | 'none';
}
