import type { Spot } from '#chat/inbox.ts';
import type { Fact } from '#chat/message.ts';
import type { Obstacle } from '#chat/platform.ts';
import type { Subscription } from '../digest/subscription.ts';
import type { Services } from './services.ts';
import { thresholdFact } from './status-votes.ts';

/** What a channel gets. */
export interface SetUp {
  readonly daily: Subscription | undefined;
  readonly picks: Subscription | undefined;
  readonly threshold: readonly Fact[];
  readonly zone: string;
}

/** `obstacle` is what is in the way now, which need not be what it was when a pause began. */
export async function setUpAt(spot: Spot, services: Services, obstacle?: Obstacle): Promise<SetUp> {
  const daily = withObstacle(await services.subscriptions.find(spot), obstacle);
  const picks = withObstacle(await services.subscriptions.find(spot, 'picks'), obstacle);
  const threshold = await thresholdFact(spot, services);
  return { daily, picks, threshold, zone: (daily ?? picks)?.schedule.zone ?? 'UTC' };
}

/** What the headline is about: picks beside a digest are a line of their own. */
export function mainOf({ daily, picks }: SetUp): Subscription | undefined {
  return daily ?? picks;
}

export function isEmpty({ daily, picks, threshold }: SetUp): boolean {
  return daily === undefined && picks === undefined && threshold.length === 0;
}

function withObstacle(
  subscription: Subscription | undefined,
  obstacle: Obstacle | undefined,
): Subscription | undefined {
  if (subscription?.paused === undefined || obstacle === undefined) return subscription;
  const { problem: reason, fix } = obstacle;
  return { ...subscription, paused: { ...subscription.paused, reason, fix } };
}
