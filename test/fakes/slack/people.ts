/** What people do: commands, mentions, presses, forms, reactions, and what they do to channels and to the app. */
import { mustSee } from './channels.ts';
import type { Deliveries } from './deliveries.ts';
import { createDoings, type Doings } from './doings.ts';
import { filledIn, submissionAnswer } from './forms.ts';
import type { FakeAnswer, FakeInteraction, FakeModal, Interactions, Open } from './interactions.ts';
import { keep } from './messages.ts';
import { type FakeMessage, type FakePart, messageOf, optionOf, type World } from './model.ts';
import {
  buttonAction,
  choiceAction,
  clickPayload,
  commandPayload,
  type Payload,
  shortcutPayload,
  submissionPayload,
} from './payloads.ts';
import { asSent } from './typed.ts';

export interface Acting {
  /** A user's id; the member by default. */
  readonly user?: string;
  /** The channel in which the bot may do all it does, by default. */
  readonly channel?: string;
}

/** A message by itself, by its `ts`, or what an answer showed. */
export type Shown = FakeMessage | FakeAnswer | string;

export interface People extends Doings {
  /** Types `/papers <text>`, addresses and all; there is no way to type it in a thread. Throws when the app is not reachable. */
  runCommand(text: string, acting?: Acting & { readonly command?: string }): FakeInteraction;
  /** Writes `@Paperboy <text>`, in a thread when its first message is named. */
  mention(text: string, acting?: Acting & { readonly thread?: string }): FakeInteraction;
  /** Presses a button by its label or action_id, on a posted or a private message. */
  press(on: Shown, control: string, acting?: Acting): FakeInteraction;
  /** Chooses an option of a select by its label or value. */
  choose(on: Shown, option: string, acting?: Acting): FakeInteraction;
  /** Chooses a shortcut of the app's in the menu of a message, by its name; nobody has to be a member for that. */
  shortcut(on: FakeMessage | string, name: string, acting?: Acting): FakeInteraction;
  /** Submits a form as it was filled in, with changes by block_id: a select's label or value, else the text. */
  submit(
    modal: FakeModal,
    values?: Readonly<Record<string, string>>,
    acting?: Acting,
  ): FakeInteraction;
}

export interface PeopleTools {
  readonly world: World;
  readonly interactions: Interactions;
  readonly deliveries: Deliveries;
  readonly defaults: { readonly user: string; readonly channel: string };
  readonly commands: readonly string[];
  /** Whether commands come escaped: the manifest's `should_escape`. */
  readonly isEscaped: boolean;
  /** Names of shortcuts on messages, by callback_id. */
  readonly shortcuts: Readonly<Record<string, string>>;
}

export function createPeople(tools: PeopleTools): People {
  const { world, interactions, defaults } = tools;
  const begin = (
    kind: Open['kind'],
    { modal, ...acting }: Acting & { readonly modal?: string },
    on?: FakeMessage,
  ): Open => {
    if (!tools.deliveries.isReachable())
      throw new Error('failed with the error "dispatch_failed": the app is not reachable');
    const channel = acting.channel ?? on?.channel ?? defaults.channel;
    const user = acting.user ?? on?.shownTo ?? defaults.user;
    if (on?.shownTo !== undefined && on.shownTo !== user)
      throw new Error(`${user} does not see ${on.ts}`);
    mustSee(world, user, channel);
    return interactions.begin({ kind, channel, user, on }, modal);
  };
  return {
    ...createDoings(tools),
    runCommand: (text, { command = '/papers', ...acting } = {}) => {
      if (!tools.commands.includes(command)) throw new Error(`${command} is not a valid command`);
      const open = begin('command', acting);
      const words = tools.isEscaped ? asSent(world, text) : text;
      const payload = commandPayload(world, open, { command, text: words });
      dispatch(tools, open, { kind: 'slash_commands', payload });
      return open;
    },
    mention: (text, acting = {}) => mention(tools, begin('mention', acting), { ...acting, text }),
    press: (shown, control, acting = {}) => {
      const on = shownMessage(world, shown);
      const [block, button] = find(on, ({ type, text, action_id }) => {
        const label = typeof text === 'object' ? text.text : undefined;
        return type === 'button' && (label === control || action_id === control);
      });
      return click(tools, begin('press', acting, on), { on, action: buttonAction(button, block) });
    },
    choose: (shown, option, acting = {}) => {
      const on = shownMessage(world, shown);
      const [block, select] = find(on, (part) => optionOf(part, option) !== undefined);
      const selected_option = optionOf(select, option) ?? {};
      const action = choiceAction(select, { block, selected_option });
      return click(tools, begin('press', acting, on), { on, action });
    },
    shortcut: (shown, name, acting = {}) => {
      const on = messageOf(world, shown);
      const callback = Object.keys(tools.shortcuts).find((id) => tools.shortcuts[id] === name);
      if (callback === undefined) throw new Error(`the app has no shortcut “${name}”`);
      const open = begin('shortcut', { channel: on.channel, ...acting });
      const payload = shortcutPayload(world, open, { on, callback });
      dispatch(tools, open, { kind: 'interactive', payload });
      return open;
    },
    submit: ({ id }, values = {}, acting = {}) => {
      const modal = interactions.modal(id);
      if (modal?.isOpen !== true) throw new Error('the form is closed');
      const filled = filledIn(modal, values);
      const { user, channel } = modal;
      const open = begin('submission', { user, channel, ...acting, modal: id });
      const payload = submissionPayload(world, open, { modal, values: filled });
      tools.deliveries.send({
        ...{ kind: 'interactive', payload, failed: open.fail },
        acknowledged: (response, afterMs) => {
          open.acknowledge(afterMs);
          submissionAnswer({ world, interactions }, open, { modal, response });
        },
      });
      return open;
    },
  };
}

