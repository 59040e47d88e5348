import type { Instant } from '#chat/platform.ts';
import type { Services } from '../commands/services.ts';
import { resumeDue } from '../delivery/resumed.ts';
import { createSweep } from './sweep.ts';

/** What of a tick is this process's to do. */
export interface Turn {
  readonly pulls: boolean;
  readonly plans: boolean;
}

export const EVERYTHING: Turn = { pulls: true, plans: true };

/** A list that cannot be read must not keep the digests of others from being planned. */
export function createTicker(services: Services): (now: Instant, turn: Turn) => Promise<void> {
  const { puller } = services;
  const sweep = createSweep(services.store);
  return async (now, { pulls, plans }) => {
    const [pulled] = await Promise.allSettled([pulls ? puller.tick(now) : undefined]);
    const others = plans ? await plan(services, sweep, now) : [];
    for (const part of [pulled, ...others]) if (part.status === 'rejected') throw part.reason;
  };
}

async function plan(
  services: Services,
  sweep: (now: Instant) => Promise<void>,
  now: Instant,
): Promise<readonly PromiseSettledResult<unknown>[]> {
  const { planner, votesChanged, wakeDelivery } = services;
  const [planned] = await Promise.allSettled([planner.tick(now)]);
  const [followed] = await Promise.allSettled([votesChanged.tick(now)]);
  wakeDelivery();
  const [resumed] = await Promise.allSettled([resumeDue(services, now)]);
  const [swept] = await Promise.allSettled([sweep(now)]);
  return [planned, followed, resumed, swept];
}
