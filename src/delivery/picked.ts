import { sql } from 'kysely';
import type { Instant, Place, WorkspaceId } from '#chat/platform.ts';
import { serialised } from '../store/dialect.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import type { Reached } from '../votes/thresholds.ts';
import { keyOf } from './content.ts';
import { BEGINS_ANEW, ensurePlanned, type Single } from './single.ts';

export interface PickedDeps {
  readonly store: Store;
  readonly laneOf: (workspace: WorkspaceId) => string;
}

const HOUR_MS = 60 * 60_000;
/** A handful at once: what many old votes bring up together, after an outage or when teams join, comes by and by. */
const AT_ONCE = 5;
/** A channel that refuses is not asked at every vote. */
const RETRY_AFTER_MS = HOUR_MS;

/** Plans the card of a paper that reached a channel's threshold: once per channel and paper for ever. True when it is new. */
export async function planPicked(
  deps: PickedDeps,
  { place, paper, votes }: Reached,
  now: Instant,
): Promise<boolean> {
  const key = keyOf('threshold', place.workspace, place.channel, paper);
  if (await isOnItsWay(deps.store, key)) return false;
  return deps.store.transaction().execute(async (trx) => {
    await serialised(trx, `picked ${place.workspace}/${place.channel}`);
    const single: Single = {
      ...{ key, to: place, lane: deps.laneOf(place.workspace) },
      purpose: 'pick',
      part: paper,
      payload: { kind: 'card', reached: votes },
      notBefore: await roomAt(trx, place, now),
      retryAfterMs: RETRY_AFTER_MS,
    };
    return ensurePlanned(trx, single, now);
  });
}

/** Mostly it is: people go on voting on what they like. */
async function isOnItsWay(store: Store, key: string): Promise<boolean> {
  const row = await store
    .selectFrom('delivery')
    .select('id')
    .where('key', '=', key)
    .where('state', 'in', ['pending', 'sending', 'sent', 'uncertain'])
    .executeTakeFirst();
  return row !== undefined;
}

/** When a channel has had fewer than a handful within an hour; in the words of the index `delivery_picked`. */
async function roomAt(trx: StoreHandle, place: Place, now: Instant): Promise<Instant> {
  const fifth = await trx
    .selectFrom('delivery')
    .select('not_before')
    .where(sql<boolean>`purpose = 'pick'`)
    .where('part', 'is not', null)
    .where('workspace', '=', place.workspace)
    .where('channel', '=', place.channel)
    .orderBy('not_before', 'desc')
    .limit(1)
    .offset(AT_ONCE - 1)
    .executeTakeFirst();
  return fifth === undefined ? now : Math.max(now, fifth.not_before + HOUR_MS);
}

/** Cards that a channel refused since then, when it may be posted into again; not those of which nobody knows what they were. */
export async function reopenPicked(
  store: Store,
  { workspace, channel }: Place,
  { since, now }: { readonly since: Instant; readonly now: Instant },
): Promise<void> {
  await store
    .updateTable('delivery')
    .set({
      ...{ state: 'pending', not_before: now, reason: null },
      ...{ attempts: 0, first_attempt_at: BEGINS_ANEW },
    })
    .where(sql<boolean>`purpose = 'pick'`)
    .where('part', 'is not', null)
    .where('workspace', '=', workspace)
    .where('channel', '=', channel)
    .where('state', '=', 'refused')
    .where('payload', 'is not', null)
    .where('not_before', '>', since)
    .execute();
}