function click(
  tools: PeopleTools,
  open: Open,
  clicked: { readonly on: FakeMessage; readonly action: Payload },
): FakeInteraction {
  const payload = clickPayload(tools.world, open, clicked);
  dispatch(tools, open, { kind: 'interactive', payload });
  return open;
}

/** What comes with the acknowledgement is an answer to a command, and nothing that a click can use. */
function dispatch(
  { world, interactions, deliveries }: PeopleTools,
  open: Open,
  sent: { readonly kind: 'slash_commands' | 'interactive'; readonly payload: Payload },
): void {
  deliveries.send({
    ...sent,
    failed: open.fail,
    acknowledged: (response, afterMs) => {
      open.acknowledge(afterMs);
      if (response === undefined) return;
      if (open.kind === 'command') interactions.respond(open, response);
      else world.problems.push('a click was acknowledged with content, which Slack drops');
    },
  });
}

/** The message, and the event about it: acknowledged like any event, answered like a person. */
function mention(
  { world, deliveries }: PeopleTools,
  open: Open,
  { text, thread }: { readonly text: string; readonly thread?: string },
): FakeInteraction {
  const { channel, user } = open;
  if (world.channels.get(channel)?.members.has(world.self) !== true)
    throw new Error(`Paperboy is not in ${channel}: Slack asks whether to invite it`);
  const words = `<@${world.self}> ${asSent(world, text)}`.trim();
  const content = { text: words, blocks: undefined };
  const { ts } = keep(world, { channel, user, content, threadTs: thread });
  const before = deliveries.list.length;
  world.tell('app_mention', {
    ...{ user, text: words, ts, channel, team: world.team, client_msg_id: ts },
    ...(thread !== undefined && { thread_ts: thread }),
  });
  const sent = deliveries.list[before];
  if (sent === undefined) throw new Error('the app does not hear app_mention');
  const look = () => {
    const known = deliveries.list.find(({ id }) => id === sent.id);
    if (known?.acknowledgedAfterMs === undefined) return;
    world.changes.off('changed', look);
    open.acknowledge(known.acknowledgedAfterMs);
  };
  world.changes.on('changed', look);
  return open;
}

/** A control and the block it stands in. */
function find(
  { blocks, ts }: FakeMessage,
  wanted: (part: FakePart) => boolean,
): readonly [FakePart, FakePart] {
  for (const block of blocks) {
    const found = [...(block.elements ?? []), ...(block.accessory ? [block.accessory] : [])].find(
      wanted,
    );
    if (found !== undefined) return [block, found];
  }
  throw new Error(`no such control on ${ts}`);
}

function shownMessage(world: World, shown: Shown): FakeMessage {
  if (typeof shown === 'string' || 'ts' in shown) return messageOf(world, shown);
  if (shown.message === undefined) throw new Error(`a ${shown.kind} shows no message`);
  return shown.message;
}
