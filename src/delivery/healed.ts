import type { Instant } from '#chat/platform.ts';
import { nextSlot } from '../digest/schedule.ts';
import { createSubscriptions, type Subscription, toSubscription } from '../digest/subscription.ts';
import { lookAt, type PausedDeps, UNKNOWN } from './paused.ts';

/** Asked at once; the others are asked at the next tick. */
const AT_ONCE = 16;

/** At its slot a paused subscription asks whether it may go on: not every platform tells when the cause goes away. */
export async function healDue(deps: PausedDeps, now: Instant): Promise<void> {
  const rows = await deps.store
    .selectFrom('subscription')
    .selectAll()
    .where('enabled', '=', 0)
    .where('next_run_at', '<=', now)
    .orderBy('next_run_at')
    .limit(AT_ONCE)
    .execute();
  const asked = rows.map(toSubscription).map(async (subscription) => {
    const { id, schedule, nextRunAt } = subscription;
    // From before its slot, so that the slot is still to come.
    if (await ensureHealed(subscription, nextRunAt - 1, deps)) return;
    await deps.store
      .updateTable('subscription')
      .set({ next_run_at: nextSlot(schedule, now) })
      .where('id', '=', id)
      .where('enabled', '=', 0)
      .execute();
  });
  await Promise.all(asked);
}

/** Goes on with the first slot after `from` when the platform says that nothing is in the way any more. True when it does. */
export async function ensureHealed(
  subscription: Subscription,
  from: Instant,
  deps: PausedDeps,
): Promise<boolean> {
  const { id, place, paused } = subscription;
  // What a platform could not name when it refused, it cannot take back.
  if (paused === undefined || paused.reason === UNKNOWN.reason) return false;
  const facts = await lookAt(subscription, deps);
  if (facts === undefined || facts.obstacles.length > 0) return false;
  await createSubscriptions(deps.store).resume(id, from);
  deps.log.info({ subscription: id, ...place }, 'subscription resumed');
  return true;
}
