import type { Reply } from '#chat/inbox.ts';
import {
  type Action,
  type Button,
  type Message,
  type Part,
  plain,
  type Select,
} from '#chat/message.ts';
import type { ChatPlatform, Limits, MessageRef, Place, PlaceFacts } from '#chat/platform.ts';
import { readTyped } from '#chat/typed.ts';
import { commonBlanks, joinFacts, smallLine } from '#chat/words.ts';
import { createEngine, type Engine } from '../../../src/ops/engine.ts';
import { createSample, sampleLists } from '../../../src/papers/sample.ts';
import type { Store } from '../../../src/store/open.ts';
import { ensureWorkspace } from '../../../src/votes/workspaces.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { TIGHT } from '../digest/papers.ts';
import { aLog } from '../papers/a-log.ts';

export const SLACK = 'slack:T1';
export const DISCORD = 'discord:9';
export const ADA = 'slack:T1/U1';
export const BO = 'slack:T1/U2';

const HOUR_MS = 60 * 60_000;

/** The bundled week in the archive, two workspaces, and platforms that only link and tell who is an admin. */
export interface ReadingRoom extends AsyncDisposable {
  readonly store: Store;
  readonly engine: Engine;
  /** Moves the clock. */
  later(hours: number): void;
  /** Types a command, as Ada in the Slack workspace unless somebody else is named; all words of the answer. */
  ask(typed: string, by?: Asker): Promise<Answer>;
  /** Presses a control of an answer by its label. */
  press(answer: Answer, label: string, by?: Asker): Promise<Answer>;
  act(action: Action, by?: Asker): Promise<Answer>;
  /** A posted card of a paper. */
  card(paper: string, place?: Partial<Place>): Promise<MessageRef>;
  react(ref: MessageRef, emoji: string, person?: string): Promise<void>;
}

export interface Asker {
  readonly workspace?: string;
  readonly person?: string;
  readonly isAdmin?: boolean;
}

export interface Answer {
  readonly lines: readonly string[];
  readonly labels: readonly string[];
  readonly message: Message;
}

export async function openReadingRoom(): Promise<ReadingRoom> {
  let now = Date.parse('2026-03-13T12:00:00Z');
  const store = await openTestStore();
  const engine = await createEngine({
    ...{ store, source: createSample(), log: aLog(), clock: () => now },
    platforms: [aPlatform('slack'), aPlatform('discord')],
    wait: () => new Promise(() => {}),
  });
  for (const id of [SLACK, DISCORD]) await ensureWorkspace(store, { id, name: id, now: 1 });
  for (const { day, papers } of sampleLists) {
    await engine.services.archive.saveList(day, papers, { now, isSample: true });
  }
  const spotOf = ({ workspace = SLACK }: Asker) => ({ workspace, channel: 'C1' });
  const speakerOf = ({ person = ADA, isAdmin = false }: Asker) => {
    return { id: person, name: 'Ada', isAdmin };
  };
  const act: ReadingRoom['act'] = async (action, by = {}) => {
    const press = { action, spot: spotOf(by), person: speakerOf(by), canOpenForm: false };
    return toAnswer(await engine.inbox.onPress(press));
  };
  return {
    store,
    engine,
    act,
    later: (hours) => {
      now += hours * HOUR_MS;
    },
    ask: async (typed, by = {}) => {
      const read = readTyped(typed, engine.inbox.commands);
      if ('problem' in read) throw new Error(read.problem);
      const call = { ...read, spot: spotOf(by), person: speakerOf(by), canOpenForm: false };
      return toAnswer(await engine.inbox.onCommand(call));
    },
    press: (answer, label, by) => act(actionOf(answer.message, label), by),
    card: (paper, place = {}) =>
      postCard(store, { workspace: SLACK, channel: 'C9', ...place }, { paper, now }),
    react: (ref, emoji, person = ADA) =>
      engine.inbox.onReaction({ kind: 'added', ref, person, emoji, isBurst: false }),
    [Symbol.asyncDispose]: () => store.destroy(),
  };
}

function aPlatform(name: string): ChatPlatform {
  const never = () => Promise.reject(new Error('nothing is posted here'));
  const limits: Limits = TIGHT;
  return {
    ...{ name, limits, post: never, find: never, edit: never, remove: never, keyOf: never },
    start: async () => {},
    stop: async () => {},
    inspect: async (): Promise<PlaceFacts> => ({
      name: 'papers',
      isPrivate: false,
      isShared: false,
      hasThreads: true,
      obstacles: [],
    }),
    readReactions: () => {
      throw new Error('nothing is read here');
    },
    linkTo: async ({ channel, message }) => `https://chat.example/${channel}/${message}`,
  };
}

/** As delivery leaves it behind. */
async function postCard(
  store: Store,
  place: Place,
  { paper, now }: { readonly paper: string; readonly now: number },
): Promise<MessageRef> {
  const ref = { ...place, message: `card-${paper}` };
  const { workspace, channel } = place;
  await store
    .insertInto('votable')
    .values({ ...ref, number: 0, paper })
    .execute();
  await store
    .insertInto('delivery')
    .values({
      ...{ key: `${workspace}${channel}${paper}`, purpose: 'share', lane: workspace, workspace },
      ...{ part: paper, channel, state: 'sent', not_before: 0, attempts: 1, maybe_sent: 1 },
      ...{ sent_channel: channel, sent_message: ref.message, sent_at: now, created_at: now },
    })
    .execute();
  return ref;
}

function toAnswer(reply: Reply): Answer {
  if (reply.kind !== 'message') throw new Error(`answered with ${reply.kind}`);
  const { message } = reply;
  return {
    message,
    lines: message.parts.flatMap(partLines).map(commonBlanks),
    labels: controlsOf(message).map((item) =>
      item.kind === 'button' ? item.label : item.placeholder,
    ),
  };
}

function partLines(part: Part): readonly string[] {
  switch (part.kind) {
    case 'heading':
      return [part.text, ...(part.below === undefined ? [] : [plain(part.below)])];
    case 'paper': {
      const number = part.number === undefined ? '' : `${part.number}. `;
      const blurb = part.blurb === undefined ? [] : [plain(part.blurb)];
      return [number + plain(part.title), ...blurb, joinFacts(smallLine(part))];
    }
    case 'facts':
      return part.facts.map(({ label, value }) => `${label}: ${plain(value)}`);
    case 'text':
    case 'note':
    case 'verbatim':
      return [plain(part.text)];
    case 'actions':
    case 'divider':
      return [];
  }
}

function controlsOf({ parts }: Message): readonly (Button | Select)[] {
  return parts.flatMap((part) => {
    if (part.kind === 'actions') return part.items;
    return part.kind === 'paper' && part.vote !== undefined ? [part.vote] : [];
  });
}

function actionOf(message: Message, label: string): Action {
  const found = controlsOf(message).find((item) => item.kind === 'button' && item.label === label);
  if (found?.kind !== 'button' || 'url' in found.does) throw new Error(`no button “${label}”`);
  return found.does;
}
