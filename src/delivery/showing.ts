import type { Instant } from '#chat/platform.ts';
import type { Store } from '../store/open.ts';
import { isUnfinished, onTheirWayTo } from '../store/unfinished.ts';
import type { Touched } from '../votes/ledger.ts';
import { postsOnPapers } from '../votes/on-papers.ts';
import { teammates } from '../votes/workspaces.ts';

/** A posted message that shows a paper. */
export interface ShownDelivery {
  readonly id: number;
  readonly workspace: string;
  readonly sent_at: number | null;
  readonly edited_at: number | null;
}

/** What was posted since then and shows one of the papers to the team. */
export async function showing(
  store: Store,
  { workspace, papers }: Touched,
  since: Instant,
): Promise<readonly ShownDelivery[]> {
  return postsOnPapers(store)
    .leftJoin('refresh', 'refresh.delivery', 'delivery.id')
    .select(['delivery.id', 'delivery.workspace', 'delivery.sent_at', 'refresh.edited_at'])
    .where('votable.paper', 'in', papers)
    .where('votable.workspace', 'in', await teammates(store, workspace))
    .where('delivery.sent_at', '>', since)
    .where('refresh.ended_reason', 'is', null)
    .groupBy(['delivery.id', 'refresh.edited_at'])
    .execute();
}

/** What is being posted was written a moment ago: it may miss a vote that comes before the platform answers. */
export async function onTheirWay(
  store: Store,
  { workspace, papers }: Touched,
): Promise<readonly number[]> {
  const workspaces = await teammates(store, workspace);
  const digests = store
    .selectFrom('shown')
    .select('shown.digest')
    .where('shown.workspace', 'in', workspaces)
    .where('shown.paper', 'in', papers);
  const rows = await store
    .selectFrom('delivery')
    .select('id')
    .where('id', 'in', onTheirWayTo(store, workspaces))
    .where((eb) =>
      eb.or([
        eb('part', 'in', papers),
        eb('part', '=', 'overview').and('digest', 'in', digests),
        eb('purpose', '=', 'pick').and('part', 'is', null),
        eb('part', '=', 'list'),
      ]),
    )
    .execute();
  return rows.map(({ id }) => id);
}

/** Whether an edit is owed to a message that is being posted. */
export async function isOnItsWay(store: Store): Promise<boolean> {
  const row = await store
    .selectFrom('delivery')
    .innerJoin('refresh', 'refresh.delivery', 'delivery.id')
    .select('delivery.id')
    .where(isUnfinished('delivery.state'))
    .where('refresh.due_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
