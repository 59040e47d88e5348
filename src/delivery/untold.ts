import { sql } from 'kysely';
import type { WorkspaceId } from '#chat/platform.ts';
import { toSubscription } from '../digest/subscription.ts';
import type { Store } from '../store/open.ts';
import { toThreshold } from '../votes/thresholds.ts';
import { asPausable, type Pausable } from './pausable.ts';
import { noticeKey } from './paused.ts';

/** Paused ones of a workspace of which nobody knows who could mend them: who set them up has left, or nobody did. */
export async function untoldIn(store: Store, workspace: WorkspaceId): Promise<readonly Pausable[]> {
  const untold: Pausable[] = [];
  for (const one of await notKnownToBeTold(store, workspace)) {
    const state = await stateOfNotice(store, one);
    if (state === 'told') await ensureTold(store, one);
    if (state === 'untold') untold.push(one);
  }
  return untold;
}

/** From now on somebody knows. True for the one who is to say it. */
export async function ensureTold(store: Store, one: Pausable): Promise<boolean> {
  if (one.kind === 'threshold') {
    const { numUpdatedRows } = await store
      .updateTable('threshold')
      .set({ untold: 0 })
      .where('workspace', '=', one.place.workspace)
      .where('channel', '=', one.place.channel)
      .where('untold', '=', 1)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }
  const { numUpdatedRows } = await store
    .updateTable('subscription')
    .set({ untold: 0 })
    .where('id', '=', one.id)
    .where('untold', '=', 1)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function notKnownToBeTold(
  store: Store,
  workspace: WorkspaceId,
): Promise<readonly Pausable[]> {
  const subscriptions = await store
    .selectFrom('subscription')
    .selectAll()
    .where(sql<boolean>`untold = 1`)
    .where('workspace', '=', workspace)
    .execute();
  const thresholds = await store
    .selectFrom('threshold')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('untold', '=', 1)
    .execute();
  return [...subscriptions.map(toSubscription), ...thresholds.map(toThreshold).map(asPausable)];
}

/** What became of the message to who set it up. */
async function stateOfNotice(
  store: Store,
  one: Pausable,
): Promise<'told' | 'under way' | 'untold'> {
  const row = await store
    .selectFrom('delivery')
    .select('state')
    .where('key', '=', noticeKey(one, one.paused?.at ?? 0))
    .executeTakeFirst();
  switch (row?.state) {
    case 'sent':
    case 'uncertain':
      return 'told';
    case 'pending':
    case 'sending':
      return 'under way';
    case 'refused':
    case 'skipped':
    case 'dead':
    case undefined:
      return 'untold';
  }
}
