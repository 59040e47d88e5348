import type { ContextBlock, KnownBlock, MrkdwnElement, SectionBlock } from '@slack/types';
import type { Fact, PaperPart, Part } from '#chat/message.ts';
import { plain } from '#chat/message.ts';
import { joinFacts, smallLine } from '#chat/words.ts';
import { toButton, toRows, type UsedIds, words } from './controls.ts';
import { codeBlock, escapeInline } from './escape.ts';
import { MAX_HEADER, MAX_TEXT } from './limits.ts';
import { around, cutAtWord, linkMarkup, toMarkup } from './text.ts';

/** One part as blocks, its runs of words cut to `longest`; none for a part without words. */
export function toBlocks(part: Part, longest: number, used: UsedIds): readonly KnownBlock[] {
  switch (part.kind) {
    case 'heading':
      return toHeading(part, longest);
    case 'text':
      return toSections(toMarkup(part.text, longest), part.isLong);
    case 'paper':
      return toPaper(part, longest, used);
    case 'facts':
      return toSections(part.facts.map((fact) => factLine(fact, longest)).join('\n'));
    case 'actions':
      return toRows(part.items, used);
    case 'verbatim':
      return [{ type: 'section', text: mrkdwn(codeBlock(cutAtWord(part.text, longest))) }];
    case 'note':
      return small(toMarkup(part.text, longest));
    case 'divider':
      return [{ type: 'divider' }];
  }
}

/** Lines as sections, filled one after the other; none without words, which Slack refuses. */
export function toSections(markup: string, isLong = false): SectionBlock[] {
  return packed(markup.split('\n'), MAX_TEXT).map((text) => ({
    type: 'section',
    text: mrkdwn(text),
    ...(isLong && { expand: true }),
  }));
}

/** As few texts of at most `max` characters as the lines fit into; a line that is longer stays one. */
function packed(lines: readonly string[], max: number): readonly string[] {
  const packs: string[] = [];
  for (const line of lines) {
    const joined = `${packs.at(-1)}\n${line}`;
    if (packs.length > 0 && joined.length <= max) packs[packs.length - 1] = joined;
    else packs.push(line);
  }
  return packs.filter((text) => text.trim() !== '');
}

/** `verbatim`: Slack makes no links and mentions of its own out of our words. */
function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

function toHeading(
  { text, size, below }: Extract<Part, { kind: 'heading' }>,
  longest: number,
): readonly KnownBlock[] {
  const news = below === undefined ? '' : toMarkup(below, longest);
  if (size === 'large') {
    return [{ type: 'header', text: words(text, MAX_HEADER) }, ...toSections(news)];
  }
  return toSections(lines([around('*', escapeInline(cutAtWord(text, longest))), news]));
}

function factLine({ label, value }: Fact, longest: number): string {
  return `${around('*', escapeInline(label))}  ${toMarkup(value, longest)}`;
}

function toPaper(paper: PaperPart, longest: number, used: UsedIds): readonly KnownBlock[] {
  const [section, ...others] = toSections(
    lines([
      paper.opening === undefined ? '' : toMarkup(paper.opening, longest),
      titleLine(paper, longest),
      paper.blurb === undefined ? '' : toMarkup(paper.blurb, longest),
    ]),
  );
  if (section === undefined) return [];
  const vote = paper.vote === undefined ? undefined : toButton(paper.vote, used);
  const first = vote === undefined ? section : { ...section, accessory: vote };
  const facts = smallLine(paper).map((fact) => escapeInline(cutAtWord(fact, longest)));
  return [first, ...others, ...small(joinFacts(facts))];
}

/** `*1. <url|Title>*`; in a search `1. <url|Title with> *<url|matches>*`. */
function titleLine(paper: PaperPart, longest: number): string {
  const number = paper.number === undefined ? '' : `${paper.number}. `;
  const bare = linkMarkup(plain(paper.title), paper.url, longest);
  if (!paper.isTitlePlain) return around('*', number + bare);
  const matched = matchedTitle(paper);
  return number + (matched.length <= longest ? matched : bare);
}

/** Marks inside a link's label are not reliable, so each run is a link to the same page (messages.md, Search). */
function matchedTitle({ title, url }: PaperPart): string {
  if (typeof title === 'string') return linkMarkup(title, url, MAX_TEXT);
  return title
    .map((span, index) => {
      const isStrong = span.kind === 'strong';
      const [before, run, after] = edges(plain([span]), {
        left: index > 0,
        right: index < title.length - 1,
      });
      const link = linkMarkup(run, url, MAX_TEXT);
      return escapeInline(before) + (isStrong ? around('*', link) : link) + escapeInline(after);
    })
    .join('');
}

/** A run without the blanks and punctuation that stand between it and its neighbours: those are nobody's link. */
function edges(
  text: string,
  open: { readonly left: boolean; readonly right: boolean },
): readonly [before: string, run: string, after: string] {
  const before = open.left ? (/^[^\p{L}\p{N}]*/u.exec(text)?.[0] ?? '') : '';
  const rest = text.slice(before.length);
  const after = open.right ? (/[^\p{L}\p{N}]*$/u.exec(rest)?.[0] ?? '') : '';
  return [before, rest.slice(0, rest.length - after.length), after];
}

/** Small print; none without words. */
function small(markup: string): readonly ContextBlock[] {
  return markup.trim() === '' ? [] : [{ type: 'context', elements: [mrkdwn(markup)] }];
}

function lines(all: readonly string[]): string {
  return all.filter((line) => line.trim() !== '').join('\n');
}
