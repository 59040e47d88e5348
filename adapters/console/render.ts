import type { Fact, Message, PaperPart, Part, Tally, Text } from '#chat/message.ts';
import { plain } from '#chat/message.ts';
import { many, NBSP } from '#chat/words.ts';

/** How lines look: a terminal gets wrapping and weight, a pipe gets the words alone. */
export interface Look {
  readonly width: number;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

export const PLAIN: Look = { width: Number.POSITIVE_INFINITY, strong: same, faint: same };

export function terminalLook(columns: number): Look {
  return {
    width: Math.max(40, Math.min(columns, 100)),
    strong: (text) => `\u001b[1m${text}\u001b[22m`,
    faint: (text) => `\u001b[2m${text}\u001b[22m`,
  };
}

function same(text: string): string {
  return text;
}

/** A message as lines of text, without an empty line at either end. */
export function toLines(message: Message, look: Look): readonly string[] {
  const lines = message.parts.flatMap((part) => partLines(part, look));
  return lines.map((line) => line.replaceAll(NBSP, ' '));
}

function partLines(part: Part, look: Look): readonly string[] {
  switch (part.kind) {
    case 'heading':
      return [look.strong(part.text), ...(part.below ? wrap(plain(part.below), look) : [])];
    case 'text':
      return wrap(plain(part.text), look);
    case 'paper':
      return paperLines(part, look);
    case 'facts':
      return part.facts.flatMap((fact) => wrap(`${fact.label}: ${factWords(fact)}`, look));
    case 'verbatim':
      return part.text.split('\n');
    case 'note':
      return wrap(plain(part.text), look).map(look.faint);
    case 'actions':
    case 'divider':
      return [];
  }
}

/** The title has lines of its own, in a pipe just one, so that it can be read by a program too. */
function paperLines(paper: PaperPart, look: Look): readonly string[] {
  const number = paper.number === undefined ? '' : `${paper.number}. `;
  const small = smallFacts(paper).join(' · ');
  return [
    ...(paper.opening === undefined ? [] : wrap(plain(paper.opening), look)),
    ...wrap(number + plain(paper.title), look).map(look.strong),
    ...(paper.blurb === undefined ? [] : indent(wrap(plain(paper.blurb), look))),
    ...(small === '' ? [] : indent(wrap(small, look).map(look.faint))),
    ...indent([look.faint(paper.url)]),
  ];
}

function smallFacts(paper: PaperPart): readonly string[] {
  return [
    ...(paper.byline === undefined ? [] : [paper.byline]),
    ...(paper.facts ?? []),
    ...(paper.upvotes ? [many(paper.upvotes, 'upvote')] : []),
    ...(paper.stars ? [many(paper.stars, 'code star')] : []),
    ...(paper.tally === undefined ? [] : votes(paper.tally)),
    ...(paper.reason === undefined ? [] : [paper.reason]),
  ];
}

function factWords({ value, tally }: Fact): string {
  return tally === undefined ? withAddresses(value) : votes(tally).join(', ');
}

/** Nothing can be pressed here, so the address of a link stands behind its words. */
function withAddresses(text: Text): string {
  if (typeof text === 'string') return text;
  return text
    .map((span) => (span.kind === 'link' ? `${span.text} ${span.url}` : plain([span])))
    .join('');
}

/** `1 vote`, `2 votes`; nothing without any. */
export function votes({ up, down }: Tally): readonly string[] {
  return [
    ...(up > 0 ? [many(up, 'vote')] : []),
    ...(down > 0 ? [many(down, 'vote against', 'votes against')] : []),
  ];
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `   ${line}`);
}

/** Lines of at most the look's width, broken between words. */
function wrap(text: string, { width }: Look): readonly string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width - 3));
}

function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
