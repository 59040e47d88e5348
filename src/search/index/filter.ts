import type { PaperId } from '../../papers/paper.ts';
import type { Wanted } from '../search-index.ts';
import { dayNumber } from './documents.ts';
import type { IndexMemory } from './memory.ts';
import { type Names, partsOf } from './names.ts';
import { phraseKind, standingIn } from './phrases.ts';

/**
 * Nobody types more phrases, and words that must not stand there; each may have to be looked for in every text. What has
 * function words only is in so many that it says nothing. What is more is passed over.
 */
const MOST_PHRASES = { word: 8, words: 4, small: 2 } as const;

/** Whether a document that is there may be found. */
export type Filter = (document: number) => boolean;

/** All that was asked for besides words, as one question about a document. */
export function filterOf(memory: IndexMemory, wanted: Wanted): Filter {
  const filters = [
    ...factFilters(memory, wanted),
    ...(wanted.only === undefined ? [] : [among(memory, documentsOf(memory, wanted.only))]),
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

function* documentsOf({ documents }: IndexMemory, ids: ReadonlySet<PaperId>): Iterable<number> {
  for (const id of ids) {
    const document = documents.find(id);
    if (document >= 0) yield document;
  }
}

/** A paper has several authors and may be wanted by all of them; it has one organisation, so any of those will do. */
function nameFilters(
  memory: IndexMemory,
  { authors = [], organizations = [] }: Wanted,
): readonly Filter[] {
  const by = authors.map((name) => among(memory, papersOf(memory.authors, [name])));
  if (organizations.length === 0) return by;
  return [...by, among(memory, papersOf(memory.organizations, organizations))];
}

/** Papers that carry a name of which every part of one of these begins a word. */
function papersOf(names: Names, wanted: readonly string[]): readonly number[] {
  const parts = wanted.map(partsOf).filter(({ length }) => length > 0);
  const papers: number[] = [];
  for (const name of parts.flatMap((some) => names.beginningWith(some))) {
    names.forEachPaper(name, (paper) => papers.push(paper));
  }
  return papers;
}

/** Read last, and only what all others let through; first what must stand there, which lets less through. */
function phraseFilters(
  memory: IndexMemory,
  { phrases = [], without = [] }: Wanted,
): readonly Filter[] {
  const all = [
    ...phrases.map((phrase) => ({ phrase, isWanted: true })),
    ...without.map((phrase) => ({ phrase, isWanted: false })),
  ];
  const kinds = Map.groupBy(all, ({ phrase }) => phraseKind(memory, phrase));
  return [...kinds]
    .flatMap(([kind, some]) => some.slice(0, MOST_PHRASES[kind]))
    .toSorted((one, other) => +other.isWanted - +one.isWanted)
    .map(({ phrase, isWanted }) => {
      const stands = standingIn(memory, phrase, { isPluralToo: !isWanted });
      return (document) => stands(document) === isWanted;
    });
}

function among({ documents }: IndexMemory, some: Iterable<number>): Filter {
  const wanted = new Uint8Array(documents.size);
  for (const document of some) wanted[document] = 1;
  return (document) => wanted[document] === 1;
}
