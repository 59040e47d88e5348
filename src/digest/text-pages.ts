import type { Message } from '#chat/message.ts';
import { many, NBSP } from '#chat/words.ts';
import { turnsOf } from './turns.ts';

export interface TextFacts {
  readonly heading: string;
  /** Shown letter by letter. */
  readonly text: string;
  /** From 0. */
  readonly page: number;
  /** Of the view that holds the text. */
  readonly key: string;
}

/** Slack's section holds 3,000 characters, Discord's message 4,000; escaping makes some of it longer. */
const PAGE = 2_000;

/** A long text to be copied, a page at a time, cut at line ends (architecture.md, verbatim). */
export function composeText({ heading, text, page, key }: TextFacts): Message {
  const pages = toPages(text);
  const at = Math.min(page, pages.length - 1);
  const count = pages.length > 1 ? `, page${NBSP}${at + 1} of${NBSP}${pages.length}` : '';
  const turns = turnsOf({ key, page: at, hasMore: at < pages.length - 1 });
  return {
    summary: `${heading}. ${many(text.length, 'character')}.`,
    parts: [
      { kind: 'heading', size: 'small', text: heading + count },
      { kind: 'verbatim', text: pages[at] ?? '' },
      ...(turns.length === 0 ? [] : [{ kind: 'actions' as const, items: turns }]),
    ],
  };
}

/** Lines that are longer than a page are cut. */
export function toPages(text: string): readonly string[] {
  const lines = text
    .split('\n')
    .flatMap((line) => line.match(new RegExp(`.{1,${PAGE}}`, 'gsu')) ?? ['']);
  const pages: string[] = [];
  let current = lines[0] ?? '';
  for (const line of lines.slice(1)) {
    if (current.length + 1 + line.length <= PAGE) current += `\n${line}`;
    else {
      pages.push(current);
      current = line;
    }
  }
  return [...pages, current];
}
