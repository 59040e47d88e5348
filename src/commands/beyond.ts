import { foldedWords } from '../digest/matches.ts';
import { CommandError } from '../errors.ts';
import type { Query } from '../search/query.ts';
import type { Found } from '../search/search.ts';
import type { SecondList } from '../search/second-list.ts';
import { findPosted, type ListPart, SEARCH_PAGE, SHORTER, type TurnOf } from './search-papers.ts';
import { searchedWords, secondHeading } from './search-words.ts';
import type { Services } from './services.ts';
import type { Second, View, Viewer } from './view.ts';

/** With fewer papers of our own, what Hugging Face finds follows at once. */
export const FEW = 3;

export function isFew({ total }: Pick<Found, 'total'>): boolean {
  return total < FEW;
}

/** Papers that nobody here has met were neither posted nor voted on. */
export function canGoBeyond({ words, isPostedHere, votesAbove }: Query): boolean {
  return /[\p{L}\p{N}]/u.test(words) && !isPostedHere && votesAbove === undefined;
}

export interface BeyondAsked {
  readonly query: Query;
  /** What our own index made of the words; absent: they are asked as they were typed. */
  readonly found?: Found;
  readonly viewer: Viewer;
}

/** Asks Hugging Face's own search. */
export function askBeyond(
  { query, found, viewer }: BeyondAsked,
  { search }: Services,
): Promise<SecondList> {
  const words = found === undefined ? query.words : searchedWords(query.words, found);
  const all = [words, ...query.authors, ...query.organizations].join(' ');
  return search.beyond(query, { words: all, place: viewer });
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
