import { randomUUID } from 'node:crypto';
import { readView, type ViewBody } from './limits.ts';
import { type FakeMessage, type FakePart, flatten, Refusal, type World, wordsOf } from './model.ts';
import { createResponseUrls, type ResponseUrls } from './response-urls.ts';
import type { Args } from './spec.ts';
import { withIds } from './wire.ts';

/** A modal as the person has it before them. */
export interface FakeModal {
  readonly id: string;
  readonly title: string;
  readonly submit: string | undefined;
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly blocks: readonly FakePart[];
  readonly hash: string;
  /** Who has it open; false once it was submitted and closed. */
  readonly user: string;
  readonly channel: string;
  readonly isOpen: boolean;
}

/** What the person who acted sees in the end. */
export interface FakeAnswer {
  readonly kind: 'message' | 'update' | 'modal' | 'problems' | 'removed';
  readonly acknowledgedAfterMs: number;
  /** Nobody else sees it. */
  readonly isPrivate: boolean;
  /** All words of it: of the message, of the modal, or of the problems. */
  readonly words: string;
  readonly message?: FakeMessage;
  readonly modal?: FakeModal;
  /** Of a submitted form: sentences by block_id. */
  readonly problems?: Readonly<Record<string, string>>;
}

export interface FakeInteraction {
  readonly kind: 'command' | 'press' | 'shortcut' | 'submission' | 'mention';
  readonly user: string;
  readonly channel: string;
  readonly at: number;
  /** The message under a pressed control. */
  readonly on: FakeMessage | undefined;
  readonly triggerId: string | undefined;
  readonly responseUrl: string | undefined;
  /** First answer within the time limit, after so many milliseconds; rejects with what Slack then shows: `operation_timeout`. */
  readonly acknowledged: Promise<number>;
  /** The first thing that the person sees, once it is acknowledged too; an acknowledgement without content shows nothing. */
  readonly answer: Promise<FakeAnswer>;
  /** Everything so far. */
  readonly answers: readonly FakeAnswer[];
}

/** An interaction with the ends that the fake pulls. */
export interface Open extends FakeInteraction {
  /** Nothing was shown yet, and it did not fail. */
  isWaiting(): boolean;
  acknowledge(afterMs: number): void;
  fail(why: string): void;
  show(answer: Omit<FakeAnswer, 'acknowledgedAfterMs'>): void;
}

export interface Interactions extends Pick<ResponseUrls, 'respond' | 'expireResponseUrls'> {
  /** `modal`: the form that is submitted. */
  begin(facts: Begun, modal?: string): Open;
  /** A private message came by `chat.postEphemeral`: it answers the oldest waiting interaction of its reader there, one without a response_url first. */
  showed(message: FakeMessage): void;
  openView(args: Args): object;
  updateView(args: Args): object;
  /** A view in answer to a submission. @throws Refusal */
  nextView(view: unknown, on: FakeModal): FakeModal;
  modal(id: string): FakeModal | undefined;
  closeView(id: string): void;
  stop(): void;
}

type Begun = Pick<FakeInteraction, 'kind' | 'user' | 'channel' | 'on'>;

export interface InteractionRules {
  readonly acknowledgeWithinMs: number;
  readonly triggerLivesMs: number;
}

