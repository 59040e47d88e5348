import type { PlaceChange } from '#chat/inbox.ts';
import { type Place, platformOf } from '#chat/platform.ts';
import { ensureHealed } from '../delivery/healed.ts';
import { lookAt, pauseAndTell, type Trouble, troubleOf } from '../delivery/paused.ts';
import type { Subscription } from '../digest/subscription.ts';
import { postedIn } from '../votes/gone.ts';
import { ensureWorkspace, wasRemoved } from '../votes/workspaces.ts';
import type { Services } from './services.ts';

const CHANNEL_GONE = { reason: 'This channel is gone.', fix: 'Subscribe another channel.' };
const BOT_GONE = { reason: 'Paperboy was removed here.', fix: 'Invite Paperboy again.' };

/** What becomes of subscriptions and votes when Paperboy comes, goes, or loses a channel. */
export async function onPlace(change: PlaceChange, services: Services): Promise<void> {
  switch (change.kind) {
    case 'installed':
      await welcomeWorkspace(change, services);
      return heal(await services.subscriptions.inWorkspace(change.workspace), services);
    case 'removed':
      await services.store
        .updateTable('workspace')
        .set({ state: 'removed' })
        .where('id', '=', change.workspace)
        .execute();
      return quiet(await services.subscriptions.inWorkspace(change.workspace), services);
    case 'channel-gone':
      await services.ledger.apply({
        kind: 'deleted',
        refs: await postedIn(services.store, change.place),
      });
      return pause(await subscribedAt(change.place, services), CHANNEL_GONE, services);
    case 'access-lost':
      return pauseBlocked(await subscribedAt(change.place, services), services);
    case 'access-back':
      await services.healer.gapIn(change.place);
      return heal(await subscribedAt(change.place, services), services);
  }
}

/** What was voted while Paperboy was removed, nobody told it. */
async function welcomeWorkspace(
  { workspace: id, name }: Extract<PlaceChange, { kind: 'installed' }>,
  { store, healer, clock }: Services,
): Promise<void> {
  const isBack = await wasRemoved(store, id);
  await ensureWorkspace(store, { id, name, now: clock() });
  if (isBack) await healer.gap({ platform: platformOf(id), workspace: id });
}

function subscribedAt(
  { workspace, channel }: Place,
  { subscriptions }: Services,
): Promise<readonly Subscription[]> {
  return subscriptions.inWorkspace(workspace, channel);
}

/** Where Paperboy was removed there is nobody whom it could tell. */
async function quiet(all: readonly Subscription[], services: Services): Promise<void> {
  for (const { id } of all) {
    await services.subscriptions.pause(id, { ...BOT_GONE, at: services.clock() });
  }
}

async function pause(
  all: readonly Subscription[],
  why: Trouble,
  services: Services,
): Promise<void> {
  for (const subscription of all) await pauseAndTell(subscription, why, services);
  services.wakeDelivery();
}

/** An archived channel is none that we left, and an event may be old: the platform says what is in the way by now. */
async function pauseBlocked(all: readonly Subscription[], services: Services): Promise<void> {
  for (const subscription of all) {
    const facts = await lookAt(subscription, services);
    if (facts?.obstacles.length === 0) continue;
    await pause([subscription], facts === undefined ? BOT_GONE : troubleOf(facts), services);
  }
}

/** Discord says `installed` of every server at each start: only what the platform lets through goes on. */
async function heal(all: readonly Subscription[], services: Services): Promise<void> {
  for (const subscription of all) await ensureHealed(subscription, services.clock(), services);
}
