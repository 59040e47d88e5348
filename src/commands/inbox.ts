import { randomUUID } from 'node:crypto';
import { commandsFor, type OptionSpec } from '#chat/command.ts';
import type {
  CommandCall,
  Inbox,
  LookUp,
  Press,
  ReactionChange,
  Reply,
  SuggestQuery,
} from '#chat/inbox.ts';
import type { Place } from '#chat/platform.ts';
import { CommandError } from '../errors.ts';
import { noteAsk, type Visitor } from '../votes/visits.ts';
import { day, show, today, yesterday } from './browse.ts';
import { cite } from './cite.ts';
import { type Command, say } from './command.ts';
import { helpFor } from './help.ts';
import { link } from './link.ts';
import { createLinkCards } from './link-cards.ts';
import { log } from './log.ts';
import { lookUp } from './look-up.ts';
import { meaning } from './meaning.ts';
import { mine } from './mine.ts';
import { missed } from './missed.ts';
import { onPlace } from './places.ts';
import { onPress, verbs } from './presses.ts';
import { exportMe, forgetMe } from './privacy.ts';
import { createReactions } from './reactions.ts';
import { save, saved } from './saved.ts';
import { search } from './search.ts';
import type { Services } from './services.ts';
import { similar } from './similar.ts';
import { status } from './status.ts';
import { subscribe } from './subscribe.ts';
import { suggest } from './suggest.ts';
import { threshold } from './threshold.ts';
import { top } from './top.ts';
import { unfurl } from './unfurl.ts';
import { unsubscribe } from './unsubscribe.ts';
import { createTell } from './untold.ts';

/** Every command there is, in the order of the help. */
export const commands: readonly Command[] = [
  helpFor(commandsAt),
  today,
  yesterday,
  day,
  search,
  show,
  similar,
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
  log,
  subscribe,
  unsubscribe,
  threshold,
  meaning,
  unfurl,
];

function commandsAt({ workspace }: Place, { platformOf: find }: Services): readonly Command[] {
  const platform = find(workspace);
  return platform === undefined ? commands : commandsFor(platform.limits, commands);
}

/** What the core does with what arrives from every platform. Nothing thrown inside reaches an adapter. */
export function createInbox(services: Services): Inbox {
  const linkCards = createLinkCards(services);
  const tell = createTell(services);
  const hear = createReactions(services);
  return {
    commands,
    verbs,
    onCommand: (call) =>
      answered(services, call.name, async () => tell(await run(call, services), call)),
    onPress: (press) => answered(services, press.action.verb, () => pressed(press, services)),
    onSuggest: (query) =>
      orNothing(services, 'suggestions', () => suggest(optionOf(query), query, services)),
    onLookUp: (asked) => answered(services, 'look-up', () => lookedUp(asked, services)),
    onLinks: (shared) => orNothing(services, 'links', () => linkCards(shared)),
    onReaction: async (change) => {
      const isKept = await noted(services, 'reaction', () => hear(change));
      if (!isKept) await healLater(change, services);
    },
    onPlace: async (change) => {
      await noted(services, 'place', () => onPlace(change, services));
    },
    onGap: async (scope) => {
      services.log.info({ ...scope }, 'events may have been missed');
      await services.gaps.note(scope);
    },
  };
}

async function pressed(press: Press, services: Services): Promise<Reply> {
  await noteAsk(services.store, visitorOf(press), services.clock());
  return onPress(press, services);
}

function optionOf({ command, option }: SuggestQuery): OptionSpec | undefined {
  const spec = commands.find(({ name }) => name === command);
  return spec?.options.find(({ name }) => name === option);
}

async function lookedUp(asked: LookUp, services: Services): Promise<Reply> {
  await noteAsk(services.store, visitorOf(asked), services.clock());
  return lookUp(asked, services);
}

function visitorOf({ spot, person }: Pick<CommandCall, 'spot' | 'person'>): Visitor {
  return { workspace: spot.workspace, person: person.id };
}
const NOT_SHARED =
  'That cannot be shared yet. Share one of the papers: /papers show 2509.24002 --share';

async function run(call: CommandCall, services: Services): Promise<Reply> {
  const command = commandsAt(call.spot, services).find(({ name }) => name === call.name);
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

/** Where nothing is better than an excuse. */
async function orNothing<T>(
  { log }: Services,
  what: 'suggestions' | 'links',
  find: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  try {
    return await find();
  } catch (error) {
    log.error({ what, error: error instanceof Error ? error.stack : `${error}` }, 'nothing shown');
    return [];
  }
}

/** Nobody waits for an answer; the operator finds what was lost in the log. False when something was. */
async function noted(
  { log }: Services,
  what: 'reaction' | 'place',
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
async function healLater(change: ReactionChange, { gaps }: Services): Promise<void> {
  const refs = change.kind === 'deleted' ? change.refs : [change.ref];
  for (const ref of refs) await gaps.noteIn(ref);
}
