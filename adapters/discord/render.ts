import type {
  APIComponentInContainer,
  APIContainerComponent,
  APITextDisplayComponent,
} from 'discord.js';
import { ComponentType } from 'discord.js';
import type { CommandSpec } from '#chat/command.ts';
import type { Fact, Message, PaperPart, Part, Text } from '#chat/message.ts';
import { plain, sayPlainly } from '#chat/message.ts';
import { joinFacts, smallLine } from '#chat/words.ts';
import { asTyped } from './command-words.ts';
import { toButton, toRows, type UsedIds } from './controls.ts';
import { codeBlock, escapeInline, escapeLineStart } from './escape.ts';
import { keyIds } from './ids.ts';
import { MAX_COMPONENTS, MAX_TEXT } from './limits.ts';
import { cutAtWord, linkMarkup, toMarkup, type Writing } from './text.ts';

export interface RenderOptions {
  /** Of the delivery: a message without a control of this key carries it in its components' ids. */
  readonly key?: string;
  /** Those that Discord knows, so that a command to type is written as Discord takes it. */
  readonly commands?: readonly CommandSpec[];
}

/** `#d9a441`, the amber of a state that asks for attention (messages.md, Status). */
const WARNING = 14_263_361;

/** Runs of words are cut to the first of these at which the whole message has room. */
const LONGEST = [4_000, 2_400, 1_600, 1_000, 700, 500, 350, 250, 180, 120, 80, 40, 20];

/** A message as one Components V2 container, within Discord's limits whatever is in it. */
export function toComponents(
  message: Message,
  options: RenderOptions = {},
): [APIContainerComponent] {
  const container = fitting(message, options.commands ?? []);
  return [options.key === undefined ? container : withKey(container, options.key)];
}

function fitting(message: Message, commands: readonly CommandSpec[]): APIContainerComponent {
  const typed = (text: string) => asTyped(text, commands);
  for (const longest of LONGEST) {
    const container = toContainer(message, { longest, asTyped: typed });
    if (container.components.length === 0) break;
    if (textLength(container) <= MAX_TEXT) return container;
  }
  const words = sayPlainly(message.summary.slice(0, 1_000));
  return toContainer(words, { longest: 1_000, asTyped: typed });
}

function toContainer({ parts, tone }: Message, writing: Writing): APIContainerComponent {
  const used: UsedIds = new Set();
  const components = parts.flatMap((part) => toPart(part, writing, used));
  return {
    type: ComponentType.Container,
    components: withinCount(components),
    ...(tone === 'warning' && { accent_color: WARNING }),
  };
}

function toPart(part: Part, writing: Writing, used: UsedIds): readonly APIComponentInContainer[] {
  switch (part.kind) {
    case 'heading':
      return textDisplay([headingLine(part), part.below ? toMarkup(part.below, writing) : '']);
    case 'text':
      return textDisplay([toMarkup(part.text, writing)]);
    case 'paper':
      return toPaper(part, writing, used);
    case 'facts':
      return textDisplay(part.facts.map((fact) => factLine(fact, writing)));
    case 'actions':
      return toRows(part.items, used);
    case 'verbatim':
      return textDisplay([codeBlock(cutAtWord(part.text, writing.longest))]);
    case 'note':
      return textDisplay([small(toMarkup(part.text, writing))]);
    case 'divider':
      return [{ type: ComponentType.Separator, divider: true, spacing: 1 }];
  }
}

function headingLine({ text, size }: Extract<Part, { kind: 'heading' }>): string {
  return `${size === 'large' ? '##' : '###'} ${escapeInline(text)}`;
}

function factLine({ label, value }: Fact, writing: Writing): string {
  return `**${escapeInline(label)}**  ${toMarkup(value, writing, false)}`;
}

/** Small print holds for one line only. */
function small(markup: string): string {
  return markup
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `-# ${line}`)
    .join('\n');
}

function toPaper(
  paper: PaperPart,
  writing: Writing,
  used: UsedIds,
): readonly APIComponentInContainer[] {
  const text = textDisplay([
    paper.opening === undefined ? '' : toMarkup(paper.opening, writing),
    titleLine(paper, writing),
    paper.blurb === undefined ? '' : toMarkup(paper.blurb, writing),
    smallFacts(paper, writing),
  ]);
  const vote = paper.vote === undefined ? undefined : toButton(paper.vote, used);
  const [words] = text;
  if (vote === undefined || words === undefined) return text;
  return [{ type: ComponentType.Section, components: [words], accessory: vote }];
}

/** `**1. [Title](url)**`; in a search `1\. [Title with **matches**](url)`. */
function titleLine({ number, title, url, isTitlePlain }: PaperPart, writing: Writing): string {
  if (isTitlePlain) {
    return `${number === undefined ? '' : `${number}\\. `}${matchedTitle(title, url)}`;
  }
  const label = cutAtWord(plain(title), writing.longest);
  return `**${number === undefined ? '' : `${number}. `}${linkMarkup(label, url)}**`;
}

/** The whole title is one link; only matched words are strong in it. */
function matchedTitle(title: Text, url: string): string {
  const bare = linkMarkup(plain(title), url);
  if (typeof title === 'string' || !bare.startsWith('[') || /[[\]]/.test(plain(title))) return bare;
  const label = title
    .map(({ kind, ...span }) => {
      const words = 'text' in span ? escapeInline(span.text) : '';
      return kind === 'strong' ? `**${words}**` : words;
    })
    .join('');
  return `[${label}](${bare.slice(bare.lastIndexOf('](') + 2)}`;
}

function smallFacts(paper: PaperPart, writing: Writing): string {
  const facts = smallLine(paper).map((fact) => escapeInline(cutAtWord(fact, writing.longest)));
  return facts.length === 0 ? '' : small(escapeLineStart(joinFacts(facts)));
}

/** Lines of one text display; none without words, which Discord refuses. */
function textDisplay(lines: readonly string[]): readonly APITextDisplayComponent[] {
  const content = lines.filter((line) => line.trim() !== '').join('\n');
  return content === '' ? [] : [{ type: ComponentType.TextDisplay, content }];
}

function textLength({ components }: APIContainerComponent): number {
  return components.flatMap(textsOf).reduce((sum, { content }) => sum + content.length, 0);
}

function textsOf(component: APIComponentInContainer): readonly APITextDisplayComponent[] {
  if (component.type === ComponentType.TextDisplay) return [component];
  return component.type === ComponentType.Section ? component.components : [];
}

/** Beyond the limit, what stands in the middle goes: the last components are controls and small print. */
function withinCount(components: readonly APIComponentInContainer[]): APIComponentInContainer[] {
  const kept = [...components];
  while (1 + kept.reduce((sum, component) => sum + countOf(component), 0) > MAX_COMPONENTS) {
    kept.splice(Math.max(0, kept.length - 4), 1);
  }
  return kept;
}

function countOf(component: APIComponentInContainer): number {
  if (component.type === ComponentType.Section) return 2 + component.components.length;
  return component.type === ComponentType.ActionRow ? 1 + component.components.length : 1;
}

function withKey(container: APIContainerComponent, key: string): APIContainerComponent {
  if (JSON.stringify(container).includes(`"custom_id":"p1:${key}:`)) return container;
  const [id, firstId] = keyIds(key);
  const [first, ...others] = container.components;
  if (first === undefined) return { ...container, id };
  return { ...container, id, components: [{ ...first, id: firstId }, ...others] };
}
