import type { Instant } from '#chat/platform.ts';
import type { Store } from '../store/open.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Slack sends an event again for an hour; chat/seen.ts promises a day. */
const EVENT_DAYS = 1;
/** A process renews its own every few seconds. */
const LEASE_DAYS = 1;
/** Longer than an incident is not told again. */
const ALERT_DAYS = 40;

/** At most so many; how many there were. */
export async function forgetSeenEvents(store: Store, now: Instant, most: number): Promise<number> {
  const old = store
    .selectFrom('seen_event')
    .select('id')
    .where('at', '<', now - EVENT_DAYS * DAY_MS)
    .orderBy('at')
    .limit(most);
  const { numDeletedRows } = await store
    .deleteFrom('seen_event')
    .where('id', 'in', old)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

export async function forgetCached(store: Store, now: Instant): Promise<void> {
  await store.deleteFrom('cache').where('expires', '<=', now).execute();
}

export async function forgetLinkCodes(store: Store, now: Instant): Promise<void> {
  await store.deleteFrom('link_code').where('expires_at', '<=', now).execute();
}

/** Of processes that are gone. Others stay: their epochs must not fall (store/lease.ts). */
export async function forgetLeases(store: Store, now: Instant): Promise<void> {
  await store
    .deleteFrom('lease')
    .where('name', 'like', 'process:%')
    .where('until', '<', now - LEASE_DAYS * DAY_MS)
    .execute();
}

export async function forgetAlerts(store: Store, now: Instant): Promise<void> {
  await store
    .deleteFrom('alert')
    .where('at', '<', now - ALERT_DAYS * DAY_MS)
    .execute();
}
