import type { Reply, Speaker, Spot } from '#chat/inbox.ts';
import {
  type Action,
  type Button,
  type Form,
  type Message,
  type Part,
  plain,
} from '#chat/message.ts';
import type { MessageRef } from '#chat/platform.ts';
import { readTyped } from '#chat/typed.ts';
import { House, PLACE } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';

export const ADA: Speaker = { id: 'fake:U1', name: 'Ada Lovelace', isAdmin: true };
export const BO: Speaker = { id: 'fake:U2', name: 'Bo Chen', isAdmin: false };

export interface From {
  readonly person?: Speaker;
  readonly spot?: Spot;
  readonly canOpenForm?: boolean;
  readonly on?: MessageRef;
  readonly values?: Readonly<Record<string, string>>;
}

/** Types `/papers …` and gets the answer, as Slack, a mention and the console do. */
export async function ask(house: House, line: string, from: From = {}): Promise<Reply> {
  const { inbox } = house.engine;
  const typed = readTyped(line, inbox.commands);
  if ('problem' in typed) throw new Error(`not understood: ${typed.problem}`);
  const { person = BO, spot = PLACE, canOpenForm = true } = from;
  return inbox.onCommand({ ...typed, person, spot, canOpenForm });
}

/** Presses what does this. */
export async function press(house: House, action: Action, from: From = {}): Promise<Reply> {
  const { person = BO, spot = PLACE, canOpenForm = true, on, values } = from;
  return house.engine.inbox.onPress({
    ...{ action, person, spot, canOpenForm },
    ...(on !== undefined && { on }),
    ...(values !== undefined && { values }),
  });
}

export function messageOf(reply: Reply): Message {
  if (reply.kind !== 'message') throw new Error(`the answer is no message but ${reply.kind}`);
  return reply.message;
}

export function formOf(reply: Reply): Form {
  if (reply.kind !== 'form') throw new Error(`the answer is no form but ${JSON.stringify(reply)}`);
  return reply.form;
}

/** All that a person reads, a line a part, with common blanks. */
export function linesOf(reply: Reply | Message): readonly string[] {
  const { parts } = 'parts' in reply ? reply : messageOf(reply);
  return parts.flatMap(lines).map((line) => line.replaceAll('\u00a0', ' '));
}

export const wordsOf = (reply: Reply | Message): string => linesOf(reply).join('\n');

function lines(part: Part): readonly string[] {
  switch (part.kind) {
    case 'heading':
      return [part.text, ...(part.below === undefined ? [] : [plain(part.below)])];
    case 'text':
    case 'note':
    case 'verbatim':
      return [plain(part.text)];
    case 'paper':
      return [[part.number, plain(part.title)].filter((one) => one !== undefined).join('. ')];
    case 'facts':
      return part.facts.map(({ label, value }) => `${label}: ${plain(value)}`);
    case 'actions':
      return [
        part.items.map((item) => `[${'label' in item ? item.label : item.placeholder}]`).join(' '),
      ];
    case 'divider':
      return [];
  }
}

/** Every button and choice of a message, by what it says. */
export function controlsOf(reply: Reply | Message): ReadonlyMap<string, Action> {
  const { parts } = 'parts' in reply ? reply : messageOf(reply);
  const buttons = parts.flatMap((part): readonly Button[] => {
    if (part.kind === 'paper') return part.vote === undefined ? [] : [part.vote];
    return part.kind === 'actions' ? part.items.filter((item) => item.kind === 'button') : [];
  });
  const selects = parts.flatMap((part) =>
    part.kind === 'actions' ? part.items.filter((item) => item.kind === 'select') : [],
  );
  return new Map([
    ...selects.flatMap(({ options }) =>
      options.map(({ label, action }) => [label, action] as const),
    ),
    ...buttons.flatMap(({ label, does }) => ('verb' in does ? [[label, does] as const] : [])),
  ]);
}

/** What the control with this label does. */
export function control(reply: Reply | Message, label: string): Action {
  const controls = controlsOf(reply);
  const action = controls.get(label);
  if (action === undefined) throw new Error(`no ${label} among ${[...controls.keys()].join(', ')}`);
  return action;
}

/** A Tuesday noon with the list of the day before. */
export async function openWithList(): Promise<House> {
  const house = await House.open({ now: '2026-03-10T12:00:00Z' });
  const papers = [1, 2, 3].map((n) => aPaper(`2603.0000${n}`, { upvotes: 10 - n }));
  house.source.lists.set('2026-03-09', papers);
  await house.engine.tick(house.time.now);
  return house;
}
