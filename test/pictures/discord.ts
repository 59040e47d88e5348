import type {
  APIButtonComponent,
  APIComponentInContainer,
  APIContainerComponent,
  APIModalInteractionResponseCallbackData,
  APISelectMenuComponent,
} from 'discord.js';
import { ButtonStyle, ComponentType } from 'discord.js';
import { escaped, framed, type Html, marked, PAPER, type Rule } from './markup.ts';

/** Components V2 about as Discord shows them. */
export function discordMessage(
  [container]: readonly [APIContainerComponent],
  isPrivate: boolean,
): Html {
  const colour = container.accent_color?.toString(16).padStart(6, '0');
  const accent = colour === undefined ? '' : `style="border-left:4px solid #${colour}"`;
  return framed({
    client: 'discord',
    time: '09:00',
    body: `<div class="container" ${accent}>${container.components.map(component).join('')}</div>`,
    onlyYou: isPrivate ? 'Only you can see this · <a>Dismiss message</a>' : undefined,
  });
}

function component(one: APIComponentInContainer): Html {
  switch (one.type) {
    case ComponentType.TextDisplay:
      return `<div>${markdown(one.content)}</div>`;
    case ComponentType.Section:
      return `<section><div>${one.components.map(component).join('')}</div>${
        one.accessory.type === ComponentType.Button ? button(one.accessory) : ''
      }</section>`;
    case ComponentType.Separator:
      return '<hr>';
    case ComponentType.ActionRow:
      return `<div class="row">${one.components
        .map((item) => (item.type === ComponentType.Button ? button(item) : select(item)))
        .join('')}</div>`;
    default:
      throw new Error(`no picture of a component of type ${one.type}`);
  }
}

function button(one: APIButtonComponent): Html {
  const label = 'label' in one ? escaped(one.label ?? '') : '';
  return `<button>${label}${one.style === ButtonStyle.Link ? ' <span class="out"></span>' : ''}</button>`;
}

function select(one: APISelectMenuComponent): Html {
  const chosen =
    one.type === ComponentType.StringSelect ? one.options.find((option) => option.default) : null;
  const words = chosen?.label ?? `<em>${escaped(one.placeholder ?? '')}</em>`;
  return `<div class="select">${words}<span class="chevron"></span></div>`;
}

/** A form, as wide as Discord's. */
export function discordModal({ title, components }: APIModalInteractionResponseCallbackData): Html {
  const fields = components.map((label) => {
    if (label.type !== ComponentType.Label) throw new Error('a field without its label');
    const { component: field, description } = label;
    const hint = description === undefined ? '' : `<small>${escaped(description)}</small>`;
    const star = 'required' in field && field.required ? ' <b class="star">*</b>' : '';
    const control =
      field.type === ComponentType.TextInput
        ? `<div class="select">${escaped(field.value ?? '') || `<em>${field.placeholder ?? ''}</em>`}</div>`
        : select(field as APISelectMenuComponent);
    return `<label>${escaped(label.label)}${star}${hint}${control}</label>`;
  });
  return `<form class="discord-modal"><h1><span class="avatar">${PAPER}</span>${escaped(title)}</h1>
    ${fields.join('')}<footer><button>Cancel</button><button class="go">Submit</button></footer></form>`;
}

function markdown(text: string): Html {
  return text.split('\n').map(line).join('');
}

function line(text: string): Html {
  const [, mark = '', words = ''] = /^(-# |#{1,3} )?(.*)$/s.exec(text) ?? [];
  const tag = { '# ': 'h1', '## ': 'h2', '### ': 'h3', '-# ': 'small' }[mark] ?? 'p';
  return `<${tag}>${inline(words)}</${tag}>`;
}

function inline(text: string): Html {
  return marked(text, RULES, escaped);
}

const RULES: readonly Rule[] = [
  [/\\([^\w\s])/u, (_, sign = '') => escaped(sign)],
  [/`([^`]+)`/, (_, code = '') => `<code>${escaped(code)}</code>`],
  [/\*\*((?:\\.|[^\\])+?)\*\*/s, (inside, words = '') => `<strong>${inside(words)}</strong>`],
  [/\[((?:\\.|[^\]\\])+)\]\([^)\s]+\)/, (inside, label = '') => `<a>${inside(label)}</a>`],
  [/<@\d+>/, () => '<span class="mention">@Ada Lovelace</span>'],
  [/<#\d+>/, () => '<span class="mention"># papers</span>'],
  [/<t:(\d+):\w>/, (_, seconds = '0') => `<span class="time">${localTime(Number(seconds))}</span>`],
];

/** As Discord writes `f` for a reader in Zurich. */
function localTime(seconds: number): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Zurich' },
  });
  return format.format(seconds * 1_000).replace(' at ', ' ');
}
