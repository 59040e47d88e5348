import type { InputBlock, ModalView, PlainTextInput, StaticSelect, Timepicker } from '@slack/types';
import { z } from 'zod';
import { encodeAction, type Field, type Form } from '#chat/message.ts';
import { zoneCity } from '#chat/words.ts';
import { words } from './controls.ts';
import {
  LIMITS,
  MAX_FIELD_WORDS,
  MAX_MODAL_WORD,
  MAX_OPTION_LABEL,
  MAX_PLACEHOLDER,
  MAX_TEXT_INPUT,
} from './limits.ts';

/** Longest zone that a person types: `America/Argentina/ComodRivadavia` has 32 characters. */
const MAX_ZONE = 60;

/**
 * A form as a modal. Its `callback_id` is the form's action, to be read with `decodeAction`; `state` (at most 3,000
 * characters) comes back as `private_metadata`. A field is a block of its own, named after it, as is its element.
 */
export function toModal(form: Form, state: string): ModalView {
  return {
    type: 'modal',
    callback_id: encodeAction(form.action),
    private_metadata: state,
    title: words(form.title, MAX_MODAL_WORD),
    submit: words(form.submit, MAX_MODAL_WORD),
    close: words('Cancel', MAX_MODAL_WORD),
    blocks: form.fields.slice(0, LIMITS.formFields).map(toInput),
  };
}

function toInput(field: Field): InputBlock {
  return {
    type: 'input',
    block_id: field.name,
    label: words(field.label, MAX_FIELD_WORDS),
    element: toElement(field),
    ...(field.hint !== undefined && { hint: words(field.hint, MAX_FIELD_WORDS) }),
    ...(field.kind === 'text' && field.isOptional && { optional: true }),
  };
}

function toElement(field: Field): StaticSelect | Timepicker | PlainTextInput {
  switch (field.kind) {
    case 'select':
      return toSelect(field);
    case 'time':
      return {
        type: 'timepicker',
        action_id: field.name,
        ...(/^\d\d:\d\d$/.test(field.value) && { initial_time: field.value }),
      };
    case 'zone':
      return field.options.length > 0
        ? toSelect(field)
        : toTextInput(field.name, MAX_ZONE, zoneCity(field.value));
    case 'text':
      return {
        ...toTextInput(field.name, Math.min(field.maxLength, MAX_TEXT_INPUT), field.value ?? ''),
        ...(field.placeholder !== undefined && {
          placeholder: words(field.placeholder, MAX_PLACEHOLDER),
        }),
      };
  }
}

/** The chosen option must be one of those listed, to the letter. */
function toSelect({ name, options, value }: Extract<Field, { kind: 'select' | 'zone' }>) {
  const shown = options
    .slice(0, LIMITS.selectOptions)
    .map((option) => ({ text: words(option.label, MAX_OPTION_LABEL), value: option.value }));
  const chosen = shown.find((option) => option.value === value);
  return {
    type: 'static_select' as const,
    action_id: name,
    options: shown,
    ...(chosen !== undefined && { initial_option: chosen }),
  };
}

function toTextInput(name: string, maxLength: number, value: string): PlainTextInput {
  return {
    type: 'plain_text_input',
    action_id: name,
    max_length: maxLength,
    ...(value !== '' && { initial_value: value.slice(0, maxLength) }),
  };
}

/** `view.state.values`: per block, per element, what was chosen or typed. */
const submitted = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_time: z.string().nullish(),
      selected_option: z.object({ value: z.string() }).nullish(),
    }),
  ),
);

/** A submitted view's `state.values` by our fields' names; what was left empty is left out. @throws ZodError */
export function readValues(values: unknown): Record<string, string> {
  const fields = Object.entries(submitted.parse(values));
  return Object.fromEntries(
    fields.flatMap(([name, elements]) =>
      Object.values(elements).flatMap((element) => {
        const value = element.selected_option?.value ?? element.selected_time ?? element.value;
        return value ? [[name, value]] : [];
      }),
    ),
  );
}

/** Mistakes for the answer `errors` of a view_submission, which Slack shows at the fields. */
export function toFieldErrors(
  problems: readonly { readonly field: string; readonly text: string }[],
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { field, text } of problems) {
    errors[field] = errors[field] === undefined ? text : `${errors[field]} ${text}`;
  }
  return errors;
}
