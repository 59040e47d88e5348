import type {
  ActionsBlock,
  PlainTextElement,
  Button as SlackButton,
  StaticSelect,
} from '@slack/types';
import { z } from 'zod';
import {
  type Action,
  type Button,
  decodeAction,
  encodeAction,
  type Select,
} from '#chat/message.ts';
import { linkTarget } from './escape.ts';
import {
  LIMITS,
  MAX_ACTION_ID,
  MAX_BUTTON_LABEL,
  MAX_OPTION_LABEL,
  MAX_OPTION_VALUE,
  MAX_PLACEHOLDER,
  MAX_ROW_CONTROLS,
  MAX_SPOKEN,
  MAX_URL,
} from './limits.ts';
import { cutAtWord } from './text.ts';

/** Action ids that a message has used: each must be unique. */
export type UsedIds = Set<string>;

/** Undefined for a link that Slack would refuse. */
export function toButton({ label, spoken, does }: Button, used: UsedIds): SlackButton | undefined {
  const face = {
    type: 'button' as const,
    text: words(label, MAX_BUTTON_LABEL),
    ...(spoken !== undefined && { accessibility_label: words(spoken, MAX_SPOKEN).text }),
  };
  if (!('url' in does)) {
    return { ...face, action_id: claim(shortId(does), used), value: encodeAction(does) };
  }
  const url = linkTarget(does.url);
  if (url === undefined || url.length > MAX_URL) return undefined;
  return { ...face, action_id: claim('link', used), url };
}

/** A select shares its row with one button, as in a digest; beside more it stands alone (messages.md, Search). */
export function toRows(
  items: readonly (Button | Select)[],
  used: UsedIds,
): readonly ActionsBlock[] {
  const selects = items.filter((item) => item.kind === 'select').map((one) => toSelect(one, used));
  const buttons = items.filter((item) => item.kind === 'button').map((one) => toButton(one, used));
  const rows =
    selects.length === 1 && buttons.length === 1
      ? [[...selects, ...buttons]]
      : [...selects.map((select) => [select]), ...inRows(buttons)];
  return rows.flatMap((row) => {
    const elements = row.filter((control) => control !== undefined);
    return elements.length === 0 ? [] : [{ type: 'actions' as const, elements }];
  });
}

function inRows<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length === 0) return [];
  return [all.slice(0, MAX_ROW_CONTROLS), ...inRows(all.slice(MAX_ROW_CONTROLS))];
}

/**
 * An option's value is its whole action where that fits, as on a button. An action may have 80 bytes and a value 75
 * characters: then the value begins with `:verb`, and the select's id carries `p1:<key>` (see `actionOfControl`).
 */
function toSelect({ placeholder, options }: Select, used: UsedIds): StaticSelect | undefined {
  const [first] = options;
  if (first === undefined) return undefined;
  const { key, verb } = first.action;
  const values = new Map(
    options
      .slice(0, LIMITS.selectOptions)
      .flatMap(({ label, action }) => optionValue(action, key).map((value) => [value, label])),
  );
  const isWhole = values.keys().every((value) => value.startsWith('p1:'));
  const shown = [...values].map(([value, label]) => ({
    text: words(label, MAX_OPTION_LABEL),
    value,
  }));
  if (shown.length === 0) return undefined;
  return {
    type: 'static_select',
    action_id: claim(isWhole ? verb : encodeAction({ key, verb }), used),
    placeholder: words(placeholder, MAX_PLACEHOLDER),
    options: shown,
  };
}

function optionValue(action: Action, key: string): readonly string[] {
  const whole = encodeAction(action);
  if (whole.length <= MAX_OPTION_VALUE) return [whole];
  const short = whole.slice(`p1:${key}`.length);
  return action.key === key && short.length <= MAX_OPTION_VALUE ? [short] : [];
}

const pressed = z.object({
  action_id: z.string().optional(),
  value: z.string().optional(),
  selected_option: z.object({ value: z.string() }).nullish(),
});

/** What an entry of a block_actions payload's `actions` asks for; undefined for a link, and for what is not ours. */
export function actionOfControl(element: unknown): Action | undefined {
  const { data } = pressed.safeParse(element);
  if (data === undefined) return undefined;
  const value = data.selected_option?.value ?? data.value ?? '';
  if (!value.startsWith(':')) return decodeAction(value);
  const select = decodeAction((data.action_id ?? '').replace(/~\d+$/, ''));
  return select && decodeAction(`p1:${select.key}${value}`);
}

/** `vote:2603.03269` (messages.md, Keys). */
function shortId({ verb, argument }: Action): string {
  return argument === undefined ? verb : `${verb}:${argument}`;
}

function claim(wanted: string, used: UsedIds): string {
  const base = wanted.slice(0, MAX_ACTION_ID - 4);
  let id = base;
  for (let count = 2; used.has(id); count += 1) id = `${base}~${count}`;
  used.add(id);
  return id;
}

/** Plain words, which Slack refuses when they are blank. */
export function words(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: cutAtWord(text.trim(), max) || '…', emoji: false };
}
