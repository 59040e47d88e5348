import type { APILabelComponent, APIModalInteractionResponseCallbackData } from 'discord.js';
import { ComponentType, TextInputStyle } from 'discord.js';
import { encodeAction, type Field, type Form } from '#chat/message.ts';
import { zoneCity } from '#chat/words.ts';
import {
  LIMITS,
  MAX_DESCRIPTION,
  MAX_LABEL,
  MAX_MODAL_TITLE,
  MAX_OPTION,
  MAX_TEXT_INPUT,
} from './limits.ts';
import { cutAtWord } from './text.ts';

/** Longest zone that a person types: `America/Argentina/ComodRivadavia` has 32 characters. */
const MAX_ZONE = 60;

export function toModal(form: Form): APIModalInteractionResponseCallbackData {
  return {
    custom_id: encodeAction(form.action),
    title: cutAtWord(form.title, MAX_MODAL_TITLE),
    components: form.fields.slice(0, LIMITS.formFields).map(toLabel),
  };
}

function toLabel(field: Field): APILabelComponent {
  const hint =
    field.hint ??
    (field.kind === 'zone' ? 'A city is enough, such as Zurich, New York or UTC.' : undefined);
  return {
    type: ComponentType.Label,
    label: cutAtWord(field.label, MAX_LABEL),
    ...(hint !== undefined && { description: cutAtWord(hint, MAX_DESCRIPTION) }),
    component: toComponent(field),
  };
}

function toComponent(field: Field): APILabelComponent['component'] {
  switch (field.kind) {
    case 'select':
      return select(field.name, field.options, field.value);
    case 'time':
      return select(field.name, hoursWith(field.value), field.value);
    case 'zone':
      return {
        ...textInput(field.name, MAX_ZONE, true),
        ...(field.value !== '' && { value: zoneCity(field.value).slice(0, MAX_ZONE) }),
      };
    case 'text':
      return {
        ...textInput(field.name, Math.min(field.maxLength, MAX_TEXT_INPUT), !field.isOptional),
        ...(field.value !== undefined && { value: field.value.slice(0, field.maxLength) }),
        ...(field.placeholder !== undefined && {
          placeholder: cutAtWord(field.placeholder, MAX_OPTION),
        }),
      };
  }
}

function textInput(name: string, maxLength: number, isRequired: boolean) {
  return {
    type: ComponentType.TextInput as const,
    custom_id: name,
    style: TextInputStyle.Short,
    max_length: maxLength,
    required: isRequired,
  };
}

type Choice = { readonly label: string; readonly value: string };

function select(name: string, options: readonly Choice[], chosen: string) {
  return {
    type: ComponentType.StringSelect as const,
    custom_id: name,
    required: true,
    options: options.slice(0, LIMITS.selectOptions).map(({ label, value }) => ({
      label: cutAtWord(label, MAX_OPTION),
      value,
      ...(value === chosen && { default: true }),
    })),
  };
}

/** A modal has no time picker: the full hours, and the value when it is none of them (25 options at most). */
function hoursWith(value: string): readonly Choice[] {
  const hours = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);
  const all = /^\d\d:\d\d$/.test(value) ? new Set([...hours, value]) : hours;
  return [...all].toSorted().map((time) => ({ label: time, value: time }));
}
