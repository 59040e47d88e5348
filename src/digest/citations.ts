import type { Message } from '#chat/message.ts';
import { many, NBSP } from '#chat/words.ts';
import { citationKeys, toBibtex } from '../papers/bibtex.ts';
import type { Paper } from '../papers/paper.ts';
import { toRis } from '../papers/ris.ts';
import { turnsOf } from './turns.ts';

export interface CitationFacts {
  /** All of them: keys must differ over pages too. */
  readonly papers: readonly Paper[];
  /** From 0. */
  readonly page: number;
  /** Of the view behind the page's buttons. */
  readonly key: string;
}

interface Entry {
  readonly bibtex: string;
  readonly ris: string;
  readonly authors: number;
  readonly named: number;
}

/** Both forms of one page: Discord's message holds 4,000 characters. */
const PAGE = 3_200;
/** Either form of one page: Slack's section holds 3,000 characters, of which escapes take some. */
const FORM = 2_700;
/** An entry that is longer than a page names fewer authors; half a citation cannot be copied. */
const MOST_AUTHORS = [40, 20, 10, 5, 1];

/** Citations to be copied, as BibTeX and as RIS, a page at a time. */
export function composeCitations({ papers, page, key }: CitationFacts): Message {
  const keys = citationKeys(papers);
  const entries = papers.map((paper) => entryOf(paper, keys.get(paper.id) ?? paper.id));
  const pages = toPages(entries);
  const at = Math.min(page, pages.length - 1);
  const shown = pages[at] ?? [];
  const before = pages.slice(0, at).flat().length;
  const heading = headingOf({ before, shown: shown.length, total: papers.length });
  const note = noteOf(shown);
  const turns = turnsOf({ key, page: at, hasMore: at < pages.length - 1 });
  return {
    summary: `${heading}. BibTeX and RIS, to be copied.`,
    parts: [
      { kind: 'heading', size: 'small', text: heading },
      { kind: 'text', text: [{ kind: 'strong', text: 'BibTeX' }] },
      { kind: 'verbatim', text: shown.map(({ bibtex }) => bibtex).join('\n\n') },
      { kind: 'text', text: [{ kind: 'strong', text: 'RIS' }] },
      { kind: 'verbatim', text: shown.map(({ ris }) => ris).join('\n\n') },
      ...(turns.length === 0 ? [] : [{ kind: 'actions' as const, items: turns }]),
      ...(note === undefined ? [] : [{ kind: 'note' as const, text: note }]),
    ],
  };
}

function entryOf(paper: Paper, key: string): Entry {
  const authors = paper.authors.length;
  const most = MOST_AUTHORS.filter((some) => some < authors);
  const versions = [authors, ...most].map((mostAuthors) => ({
    bibtex: toBibtex(paper, { key, mostAuthors }),
    ris: toRis(paper, { mostAuthors }),
    authors,
    named: mostAuthors,
  }));
  const [whole] = versions;
  const fitting = versions.find((entry) => fits([entry])) ?? versions.at(-1) ?? whole;
  return fitting ?? { bibtex: '', ris: '', authors, named: 0 };
}

function toPages(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const pages: (readonly Entry[])[] = [];
  for (const entry of entries) {
    const last = pages.at(-1);
    if (last !== undefined && fits([...last, entry])) pages[pages.length - 1] = [...last, entry];
    else pages.push([entry]);
  }
  return pages;
}

function fits(entries: readonly Entry[]): boolean {
  const [bibtex, ris] = [sizeOf(entries, 'bibtex'), sizeOf(entries, 'ris')];
  return bibtex + ris <= PAGE && Math.max(bibtex, ris) <= FORM;
}

function sizeOf(entries: readonly Entry[], form: 'bibtex' | 'ris'): number {
  return entries.reduce((sum, entry) => sum + entry[form].length + 2, 0);
}

/** `Citation`; `Citations, 1 to 4 of 12`. */
function headingOf({
  before,
  shown,
  total,
}: {
  readonly before: number;
  readonly shown: number;
  readonly total: number;
}): string {
  if (total === 1) return 'Citation';
  if (shown === total) return `${total} citations`;
  const range = shown === 1 ? `${before + 1}` : [before + 1, 'to', before + shown].join(NBSP);
  return `Citations, ${range} of${NBSP}${total}`;
}

function noteOf(shown: readonly Entry[]): string | undefined {
  const cut = shown.filter(({ named, authors }) => named < authors);
  if (cut.length === 0) return undefined;
  const words = cut.map(({ named, authors }) => `${named} of ${many(authors, 'author')}`);
  return `Too long for a message, so named are ${words.join(', ')}.`;
}
