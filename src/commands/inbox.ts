import { randomUUID } from 'node:crypto';
import type {
  CommandCall,
  Inbox,
  Place,
  PlaceChange,
  Press,
  ReactionChange,
  Reply,
} from '#chat/platform.ts';
import { ensureHealed } from '../delivery/healed.ts';
import { lookAt, pauseAndTell, type Trouble, troubleOf } from '../delivery/paused.ts';
import type { Subscription } from '../digest/subscription.ts';
import { CommandError } from '../errors.ts';
import { ensureWorkspace } from '../votes/workspaces.ts';
import { day, search, show, today, yesterday } from './browse.ts';
import { type Command, say } from './command.ts';
import { helpFor } from './help.ts';
import { onPress, verbs } from './presses.ts';
import type { Services } from './services.ts';
import { status } from './status.ts';
import { subscribe, unsubscribe } from './subscribe.ts';

/** Every command there is, in the order of the help. */
export const commands: readonly Command[] = [
  helpFor(() => commands),
  today,
  yesterday,
  day,
  search,
  show,
  status,
  subscribe,
  unsubscribe,
];

/** What the core does with what arrives from every platform. Nothing thrown inside reaches an adapter. */
export function createInbox(services: Services): Inbox {
  return {
    commands,
    verbs,
    onCommand: (call) => answered(services, call.name, () => run(call, services)),
    onPress: (press) => answered(services, press.action.verb, () => onPress(press, services)),
    onSuggest: async () => [],
    onReaction: (change) => noted(services, 'reaction', () => onReaction(change, services)),
    onPlace: (change) => noted(services, 'place', () => onPlace(change, services)),
    onGap: async (scope) => services.log.info({ ...scope }, 'events may have been missed'),
  };
}

const NOT_SHARED =
  'That cannot be shared yet. Share one of the papers: /papers show 2509.24002 --share';

async function run(call: CommandCall, services: Services): Promise<Reply> {
  const command = commands.find(({ name }) => name === call.name);
  if (command === undefined) throw new CommandError('I know no such command. Try: /papers help');
  if (call.isShared && command.isShareable !== true) throw new CommandError(NOT_SHARED);
  return command.run(call, services);
}

/** A person sees a sentence of ours; the operator finds the rest in the log under the same id. */
async function answered(
  { log }: Services,
  what: CommandCall['name'] | Press['action']['verb'],
  answer: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof CommandError) return say(error.message);
    const id = randomUUID().slice(0, 8);
    log.error(
      { id, what, error: error instanceof Error ? error.stack : `${error}` },
      'not answered',
    );
    if (what === 'vote') return say('That was not stored. Please press again.');
    return say(`That did not work; the operator can find it in the log as ${id}.`);
  }
}

/** Nobody waits for an answer; the operator finds what was lost in the log. */
async function noted(
  { log }: Services,
  what: 'reaction' | 'place',
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ what, error: error instanceof Error ? error.stack : `${error}` }, 'event lost');
  }
}

async function onReaction(change: ReactionChange, services: Services): Promise<void> {
  for (const touched of await services.ledger.apply(change)) {
    await services.refresher.touch(touched);
  }
}

const CHANNEL_GONE = { reason: 'This channel is gone.', fix: 'Subscribe another channel.' };
const BOT_GONE = { reason: 'Paperboy was removed here.', fix: 'Invite Paperboy again.' };

async function onPlace(change: PlaceChange, services: Services): Promise<void> {
  const at = services.clock();
  switch (change.kind) {
    case 'installed':
      await ensureWorkspace(services.store, { id: change.workspace, name: change.name, now: at });
      return heal(await services.subscriptions.inWorkspace(change.workspace), services);
    case 'removed':
      await services.store
        .updateTable('workspace')
        .set({ state: 'removed' })
        .where('id', '=', change.workspace)
        .execute();
      return quiet(await services.subscriptions.inWorkspace(change.workspace), services);
    case 'channel-gone':
      return pause(await subscribedAt(change.place, services), CHANNEL_GONE, services);
    case 'access-lost':
      return pauseBlocked(await subscribedAt(change.place, services), services);
    case 'access-back':
      return heal(await subscribedAt(change.place, services), services);
  }
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
