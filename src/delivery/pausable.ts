import type { Updateable } from 'kysely';
import type { Instant, WorkspaceId } from '#chat/platform.ts';
import { endOf, FIRST_PROBE_MS, type Pause, samePause, type Trial } from '../digest/pause.ts';
import { createSubscriptions, type Subscription } from '../digest/subscription.ts';
import type { StoreHandle } from '../store/open.ts';
import type { Database, DeliveryRow } from '../store/schema.ts';
import { findThreshold, type StandingThreshold, thresholdsAt } from '../votes/thresholds.ts';

/** What posts into a channel by itself, and rests while it may not. */
export type Pausable = Subscription | ChannelThreshold;
export type ChannelThreshold = StandingThreshold & { readonly kind: 'threshold' };

/** Names it for ever, in keys and logs. */
export function nameOf(one: Pausable): string {
  if (one.kind !== 'threshold') return one.id;
  return `threshold ${one.place.workspace}/${one.place.channel}`;
}

/** All of one workspace, or of one channel in it. */
export async function pausablesIn(
  db: StoreHandle,
  workspace: WorkspaceId,
  channel?: string,
): Promise<readonly Pausable[]> {
  const thresholds = await thresholdsAt(db, workspace, channel);
  return [
    ...(await createSubscriptions(db).inWorkspace(workspace, channel)),
    ...thresholds.map(asPausable),
  ];
}

/** What a delivery was posted for; undefined for what somebody asked for by hand. */
export async function pausableOf(
  db: StoreHandle,
  { subscription, purpose, part, workspace, channel }: DeliveryRow,
): Promise<Pausable | undefined> {
  if (subscription !== null) return createSubscriptions(db).byId(subscription);
  if (purpose !== 'pick' || part === null || channel === null) return undefined;
  const threshold = await findThreshold(db, { workspace, channel });
  return threshold === undefined ? undefined : asPausable(threshold);
}

/** As `Subscriptions.pause` says. */
export async function pause(
  db: StoreHandle,
  one: Pausable,
  why: Pause,
): Promise<Instant | undefined> {
  if (one.kind !== 'threshold') return createSubscriptions(db).pause(one.id, why);
  const row = await db
    .updateTable('threshold')
    .set({
      ...{ paused_reason: why.reason, paused_fix: why.fix, ...samePause(why.at) },
      probe_at: why.at + FIRST_PROBE_MS,
    })
    .where('workspace', '=', one.place.workspace)
    .where('channel', '=', one.place.channel)
    .where('paused_at', 'is', null)
    .returning('paused_at')
    .executeTakeFirst();
  return row?.paused_at ?? undefined;
}

/** Goes on, a subscription with its first slot after `from`. True when this ended a pause. */
export async function resume(
  db: StoreHandle,
  one: Pausable,
  { from, trial }: { readonly from: Instant; readonly trial?: Trial | undefined },
): Promise<boolean> {
  if (one.kind !== 'threshold') return createSubscriptions(db).resume(one.id, from, trial);
  const { numUpdatedRows } = await db
    .updateTable('threshold')
    .set({
      ...{ paused_reason: null, paused_fix: null, paused_at: null, probe_at: null },
      ...endOf(one.paused?.at ?? from, trial),
    })
    .where('workspace', '=', one.place.workspace)
    .where('channel', '=', one.place.channel)
    .where('paused_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** What is in the way is something else by now. */
export async function reword(
  db: StoreHandle,
  one: Pausable,
  { reason, fix }: Pick<Pause, 'reason' | 'fix'>,
): Promise<void> {
  const words = { paused_reason: reason, paused_fix: fix };
  await change(db, one, { threshold: words, subscription: words });
}

/** It is looked at again then, unless its pause has ended meanwhile. */
export async function probeLater(db: StoreHandle, one: Pausable, at: Instant): Promise<void> {
  await change(db, one, { threshold: { probe_at: at }, subscription: { next_run_at: at } });
}

interface Changes {
  readonly threshold: Updateable<Database['threshold']>;
  readonly subscription: Updateable<Database['subscription']>;
}

/** Changes its row while it is paused. */
async function change(
  db: StoreHandle,
  one: Pausable,
  { threshold, subscription }: Changes,
): Promise<void> {
  if (one.kind === 'threshold') {
    await db
      .updateTable('threshold')
      .set(threshold)
      .where('workspace', '=', one.place.workspace)
      .where('channel', '=', one.place.channel)
      .where('paused_at', 'is not', null)
      .execute();
    return;
  }
  await db
    .updateTable('subscription')
    .set(subscription)
    .where('id', '=', one.id)
    .where('enabled', '=', 0)
    .execute();
}

export function asPausable(threshold: StandingThreshold): ChannelThreshold {
  return { ...threshold, kind: 'threshold' };
}
