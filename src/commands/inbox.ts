import { randomUUID } from 'node:crypto';
import type { CommandCall, Inbox, PlaceChange, Press, ReactionChange, Reply } from '#chat/inbox.ts';
import { sayPlainly } from '#chat/message.ts';
import { type Place, platformOf } from '#chat/platform.ts';
import { ensureHealed } from '../delivery/healed.ts';
import { lookAt, pauseAndTell, type Trouble, troubleOf } from '../delivery/paused.ts';
import type { Subscription } from '../digest/subscription.ts';
import { CommandError } from '../errors.ts';
import { isOldNews, liftForgotten } from '../votes/forgotten.ts';
import { postedIn } from '../votes/gone.ts';
import { BACK_WORDS } from '../votes/receipt.ts';
import { noteAsk, type Visitor } from '../votes/visits.ts';
import { ensureWorkspace, wasRemoved } from '../votes/workspaces.ts';
import { day, search, show, today, yesterday } from './browse.ts';
import { cite } from './cite.ts';
import { type Command, say } from './command.ts';
import { helpFor } from './help.ts';
import { link } from './link.ts';
import { meaning } from './meaning.ts';
import { mine } from './mine.ts';
import { missed } from './missed.ts';
import { onPress, verbs } from './presses.ts';
import { exportMe, forgetMe } from './privacy.ts';
import { save, saved } from './saved.ts';
import type { Services } from './services.ts';
import { status } from './status.ts';
import { subscribe } from './subscribe.ts';
import { threshold } from './threshold.ts';
import { top } from './top.ts';
import { unsubscribe } from './unsubscribe.ts';

/** Every command there is, in the order of the help. */
export const commands: readonly Command[] = [
  helpFor(() => commands),
  today,
  yesterday,
  day,
  search,
  show,
  top,
  missed,
  save,
  saved,
  cite,
  mine,
  link,
  forgetMe,
  exportMe,
  status,
  subscribe,
  unsubscribe,
  threshold,
  meaning,
];

/** What the core does with what arrives from every platform. Nothing thrown inside reaches an adapter. */
export function createInbox(services: Services): Inbox {
  return {
    commands,
    verbs,
    onCommand: (call) => answered(services, call.name, () => run(call, services)),
    onPress: (press) => answered(services, press.action.verb, () => pressed(press, services)),
    onSuggest: async () => [],
    onReaction: async (change) => {
      const isKept = await noted(services, 'reaction', () => onReaction(change, services));
      if (!isKept) await noted(services, 'gap', () => healLater(change, services));
    },
    onPlace: async (change) => {
      await noted(services, 'place', () => onPlace(change, services));
    },
    onGap: async (scope) => {
      services.log.info({ ...scope }, 'events may have been missed');
      await services.healer.gap(scope);
    },
  };
}

/** A new reaction of somebody who asked to be forgotten ends that, and they are told so. */
async function welcomeBack(change: ReactionChange, services: Services): Promise<void> {
  if (change.kind !== 'added') return;
  const member = { workspace: change.ref.workspace, person: change.person };
  const now = services.clock();
  const isBack = await services.store.transaction().execute(async (trx) => {
    if (await isOldNews(trx, change)) return false;
    if (!(await liftForgotten(trx, member))) return false;
    const notice = { what: `back ${now}`, message: sayPlainly(BACK_WORDS), trx };
    await services.planner.planPrivate(member, notice, now);
    return true;
  });
  if (isBack) services.wakeDelivery();
}

async function pressed(press: Press, services: Services): Promise<Reply> {
  await noteAsk(services.store, visitorOf(press), services.clock());
  return onPress(press, services);
}

function visitorOf({ spot, person }: Pick<CommandCall, 'spot' | 'person'>): Visitor {
  return { workspace: spot.workspace, person: person.id };
}
const NOT_SHARED =
  'That cannot be shared yet. Share one of the papers: /papers show 2509.24002 --share';

async function run(call: CommandCall, services: Services): Promise<Reply> {
  const command = commands.find(({ name }) => name === call.name);
  if (command === undefined) throw new CommandError('I know no such command. Try: /papers help');
  if (call.isShared && command.isShareable !== true) throw new CommandError(NOT_SHARED);
  await noteAsk(services.store, visitorOf(call), services.clock());
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

/** Nobody waits for an answer; the operator finds what was lost in the log. False when something was. */
async function noted(
  { log }: Services,
  what: 'reaction' | 'place' | 'gap',
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    log.error({ what, error: error instanceof Error ? error.stack : `${error}` }, 'event lost');
    return false;
  }
}

/** What could not be stored is read again from the platform. */
async function healLater(change: ReactionChange, { healer }: Services): Promise<void> {
  const refs = change.kind === 'deleted' ? change.refs : [change.ref];
  for (const ref of refs) await healer.gapIn(ref);
}

async function onReaction(change: ReactionChange, services: Services): Promise<void> {
  // At once, so that a reaction that goes as fast as it came goes after it.
  const touched = await services.ledger.apply(change);
  await welcomeBack(change, services);
  for (const one of touched) await services.votesChanged(one);
}

const CHANNEL_GONE = { reason: 'This channel is gone.', fix: 'Subscribe another channel.' };
const BOT_GONE = { reason: 'Paperboy was removed here.', fix: 'Invite Paperboy again.' };

async function onPlace(change: PlaceChange, services: Services): Promise<void> {
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
