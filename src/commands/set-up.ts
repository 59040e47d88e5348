import type { Spot } from '#chat/inbox.ts';
import type { Subscription } from '../digest/subscription.ts';
import { findThreshold, type StandingThreshold } from '../votes/thresholds.ts';
import type { Services } from './services.ts';

/** What a channel gets. */
export interface SetUp {
  readonly daily: Subscription | undefined;
  readonly picks: Subscription | undefined;
  readonly threshold: StandingThreshold | undefined;
  readonly zone: string;
}

export async function setUpAt(spot: Spot, { subscriptions, store }: Services): Promise<SetUp> {
  const daily = await subscriptions.find(spot);
  const picks = await subscriptions.find(spot, 'picks');
  const threshold = await findThreshold(store, spot);
  return { daily, picks, threshold, zone: (daily ?? picks)?.schedule.zone ?? 'UTC' };
}

/** What the headline is about: what stands beside a digest is a line of its own. */
export function mainOf({ daily, picks }: SetUp): Subscription | undefined {
  return daily ?? picks;
}

export function isEmpty({ daily, picks, threshold }: SetUp): boolean {
  return daily === undefined && picks === undefined && threshold === undefined;
}