export function createInteractions(
  world: World,
  rules: InteractionRules,
  baseUrl: () => string,
): Interactions {
  const all: Open[] = [];
  const used = new Set<string>();
  const modals = new Map<string, FakeModal>();
  const openers = new Map<string, Open>();
  const submissions = new Map<Open, Open>();
  const timers = new Set<NodeJS.Timeout>();
  const urls = createResponseUrls(world);

  const store = (body: ViewBody, who: Pick<FakeModal, 'user' | 'channel' | 'id'>): FakeModal => {
    const modal: FakeModal = {
      ...who,
      title: textOf(body.title),
      submit: body.submit && textOf(body.submit),
      callbackId: body.callback_id ?? '',
      privateMetadata: body.private_metadata ?? '',
      blocks: withIds(world, body.blocks),
      hash: `${Date.now()}.${randomUUID().slice(0, 8)}`,
      isOpen: true,
    };
    modals.set(modal.id, modal);
    world.changed();
    return modal;
  };

  return {
    ...urls,
    begin: (facts, modal = '') => {
      const open = openInteraction(world, facts, {
        baseUrl: baseUrl(),
        passOn: (seen) => submissions.get(open)?.show(seen),
      });
      const opener = openers.get(modal);
      if (opener !== undefined) submissions.set(opener, open);
      if (open.responseUrl !== undefined) urls.add(open.responseUrl, open);
      timers.add(setTimeout(() => open.fail('operation_timeout'), rules.acknowledgeWithinMs));
      all.push(open);
      return open;
    },
    showed: (message) => {
      const waiting = all.filter(
        (open) =>
          open.user === message.shownTo && open.channel === message.channel && open.isWaiting(),
      );
      const [first] = waiting;
      const helpless = waiting.find(({ responseUrl }) => responseUrl === undefined);
      (helpless ?? first)?.show({
        kind: 'message',
        isPrivate: true,
        words: wordsOf(message),
        message,
      });
    },
    openView: ({ trigger_id, view }) => {
      const open = all.find(({ triggerId }) => triggerId === trigger_id);
      if (open?.triggerId === undefined) throw new Refusal('invalid_trigger_id');
      if (used.has(open.triggerId)) throw new Refusal('exchanged_trigger_id');
      if (Date.now() - open.at > rules.triggerLivesMs) throw new Refusal('expired_trigger_id');
      const body = readView(view);
      used.add(open.triggerId);
      const { user, channel } = open;
      const modal = store(body, { id: world.newId('V'), user, channel });
      openers.set(modal.id, open);
      open.show(modalAnswer(modal));
      return { view: viewJson(world, modal) };
    },
    updateView: ({ view_id, view, hash }) => {
      const modal = modals.get(String(view_id));
      if (!modal?.isOpen) throw new Refusal('not_found');
      if (hash !== undefined && hash !== modal.hash) throw new Refusal('hash_conflict');
      return { view: viewJson(world, store(readView(view), modal)) };
    },
    nextView: (view, { id, user, channel }) => store(readView(view), { id, user, channel }),
    modal: (id) => modals.get(id),
    closeView: (id) => {
      const modal = modals.get(id);
      if (modal !== undefined) modals.set(id, { ...modal, isOpen: false });
      world.changed();
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

interface Surroundings {
  readonly baseUrl: string;
  /** What comes by a response_url once there was an answer: it answers the form that was the answer. */
  passOn(seen: Omit<FakeAnswer, 'acknowledgedAfterMs'>): void;
}

function openInteraction(world: World, facts: Begun, { baseUrl, passOn }: Surroundings): Open {
  const acknowledged = Promise.withResolvers<number>();
  const answer = Promise.withResolvers<FakeAnswer>();
  acknowledged.promise.catch(() => undefined);
  answer.promise.catch(() => undefined);
  const answers: FakeAnswer[] = [];
  const state = { afterMs: Number.POSITIVE_INFINITY, hasFailed: false };
  const hasTrigger = facts.kind !== 'mention';
  const hasUrl = facts.kind !== 'mention' && facts.kind !== 'submission';
  const family = facts.kind === 'command' ? 'commands' : 'actions';
  const settle = () => {
    const [first] = answers;
    if (first !== undefined && state.afterMs < Number.POSITIVE_INFINITY)
      answer.resolve({ ...first, acknowledgedAfterMs: state.afterMs });
    world.changed();
  };
  return {
    ...facts,
    ...{ answers, at: Date.now(), acknowledged: acknowledged.promise, answer: answer.promise },
    triggerId: hasTrigger
      ? `${Date.now()}.${world.newId('')}.${randomUUID().slice(0, 8)}`
      : undefined,
    responseUrl: hasUrl ? `${baseUrl}/${family}/${world.team}/${randomUUID()}` : undefined,
    isWaiting: () => answers.length === 0 && !state.hasFailed,
    acknowledge: (afterMs) => {
      if (state.hasFailed) return;
      state.afterMs = afterMs;
      acknowledged.resolve(afterMs);
      settle();
    },
    fail: (why) => {
      if (state.afterMs < Number.POSITIVE_INFINITY) return;
      state.hasFailed = true;
      acknowledged.reject(new Error(why));
      answer.reject(new Error(why));
      world.changed();
    },
    show: (seen) => {
      if (answers.length > 0) passOn(seen);
      answers.push({ ...seen, acknowledgedAfterMs: state.afterMs });
      settle();
    },
  };
}

export function modalAnswer(modal: FakeModal): Omit<FakeAnswer, 'acknowledgedAfterMs'> {
  const words = [modal.title, wordsOf(modal)].join('\n');
  return { kind: 'modal', isPrivate: true, words, modal };
}

/** As in answers and in the payload of a submission. */
export function viewJson(world: World, modal: FakeModal): object {
  const { id, title, submit, callbackId, privateMetadata, blocks, hash } = modal;
  const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
  return {
    ...{ id, team_id: world.team, type: 'modal', callback_id: callbackId, hash, blocks },
    ...{ private_metadata: privateMetadata, title: plain(title), close: null },
    submit: submit === undefined ? null : plain(submit),
    ...{ state: { values: {} }, clear_on_close: false, notify_on_close: false },
    ...{ previous_view_id: null, root_view_id: id, external_id: '' },
    ...{ app_id: world.app, bot_id: world.bot, app_installed_team_id: world.team },
  };
}

function textOf(part: FakePart): string {
  return flatten([part]).flatMap(({ text }) => (typeof text === 'string' ? [text] : []))[0] ?? '';
}
