import { foldedWords } from '../digest/matches.ts';
import { CommandError } from '../errors.ts';
import type { Query } from '../search/query.ts';
import type { Found } from '../search/search.ts';
import type { SecondList } from '../search/second-list.ts';
import { findPosted, type ListPart, SEARCH_PAGE, SHORTER, type TurnOf } from './list-part.ts';
import { searchedWords, secondHeading } from './search-words.ts';
import type { Services } from './services.ts';
import type { Second, View } from './view.ts';

/** With fewer papers of our own, what Hugging Face finds follows at once. */
const FEW = 3;

export function isFew({ total }: Pick<Found, 'total'>): boolean {
  return total < FEW;
}

/** Papers that nobody here has met were neither posted nor voted on. */
export function canGoBeyond({ words, isPostedHere, votesAbove }: Query): boolean {
  return /[\p{L}\p{N}]/u.test(words) && !isPostedHere && votesAbove === undefined;
}

/** What Hugging Face's own search is asked for a query; without what our index found, its words as they were typed. */
export function furtherWords(query: Query, found: Pick<Found, 'corrected'>): string {
  const words = searchedWords(query.words, found);
  return [words, ...query.authors, ...query.organizations].join(' ');
}

/** What a view remembers of it. */
export function toSecond({ papers, words }: Extract<SecondList, { kind: 'found' }>): Second {
  return { papers: [...papers], words: [...new Set(words.flatMap(foldedWords))] };
}

/** One page of only that. */
export async function beyondPart(
  { view: { second }, key, page, viewer }: TurnOf<Extract<View, { kind: 'beyond' }>>,
  services: Services,
): Promise<ListPart> {
  const before = page * SEARCH_PAGE;
  const total = second.papers.length;
  const ids = second.papers.slice(before, before + SEARCH_PAGE);
  const papers = await findPosted(ids, viewer, services);
  if (papers.length === 0) throw new CommandError(SHORTER);
  return {
    ...{ heading: secondHeading(total), papers, before, total, pageSize: SEARCH_PAGE, key },
    searched: new Set(second.words),
  };
}
