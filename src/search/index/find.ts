import type { Hits, Page, Wanted } from '../search-index.ts';
import { type Before, firstOf } from './best.ts';
import { type Filter, filterOf, hasFilters } from './filter.ts';
import { byScore, byStanding, type Found, foundBy } from './found.ts';
import { matcherOf } from './matches.ts';
import type { IndexMemory } from './memory.ts';
import { rightPhrases } from './right-phrases.ts';
import type { Scratch } from './scratch.ts';
import type { Correction } from './typed-line.ts';

/** What `SearchIndex.find` answers. */
export function find(memory: IndexMemory, scratch: Scratch, { wanted, page }: Asking): Hits {
  const question = scratch.last.ask(memory, wanted.words, wanted.isLiteral === true);
  const { meant } = question;
  const quoted = meant === undefined ? [] : rightPhrases(memory, wanted.phrases ?? [], meant);
  const filters =
    quoted.length === 0 ? wanted : { ...wanted, phrases: quoted.map(({ phrase }) => phrase) };
  const passes = hasFilters(wanted) ? filterOf(memory, filters) : undefined;
  const isListing =
    question.telling.length === 0 && (wanted.words.trim() === '' || passes !== undefined);
  const found = isListing ? listed(memory, passes) : foundBy(memory, question, { scratch, passes });
  const shown = pageOf(memory, found, { wanted, page });
  return {
    total: found.documents.length,
    hits: shown.map((document) => ({
      id: memory.documents.id(document),
      score: found.scores[document] ?? 0,
    })),
    corrected: eachOnce([...question.corrected, ...quoted.flatMap(({ corrected }) => corrected)]),
    unknown: question.unknown,
    matches: matcherOf(memory, question),
  };
}

/** A quoted word is among the words too. */
function eachOnce(corrected: readonly Correction[]): readonly Correction[] {
  return [...new Map(corrected.toReversed().map((one) => [one.typed, one])).values()].toReversed();
}

interface Asking {
  readonly wanted: Wanted;
  readonly page: Page;
}

/** Filters alone: every document that passes. */
function listed(memory: IndexMemory, passes?: Filter): Found {
  const all = Uint32Array.from(memory.documents.all());
  const documents = passes === undefined ? all : all.filter(passes);
  return { documents, scores: new Float64Array(0), best: [] };
}

function pageOf(memory: IndexMemory, found: Found, { wanted, page }: Asking): readonly number[] {
  const offset = Math.max(0, page.offset);
  const end = offset + Math.max(0, page.limit);
  const { order = 'best' } = wanted;
  if (order === 'best' && end <= found.best.length) return found.best.slice(offset, end);
  if (order === 'best' && found.best.length > 0) {
    return firstOf(end, found.documents, byScore(memory, found.scores)).slice(offset, end);
  }
  return firstOf(end, found.documents, orderOf(memory, found, order)).slice(offset, end);
}

function orderOf(
  memory: IndexMemory,
  { scores }: Found,
  order: NonNullable<Wanted['order']>,
): Before {
  const { documents } = memory;
  if (typeof order === 'string') {
    return byNumber((document) => documents.day(document), byScore(memory, scores));
  }
  const numberOf = (document: number) => order.get(documents.id(document)) ?? 0;
  return byNumber(numberOf, byStanding(memory));
}

/** The greater number first; then `otherwise`. */
function byNumber(numberOf: (document: number) => number, otherwise: Before): Before {
  return (one, other) => {
    const more = numberOf(one) - numberOf(other);
    return more === 0 ? otherwise(one, other) : more > 0;
  };
}
