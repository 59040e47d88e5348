import type { Hits, Page, Wanted } from '../search-index.ts';
import { type Before, firstOf } from './best.ts';
import { type Filter, filterOf, hasFilters } from './filter.ts';
import { byScore, type Found, foundBy } from './found.ts';
import { matcherOf } from './matches.ts';
import type { IndexMemory } from './memory.ts';
import { ask } from './question.ts';
import type { Scratch } from './scratch.ts';

/** What `SearchIndex.find` answers. */
export function find(memory: IndexMemory, scratch: Scratch, { wanted, page }: Asking): Hits {
  const question = ask(memory, wanted.words, wanted.isLiteral === true);
  const passes = hasFilters(wanted) ? filterOf(memory, wanted) : undefined;
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
    corrected: question.corrected.map(({ typed, shown }) => ({ typed, shown })),
    matches: matcherOf(memory, question),
  };
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
  const better = byScore(memory, scores);
  if (typeof order !== 'string') {
    const numberOf = (document: number) => order.get(documents.id(document)) ?? 0;
    return byNumbers([numberOf], better);
  }
  return byNumbers(
    [
      (document) => documents.day(document),
      (document) => scores[document] ?? 0,
      (document) => documents.upvotes(document),
    ],
    better,
  );
}

/** The first number that differs decides, the greater one first; then `otherwise`. */
function byNumbers(numbers: readonly ((document: number) => number)[], otherwise: Before): Before {
  return (one, other) => {
    for (const numberOf of numbers) {
      const more = numberOf(one) - numberOf(other);
      if (more !== 0) return more > 0;
    }
    return otherwise(one, other);
  };
}
