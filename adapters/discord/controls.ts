import type {
  APIActionRowComponent,
  APIButtonComponent,
  APIComponentInMessageActionRow,
  APIStringSelectComponent,
} from 'discord.js';
import { ButtonStyle, ComponentType } from 'discord.js';
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
  MAX_BUTTON_LABEL,
  MAX_BUTTON_URL,
  MAX_CUSTOM_ID,
  MAX_OPTION,
  MAX_PLACEHOLDER,
  MAX_ROW_BUTTONS,
} from './limits.ts';
import { cutAtWord } from './text.ts';

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** Ids that a message has used: Discord refuses a second control of the same id. */
export type UsedIds = Set<string>;

/** Undefined for a control that Discord would refuse: a doubled action, a link that is none. */
export function toButton({ label, does }: Button, used: UsedIds): APIButtonComponent | undefined {
  const face = { type: ComponentType.Button as const, label: caption(label, MAX_BUTTON_LABEL) };
  if ('url' in does) {
    const url = linkTarget(does.url);
    if (url === undefined || url.length > MAX_BUTTON_URL) return undefined;
    return { ...face, style: ButtonStyle.Link, url };
  }
  const id = claim(encodeAction(does), used);
  if (id === undefined) return undefined;
  return { ...face, style: ButtonStyle.Secondary, custom_id: id };
}

/** Selects stand in a row of their own, buttons by five. */
export function toRows(items: readonly (Button | Select)[], used: UsedIds): readonly Row[] {
  const rows: Row[] = [];
  for (const item of items) {
    const control = item.kind === 'button' ? toButton(item, used) : toSelect(item, used);
    if (control === undefined) continue;
    const last = rows.at(-1);
    if (control.type === ComponentType.Button && last !== undefined && hasRoom(last)) {
      last.components.push(control);
    } else {
      rows.push({ type: ComponentType.ActionRow, components: [control] });
    }
  }
  return rows;
}

function hasRoom({ components }: Row): boolean {
  return components.length < MAX_ROW_BUTTONS && components[0]?.type === ComponentType.Button;
}

function toSelect(
  { placeholder, options }: Select,
  used: UsedIds,
): APIStringSelectComponent | undefined {
  const [first] = options;
  if (first === undefined) return undefined;
  const { key, verb } = first.action;
  const id = claim(encodeAction({ key, verb }), used);
  if (id === undefined) return undefined;
  const values = new Map(
    options
      .slice(0, LIMITS.selectOptions)
      .map(({ label, action }) => [optionValue(action, { key, verb }), label]),
  );
  return {
    type: ComponentType.StringSelect,
    custom_id: id,
    placeholder: caption(placeholder, MAX_PLACEHOLDER),
    options: [...values].map(([value, label]) => ({ label: caption(label, MAX_OPTION), value })),
  };
}

/** An option of the select's own verb is its bare argument; any other is a whole action. */
function optionValue(action: Action, { key, verb }: Action): string {
  const isPlain = action.key === key && action.verb === verb && !action.argument?.startsWith('p1:');
  return isPlain && action.argument ? action.argument : encodeAction(action);
}

/** The action of a press, from the control's id and, of a select, the chosen value. */
export function toAction(customId: string, value?: string): Action | undefined {
  const control = decodeAction(customId);
  if (control === undefined || value === undefined) return control;
  if (value.startsWith('p1:')) return decodeAction(value);
  return { key: control.key, verb: control.verb, argument: value };
}

function claim(id: string, used: UsedIds): string | undefined {
  if (id.length > MAX_CUSTOM_ID || used.has(id)) return undefined;
  used.add(id);
  return id;
}

/** Plain words on a control, which Discord refuses when they are blank. */
function caption(text: string, max: number): string {
  return cutAtWord(text.trim(), max) || '…';
}
