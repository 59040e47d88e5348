import { sayPlainly, type Text } from '#chat/message.ts';
import {
  type ChatPlatform,
  type Instant,
  type Place,
  PlatformError,
  type WorkspaceId,
} from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import { createSubscriptions, type Subscription } from '../digest/subscription.ts';
import type { Log } from '../log.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { keyOf, type Payload } from './content.ts';

export interface PausedDeps {
  readonly store: Store;
  readonly platformOf: (workspace: WorkspaceId) => ChatPlatform | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** What keeps Paperboy from posting, in words. */
interface Trouble {
  readonly reason: string;
  readonly fix: string;
  /** The channel's, where the platform still says. */
  readonly name?: string;
}

const UNKNOWN: Trouble = {
  reason: 'Paperboy can no longer post in this channel.',
  fix: 'Invite it again.',
};

/** A lasting failure pauses the subscription; who set it up is told once a pause, in a message of their own. */
export async function pauseSubscription(
  row: DeliveryRow,
  reason: string,
  deps: PausedDeps,
): Promise<void> {
  if (row.subscription === null || row.channel === null) return;
  const { subscription: id, channel, workspace, lane } = row;
  const trouble = await troubleIn({ workspace, channel }, deps);
  const at = deps.clock();
  const isNew = await deps.store.transaction().execute(async (trx) => {
    const subscriptions = createSubscriptions(trx);
    if (!(await subscriptions.pause(id, { reason: trouble.reason, fix: trouble.fix, at }))) {
      return false;
    }
    const subscription = await subscriptions.byId(id);
    if (subscription !== undefined) await planNotice(trx, { subscription, trouble, lane, at });
    return true;
  });
  if (isNew) deps.log.warn({ subscription: id, workspace, channel, reason }, 'subscription paused');
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
  const message = sayPlainly(wordsOf(subscription.place, trouble));
  const payload: Payload = { kind: 'message', message };
  await trx
    .insertInto('delivery')
    .values({
      key: keyOf('paused', subscription.id, at),
      purpose: 'notice',
      lane,
      workspace: subscription.place.workspace,
      person,
      payload: JSON.stringify(payload),
      state: 'pending',
      not_before: at,
      attempts: 0,
      maybe_sent: 0,
      created_at: at,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
}

function wordsOf({ channel }: Place, { reason, fix, name }: Trouble): Text {
  return [
    { kind: 'plain', text: 'The daily digest that you set up in ' },
    name === undefined ? { kind: 'plain', text: 'a channel' } : { kind: 'channel', channel, name },
    { kind: 'plain', text: ` is paused. ${reason} ${fix}` },
  ];
}

/** The platform's own words for what is wrong; ours when it cannot be asked. */
async function troubleIn(place: Place, { platformOf }: PausedDeps): Promise<Trouble> {
  const platform = platformOf(place.workspace);
  if (platform === undefined) return UNKNOWN;
  try {
    const { obstacles, name } = await platform.inspect(place);
    const [first] = obstacles;
    return first === undefined
      ? { ...UNKNOWN, name }
      : { reason: first.problem, fix: first.fix, name };
  } catch (error) {
    if (error instanceof PlatformError) return UNKNOWN;
    throw error;
  }
}
