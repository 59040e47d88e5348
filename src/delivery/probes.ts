import { sql } from 'kysely';
import type { Instant } from '#chat/platform.ts';
import { toSubscription } from '../digest/subscription.ts';
import type { StoreHandle } from '../store/open.ts';
import { toThreshold } from '../votes/thresholds.ts';
import { asPausable, type Pausable } from './pausable.ts';

export interface Probe {
  readonly one: Pausable;
  readonly dueAt: Instant;
}

/** Paused ones that may be looked at again, the longest due first; none where Paperboy was removed. */
export async function dueProbes(
  db: StoreHandle,
  now: Instant,
  limit: number,
): Promise<readonly Probe[]> {
  const subscriptions = await db
    .selectFrom('subscription')
    .leftJoin('workspace', 'workspace.id', 'subscription.workspace')
    .selectAll('subscription')
    .where(sql<boolean>`enabled = 0`)
    .where('next_run_at', '<=', now)
    .where((eb) => eb.or([eb('state', 'is', null), eb('state', '=', 'active')]))
    .orderBy('next_run_at')
    .limit(limit)
    .execute();
  const thresholds = await db
    .selectFrom('threshold')
    .leftJoin('workspace', 'workspace.id', 'threshold.workspace')
    .selectAll('threshold')
    .where('probe_at', '<=', now)
    .where((eb) => eb.or([eb('state', 'is', null), eb('state', '=', 'active')]))
    .orderBy('probe_at')
    .limit(limit)
    .execute();
  return [
    ...subscriptions.map((row) => ({ one: toSubscription(row), dueAt: row.next_run_at })),
    ...thresholds.map((row) => ({ one: asPausable(toThreshold(row)), dueAt: row.probe_at ?? now })),
  ];
}
