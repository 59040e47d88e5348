import { sql } from 'kysely';
import type { ChatPlatform, Instant, Limits, WorkspaceId } from '#chat/platform.ts';
import type { Store } from '../store/open.ts';
import type { DueDelivery } from './outbox.ts';

/** When a lane and its channels may post again. Pace is kept in memory, a platform's order to wait in the database. */
export interface Lanes {
  /** The moment from which this delivery may be posted; now or earlier means go. */
  readyAt(delivery: DueDelivery, limits: Limits): Instant;
  started(delivery: DueDelivery, now: Instant): void;
  finished(delivery: DueDelivery): void;
  /** Nothing of the lane goes out before that moment, also after a restart. */
  pause(lane: string, until: Instant, reason: string): Promise<void>;
  /** The same for this process only, for when the database itself is the problem. */
  rest(lane: string, until: Instant): void;
  /** An attempt without a useful answer: several in a row rest the lane. */
  troubled(lane: string, now: Instant): void;
  /** The platform answered, for good or ill. */
  answered(lane: string): void;
}

/** At most this many posts of one lane wait for their answers at once. */
const IN_FLIGHT = 8;
/** The breaker (delivery.md, section 7): opens after so many, then one probe at a time. */
const TROUBLES = 5;
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 10 * 60_000;

export async function createLanes(store: Store): Promise<Lanes> {
  const paused = await store.selectFrom('lane').selectAll().execute();
  return lanesOf(store, new Map(paused.map((lane) => [lane.name, lane.paused_until])));
}

function lanesOf(store: Store, restsUntil: Map<string, Instant>): Lanes {
  const lastOfLane = new Map<string, Instant>();
  const lastOfChannel = new Map<string, Instant>();
  const busyChannels = new Set<string>();
  const inFlight = new Map<string, number>();
  const troubles = new Map<string, number>();
  const isOpen = (lane: string): boolean => (troubles.get(lane) ?? 0) >= TROUBLES;
  const rest = (lane: string, until: Instant): void => {
    restsUntil.set(lane, Math.max(until, restsUntil.get(lane) ?? 0));
  };

  return {
    readyAt: (delivery, { postEveryMs }) => {
      const channel = channelOf(delivery);
      if (busyChannels.has(channel)) return Number.POSITIVE_INFINITY;
      const most = isOpen(delivery.lane) ? 1 : IN_FLIGHT;
      if ((inFlight.get(delivery.lane) ?? 0) >= most) return Number.POSITIVE_INFINITY;
      return Math.max(
        restsUntil.get(delivery.lane) ?? 0,
        (lastOfLane.get(delivery.lane) ?? 0) + postEveryMs.workspace,
        (lastOfChannel.get(channel) ?? 0) + postEveryMs.channel,
      );
    },
    started: (delivery, now) => {
      lastOfLane.set(delivery.lane, now);
      lastOfChannel.set(channelOf(delivery), now);
      busyChannels.add(channelOf(delivery));
      inFlight.set(delivery.lane, (inFlight.get(delivery.lane) ?? 0) + 1);
    },
    finished: (delivery) => {
      busyChannels.delete(channelOf(delivery));
      inFlight.set(delivery.lane, (inFlight.get(delivery.lane) ?? 1) - 1);
    },
    pause: (lane, until, reason) => {
      rest(lane, until);
      return remember(store, { name: lane, paused_until: until, reason });
    },
    rest,
    troubled: (lane, now) => {
      // Those that were under way when it opened say nothing new.
      if (isOpen(lane) && now < (restsUntil.get(lane) ?? 0)) return;
      const count = (troubles.get(lane) ?? 0) + 1;
      troubles.set(lane, count);
      if (count < TROUBLES) return;
      rest(lane, now + Math.min(FIRST_REST_MS * 2 ** (count - TROUBLES), LONGEST_REST_MS));
    },
    answered: (lane) => {
      troubles.delete(lane);
    },
  };
}

async function remember(
  store: Store,
  lane: { readonly name: string; readonly paused_until: Instant; readonly reason: string },
): Promise<void> {
  const longest = sql<number>`max(lane.paused_until, ${lane.paused_until})`;
  await store
    .insertInto('lane')
    .values(lane)
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ ...lane, paused_until: longest }),
    )
    .execute();
}

/** A thread's cards share the pace of their channel. */
function channelOf({ workspace, channel, person }: DueDelivery): string {
  return `${workspace}/${channel ?? person}`;
}

/** The lane of a workspace: its own, or its platform's where all share one. */
export function laneOf(platform: ChatPlatform | undefined, workspace: WorkspaceId): string {
  return platform?.limits.lane === 'platform' ? platform.name : workspace;
}
