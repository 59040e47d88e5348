import type { PlaceChange } from '#chat/inbox.ts';
import { type Place, platformOf } from '#chat/platform.ts';
import { type Pausable, pausablesIn, pause } from '../delivery/pausable.ts';
import { lookAt, pauseAndTell, type Trouble, troubleOf } from '../delivery/paused.ts';
import { endRemoved } from '../delivery/removed.ts';
import { ensureResumed } from '../delivery/resumed.ts';
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
      return heal(await pausablesIn(services.store, change.workspace), services);
    case 'removed':
      return quiet(change, services);
    case 'channel-gone':
      await services.ledger.apply({
        kind: 'deleted',
        refs: await postedIn(services.store, change.place),
      });
      return stop(await pausablesAt(change.place, services), CHANNEL_GONE, services);
    case 'access-lost':
      return stopBlocked(await pausablesAt(change.place, services), services);
    case 'access-back':
      await services.healer.gapIn(change.place);
      await services.refresher.opened(change.place);
      return heal(await pausablesAt(change.place, services), services);
  }
}

/** A token that was refused is a good one now; and what was voted while Paperboy was removed, nobody told it. */
async function welcomeWorkspace(
  { workspace: id, name }: Extract<PlaceChange, { kind: 'installed' }>,
  { store, healer, clock, renewed }: Services,
): Promise<void> {
  const isBack = await wasRemoved(store, id);
  await ensureWorkspace(store, { id, name, now: clock() });
  await renewed(id);
  if (isBack) await healer.gap({ platform: platformOf(id), workspace: id });
}

function pausablesAt(
  { workspace, channel }: Place,
  { store }: Services,
): Promise<readonly Pausable[]> {
  return pausablesIn(store, workspace, channel);
}

/** Where Paperboy was removed there is nobody whom it could tell, and nothing that it may do. */
async function quiet(
  { workspace }: Extract<PlaceChange, { kind: 'removed' }>,
  { store, clock }: Services,
): Promise<void> {
  await store.transaction().execute(async (trx) => {
    await trx
      .updateTable('workspace')
      .set({ state: 'removed' })
      .where('id', '=', workspace)
      .execute();
    for (const one of await pausablesIn(trx, workspace)) {
      await pause(trx, one, { ...BOT_GONE, at: clock() });
    }
    await endRemoved(trx);
  });
}

async function stop(all: readonly Pausable[], why: Trouble, services: Services): Promise<void> {
  for (const one of all) await pauseAndTell(one, why, services);
  services.wakeDelivery();
}

/** An archived channel is none that we left, and an event may be old: the platform says what is in the way by now. */
async function stopBlocked(all: readonly Pausable[], services: Services): Promise<void> {
  for (const one of all) {
    const facts = await lookAt(one, services);
    if (facts?.obstacles.length === 0) continue;
    await stop([one], facts === undefined ? BOT_GONE : troubleOf(facts), services);
  }
}

/** Discord says `installed` of every server at each start: only what the platform lets through goes on. */
async function heal(all: readonly Pausable[], services: Services): Promise<void> {
  for (const one of all) {
    await ensureResumed(one, { from: services.clock(), isTold: true }, services);
  }
}
