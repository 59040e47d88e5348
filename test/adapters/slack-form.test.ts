import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACTION_BYTES, type Action, decodeAction, type Field, type Form } from '#chat/message.ts';
import { readValues, toFieldErrors, toModal } from '../../adapters/slack/form.ts';
import { COMMON_ZONES } from '../../src/digest/zone.ts';
import { viewProblems } from '../fakes/slack/blocks.ts';

const DRAWN = new URL(
  '../../../shared/design/messages/slack/6-subscribe-modal.json',
  import.meta.url,
);
const KEY = 'Zt4kQ9vXw2LrB7mNcH1sPd0a';
const SUBSCRIBE: Action = { key: KEY, verb: 'subscribe' };
const STATE = `{"channel":"C0PAPERS1","key":"${KEY}"}`;

const choice = (label: string, value = label) => ({ label, value });

function form(...fields: readonly Field[]): Form {
  return { title: 'Subscribe this channel', submit: 'Subscribe', action: SUBSCRIBE, fields };
}

function modal(given: Form) {
  const view = JSON.parse(JSON.stringify(toModal(given, STATE)));
  expect(viewProblems(view)).toEqual([]);
  return view;
}

const subscribe = form(
  {
    kind: 'select',
    name: 'when',
    label: 'How often',
    value: 'daily',
    options: [
      choice('Weekdays, each new list', 'daily'),
      choice('Mondays, best of last week', 'weekly-mon'),
      choice('Fridays, best of this week', 'weekly-fri'),
    ],
  },
  { kind: 'time', name: 'at', label: 'Time', value: '09:00' },
  {
    kind: 'zone',
    name: 'zone',
    label: 'Time zone',
    hint: 'Yours, from your profile.',
    value: 'Europe/Zurich',
    options: [
      choice('Los Angeles', 'America/Los_Angeles'),
      choice('New York', 'America/New_York'),
      choice('São Paulo', 'America/Sao_Paulo'),
      choice('UTC'),
      choice('London', 'Europe/London'),
      choice('Zurich', 'Europe/Zurich'),
      choice('Mumbai', 'Asia/Kolkata'),
      choice('Shanghai', 'Asia/Shanghai'),
      choice('Tokyo', 'Asia/Tokyo'),
      choice('Sydney', 'Australia/Sydney'),
    ],
  },
  {
    kind: 'select',
    name: 'top',
    label: 'Papers in each digest',
    value: '10',
    options: [choice('3'), choice('5'), choice('10')],
  },
  {
    kind: 'text',
    name: 'follow',
    label: 'Put first',
    hint: 'Words, author: or org:, with commas between. The rest is ranked by Hugging Face upvotes.',
    placeholder: '3d reconstruction, org:Databricks',
    maxLength: 300,
    isOptional: true,
  },
);

describe('a form on Slack', () => {
  it.skipIf(!existsSync(DRAWN))('looks as drawn, its action in the callback id', () => {
    const drawn = JSON.parse(readFileSync(DRAWN, 'utf8'));

    expect(modal(subscribe)).toEqual({ ...drawn, callback_id: `p1:${KEY}:subscribe` });
  });

  it('comes back as its action, one of 80 bytes too', () => {
    const action = { key: KEY, verb: 'subscribe', argument: 'x'.repeat(ACTION_BYTES - 38) };

    const { callback_id, private_metadata } = modal({ ...subscribe, action });

    expect(decodeAction(callback_id)).toEqual(action);
    expect(private_metadata).toBe(STATE);
  });

  it('holds all the zones that we know, and a text where it is given none', () => {
    const zone = {
      kind: 'zone',
      name: 'zone',
      label: 'Time zone',
      value: 'Europe/Zurich',
    } as const;

    const select = modal(form({ ...zone, options: COMMON_ZONES })).blocks[0].element;
    const text = modal(form({ ...zone, options: [] })).blocks[0].element;

    expect(select.options).toHaveLength(COMMON_ZONES.length);
    expect(select.initial_option).toMatchObject({ value: 'Europe/Zurich' });
    expect(text).toMatchObject({ type: 'plain_text_input', initial_value: 'Zurich' });
  });

  it('is taken by Slack whatever is in it', () => {
    const long = 'Very long words '.repeat(400);
    const options = Array.from({ length: 130 }, (_, at) => choice(`${at} ${long}`, `${at}`));

    const view = modal({
      ...form(
        { kind: 'select', name: 'a', label: long, hint: long, options, value: 'unknown' },
        { kind: 'time', name: 'b', label: ' ', value: 'soon' },
        {
          kind: 'text',
          name: 'c',
          label: 'C',
          value: long,
          placeholder: long,
          maxLength: 9_000,
          isOptional: false,
        },
      ),
      title: long,
      submit: long,
    });

    expect(view.blocks).toHaveLength(3);
  });
});

describe('a submitted form on Slack', () => {
  it('gives what was chosen and typed by the fields’ names, and leaves out what is empty', () => {
    const option = { text: { type: 'plain_text', text: '5' }, value: '5' };
    const values = {
      top: { top: { type: 'static_select', selected_option: option } },
      at: { at: { type: 'timepicker', selected_time: '09:30' } },
      zone: { zone: { type: 'static_select', selected_option: null } },
      follow: { follow: { type: 'plain_text_input', value: 'maps' } },
      note: { note: { type: 'plain_text_input', value: null } },
    };

    expect(readValues(values)).toEqual({ top: '5', at: '09:30', follow: 'maps' });
  });

  it.each([undefined, 'x', { top: 'x' }])('is refused when it is none: %j', (values) => {
    expect(() => readValues(values)).toThrow();
  });

  it('has its mistakes at their fields', () => {
    const problems = [
      { field: 'zone', text: 'I know no place “Zürch”. Zurich?' },
      { field: 'at', text: 'No time.' },
      { field: 'at', text: 'Try 09:00.' },
    ];

    expect(toFieldErrors(problems)).toEqual({
      zone: 'I know no place “Zürch”. Zurich?',
      at: 'No time. Try 09:00.',
    });
  });
});
