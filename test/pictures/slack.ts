import type { KnownBlock, ModalView } from '@slack/types';
import { escaped, framed, type Html, marked, PAPER, type Rule } from './markup.ts';

type Element = Extract<KnownBlock, { type: 'actions' }>['elements'][number];
type Words = { readonly type: 'plain_text' | 'mrkdwn'; readonly text: string };

/** Block Kit about as Slack shows it. */
export function slackMessage(blocks: readonly KnownBlock[], isPrivate: boolean): Html {
  return framed({
    client: 'slack',
    time: '9:00 AM',
    body: blocks.map(block).join(''),
    onlyYou: isPrivate ? 'Only visible to you' : undefined,
  });
}

function block(one: KnownBlock): Html {
  switch (one.type) {
    case 'header':
      return `<h2>${escaped(one.text.text)}</h2>`;
    case 'section':
      return `<section><p>${one.text === undefined ? '' : words(one.text)}</p>${
        one.accessory?.type === 'button' ? element(one.accessory) : ''
      }</section>`;
    case 'context':
      return `<small>${one.elements.map((part) => ('text' in part ? words(part) : '')).join('')}</small>`;
    case 'actions':
      return `<div class="row">${one.elements.map(element).join('')}</div>`;
    case 'divider':
      return '<hr>';
    case 'rich_text':
      return `<pre>${escaped(JSON.stringify(one.elements))}</pre>`;
    default:
      throw new Error(`no picture of a block of type ${one.type}`);
  }
}

function element(one: Element): Html {
  if (one.type === 'button') return `<button>${escaped(one.text.text)}</button>`;
  if (one.type !== 'static_select') throw new Error(`no picture of a ${one.type}`);
  return select(one.initial_option?.text.text ?? one.placeholder?.text ?? '');
}

function select(text: string): Html {
  return `<div class="select">${escaped(text)}<span class="chevron"></span></div>`;
}

/** A form, as wide as Slack's. */
export function slackModal({ title, submit, blocks }: ModalView): Html {
  // The adapter makes known blocks only; `block` refuses any other.
  const fields = (blocks as readonly KnownBlock[]).map((one) => {
    if (one.type !== 'input') return block(one);
    const hint = one.hint === undefined ? '' : `<small>${escaped(one.hint.text)}</small>`;
    const optional = one.optional ? ' <i>(optional)</i>' : '';
    return `<label><b>${escaped(one.label.text)}</b>${optional}${field(one.element)}${hint}</label>`;
  });
  return `<form class="slack-modal"><h1><span class="avatar">${PAPER}</span>${escaped(title.text)}</h1>
    ${fields.join('')}
    <footer><button>Cancel</button><button class="go">${escaped(submit?.text ?? '')}</button></footer></form>`;
}

function field(one: Extract<KnownBlock, { type: 'input' }>['element']): Html {
  if (one.type === 'static_select') return element(one);
  if (one.type === 'timepicker') return select(clock(one.initial_time ?? ''));
  if (one.type !== 'plain_text_input') throw new Error(`no picture of a ${one.type}`);
  return `<div class="select">${escaped(one.initial_value ?? one.placeholder?.text ?? '')}</div>`;
}

/** `9:00 AM`, as an English profile has it. */
function clock(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const half = hour < 12 ? 'AM' : 'PM';
  return `${hour % 12 || 12}:${String(minute).padStart(2, '0')} ${half}`;
}

function words({ type, text }: Words): Html {
  return type === 'mrkdwn' ? marked(text, RULES, (plain) => plain) : escaped(text);
}

/** Slack's text comes with `&`, `<` and `>` escaped, so that what is left of it is HTML. */
const RULES: readonly Rule[] = [
  [/<!date\^[^|>]*\|([^>]*)>/, (_, fallback = '') => fallback],
  [/<@[^>]+>/, () => '<span class="mention">@Ada Lovelace</span>'],
  [/<#[^>]+>/, () => '<a>#papers</a>'],
  [/<(https?:[^|>]+)(?:\|([^>]*))?>/, (_, url = '', label = url) => `<a>${label}</a>`],
  [/`([^`\n]+)`/, (_, code = '') => `<code>${code}</code>`],
  [
    /(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])/,
    (inside, bold = '') => `<strong>${inside(bold)}</strong>`,
  ],
  [
    /(?<![\w_])_([^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])/,
    (inside, text = '') => `<i>${inside(text)}</i>`,
  ],
  [/:([a-z0-9_+-]+):/, (_, name = '') => EMOJI[name] ?? `:${name}:`],
];

const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const EMOJI: Readonly<Record<string, string>> = {
  ...Object.fromEntries(NUMBERS.map((name, at) => [name, `${at + 1}\u{fe0f}\u{20e3}`])),
  ...{ keycap_ten: '🔟', '+1': '👍', '-1': '👎' },
};
