import type { PaperId } from '../../papers/paper.ts';
import type { Wanted } from '../search-index.ts';
import { dayNumber } from './documents.ts';
import type { IndexMemory } from './memory.ts';
import { type Names, partsOf } from './names.ts';
import { documentsWith } from './phrases.ts';

/** Whether a document that is there may be found. */
export type Filter = (document: number) => boolean;

/** All that was asked for besides words, as one question about a document. */
export function filterOf(memory: IndexMemory, wanted: Wanted): Filter {
  const filters = [
    ...factFilters(memory, wanted),
    ...(wanted.only === undefined ? [] : [having(documentsOf(memory, wanted.only))]),
    ...nameFilters(memory, wanted),
    ...phraseFilters(memory, wanted),
  ];
  return (document) => filters.every((accepts) => accepts(document));
}

/** Whether anything besides words was asked for. */
export function hasFilters(wanted: Wanted): boolean {
  const { phrases = [], without = [], authors = [], organizations = [] } = wanted;
  const { after, before, upvotesAbove, only } = wanted;
  return (
    [phrases, without, authors, organizations].some((list) => list.length > 0) ||
    [after, before, upvotesAbove, only].some((filter) => filter !== undefined) ||
    wanted.hasCode === true
  );
}

function factFilters({ documents }: IndexMemory, wanted: Wanted): readonly Filter[] {
  const filters: Filter[] = [];
  const { after, before, upvotesAbove, hasCode } = wanted;
  if (after !== undefined) {
    const first = dayNumber(after);
    filters.push((document) => documents.day(document) >= first);
  }
  if (before !== undefined) {
    const end = dayNumber(before);
    filters.push((document) => documents.day(document) < end);
  }
  if (upvotesAbove !== undefined) {
    filters.push((document) => documents.upvotes(document) > upvotesAbove);
  }
  if (hasCode === true) filters.push((document) => documents.hasCode(document));
  return filters;
}

function documentsOf({ documents }: IndexMemory, ids: ReadonlySet<PaperId>): ReadonlySet<number> {
  return new Set([...ids].map((id) => documents.find(id)));
}

/** A paper has several authors and may be wanted by all of them; it has one organisation, so any of those will do. */
function nameFilters(
  memory: IndexMemory,
  { authors = [], organizations = [] }: Wanted,
): readonly Filter[] {
  const by = authors.map((name) => having(papersOf(memory.authors, [name])));
  const from = having(papersOf(memory.organizations, organizations));
  return organizations.length === 0 ? by : [...by, from];
}

/** Papers that carry a name of which every part of one of these begins a word. */
function papersOf(names: Names, wanted: readonly string[]): ReadonlySet<number> {
  const papers = new Set<number>();
  const parts = wanted.map(partsOf).filter(({ length }) => length > 0);
  for (const name of parts.flatMap((some) => names.beginningWith(some))) {
    names.forEachPaper(name, (paper) => papers.add(paper));
  }
  return papers;
}

function phraseFilters(
  memory: IndexMemory,
  { phrases = [], without = [] }: Wanted,
): readonly Filter[] {
  const standing = phrases.map((phrase) =>
    having(documentsWith(memory, phrase, { isPluralToo: false })),
  );
  const lacking = without.map((phrase) => {
    const found = documentsWith(memory, phrase, { isPluralToo: true });
    return (document: number) => !found.has(document);
  });
  return [...standing, ...lacking];
}

function having(documents: ReadonlySet<number>): Filter {
  return (document) => documents.has(document);
}
