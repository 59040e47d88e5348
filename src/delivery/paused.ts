import { sayPlainly, type Text } from '#chat/message.ts';
import {
  type ChatPlatform,
  type Instant,
  type PlaceFacts,
  PlatformError,
  type WorkspaceId,
} from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import { createSubscriptions, type Subscription } from '../digest/subscription.ts';
import type { Log } from '../log.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { keyOf } from './content.ts';
import { laneOf } from './lanes.ts';
import { ensurePlanned, type Single } from './single.ts';

export interface PausedDeps {
  readonly store: Store;
  readonly platformOf: (workspace: WorkspaceId) => ChatPlatform | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** What keeps Paperboy from posting, in words. */
export interface Trouble {
  readonly reason: string;
  readonly fix: string;
  /** How the channel is called elsewhere, where the platform still says. */
  readonly name?: string;
}

/** The platform refuses posts and cannot say why. */
export const UNKNOWN: Trouble = {
  reason: 'Paperboy can no longer post in this channel.',
  fix: 'Invite it again.',
};

/** A lasting failure of a delivery pauses its subscription. */
export async function pauseSubscription(
  row: DeliveryRow,
  reason: string,
  deps: PausedDeps,
): Promise<void> {
  const subscription = await createSubscriptions(deps.store).byId(row.subscription ?? '');
  if (subscription === undefined || subscription.paused !== undefined) return;
  const isNew = await pauseAndTell(subscription, troubleOf(await lookAt(subscription, deps)), deps);
  const { id, place } = subscription;
  if (isNew) deps.log.warn({ subscription: id, ...place, reason }, 'subscription paused');
}

/** Who set it up is told once a pause, in a message of their own. True when this paused it. */
export async function pauseAndTell(
  subscription: Subscription,
  trouble: Trouble,
  { store, clock, platformOf }: PausedDeps,
): Promise<boolean> {
  const { id, place } = subscription;
  const { reason, fix } = trouble;
  const at = clock();
  const lane = laneOf(platformOf(place.workspace), place.workspace);
  return store.transaction().execute(async (trx) => {
    if (!(await createSubscriptions(trx).pause(id, { reason, fix, at }))) return false;
    await planNotice(trx, { subscription, trouble, lane, at });
    return true;
  });
}

interface PauseNotice {
  readonly subscription: Subscription;
  readonly trouble: Trouble;
  readonly lane: string;
  readonly at: Instant;
}

async function planNotice(trx: StoreHandle, notice: PauseNotice): Promise<void> {
  const { subscription, trouble, lane, at } = notice;
  const person = subscription.setUpBy?.person;
  if (person === undefined) return;
  const single: Single = {
    key: keyOf('paused', subscription.id, at),
    purpose: 'notice',
    to: { workspace: subscription.place.workspace, person },
    lane,
    payload: { kind: 'message', message: sayPlainly(wordsOf(subscription, trouble)) },
  };
  await ensurePlanned(trx, single, at);
}

function wordsOf({ kind, place: { channel } }: Subscription, { reason, fix, name }: Trouble): Text {
  const [what, are] = kind === 'daily' ? ['daily digest', 'is'] : ['weekly team picks', 'are'];
  return [
    { kind: 'plain', text: `The ${what} that you set up in ` },
    name === undefined ? { kind: 'plain', text: 'a channel' } : { kind: 'channel', channel, name },
    { kind: 'plain', text: ` ${are} paused. ${reason} ${fix}` },
  ];
}

/** What the platform says of a subscription's channel; undefined while it cannot be asked. */
export async function lookAt(
  { place }: Subscription,
  { platformOf }: Pick<PausedDeps, 'platformOf'>,
): Promise<PlaceFacts | undefined> {
  try {
    return await platformOf(place.workspace)?.inspect(place);
  } catch (error) {
    if (error instanceof PlatformError) return undefined;
    throw error;
  }
}

/** The platform's own words for what is wrong; ours where it has none. */
export function troubleOf(facts: PlaceFacts | undefined): Trouble {
  if (facts === undefined) return UNKNOWN;
  const { obstacles, name, isPrivate } = facts;
  const { problem: reason, fix } = obstacles[0] ?? { problem: UNKNOWN.reason, fix: UNKNOWN.fix };
  // The platform itself shows the name to whoever may see the channel.
  return { reason, fix, name: isPrivate ? 'a private channel' : name };
}
