import { type Button, inLines, type Text } from '#chat/message.ts';
import type { ListedPaper } from '../digest/list.ts';
import { matchedIn } from '../digest/matches.ts';
import { CommandError } from '../errors.ts';
import type { PaperId } from '../papers/paper.ts';
import { type Query, readQuery } from '../search/query.ts';
import type { Found } from '../search/search.ts';
import type { SecondList } from '../search/second-list.ts';
import { canGoBeyond, furtherWords, isFew, toSecond } from './beyond.ts';
import { findFew, mayBeFew } from './few.ts';
import { findPosted, type ListPart, SEARCH_PAGE, SHORTER, type TurnOf } from './list-part.ts';
import {
  beyondButton,
  fillingWords,
  foundHeading,
  literalButton,
  noSecondWords,
  nothingWords,
  secondHeading,
  sentencesOf,
  whyWords,
} from './search-words.ts';
import type { Services } from './services.ts';
import type { Second, View, Viewer } from './view.ts';

export type SearchView = Extract<View, { kind: 'search' }>;

type SearchTurn = TurnOf<SearchView> & {
  /** What was found just now; absent when a page is turned. */
  readonly begun?: Pick<Begun, 'found' | 'said'>;
};

/** What the archive has on one page. */
function findPage(
  query: Query,
  {
    page,
    viewer,
    isExplained,
  }: Pick<SearchTurn, 'page' | 'viewer'> & Pick<Searching, 'isExplained'>,
  { search }: Services,
): Promise<Found> {
  const offset = page * SEARCH_PAGE;
  return search.find(query, { place: viewer, page: { limit: SEARCH_PAGE, offset }, isExplained });
}

export interface Begun {
  readonly view: SearchView;
  /** The first page, before anything that Hugging Face finds came into the archive. */
  readonly found: Found;
  readonly said?: SecondList;
}

/** A new search: where little is found here, Hugging Face is asked at once, and what it says is remembered. */
export async function beginSearch(
  { query, isExplained, viewer }: Searching,
  services: Services,
): Promise<Begun> {
  const found = await findPage(query, { page: 0, viewer, isExplained }, services);
  const isWorthIt = canGoBeyond(query) && mayBeFew(found);
  const few = isWorthIt ? await findFew({ query, isExplained, viewer }, services) : undefined;
  const further = furtherWords(query, found);
  const asked = { kind: 'search', words: query.typed, further, shown: idsOf(found) } as const;
  const view = { ...asked, ...(isExplained && { isExplained }) };
  if (few === undefined) return { view, found };
  const beyond = { words: further, shown: idsOf(few.own), place: viewer };
  const said = await services.search.beyond(query, beyond);
  if (said.kind !== 'found') return { view, found, said };
  const { papers, words } = toSecond(said);
  const second = { papers: [...new Set([...papers, ...few.met])], words };
  return { view: { ...view, second }, found: few.own, said };
}

function idsOf({ hits }: Found): PaperId[] {
  return hits.map(({ id }) => id);
}

export interface Searching {
  readonly query: Query;
  readonly isExplained: boolean;
  readonly viewer: Viewer;
}

/** Our own besides the second list, all on the first page; a page of them alone once there are more by now. */
async function findOwn(query: Query, turn: SearchTurn, services: Services): Promise<Found> {
  const { second, isExplained = false } = turn.view;
  const page = { ...turn, isExplained };
  const few = second && (await findFew({ ...page, query }, services));
  if (few === undefined) return findPage(query, page, services);
  return turn.page === 0 ? few.own : { ...few.own, hits: [] };
}

/** One page of what the archive has, then of what Hugging Face finds where that is little. */
export async function searchPart(turn: SearchTurn, services: Services): Promise<ListPart> {
  const { view, key, page, viewer } = turn;
  const query = readQuery(view.words);
  const { found = await findOwn(query, turn, services), said } = turn.begun ?? {};
  const start = page * SEARCH_PAGE;
  const second = isFew(found) ? view.second : undefined;
  const papers = await foundPapers(found, viewer, services);
  const others = await findPosted(
    second?.papers.slice(start, start + SEARCH_PAGE) ?? [],
    viewer,
    services,
  );
  if (start > 0 && papers.length + others.length === 0) throw new CommandError(SHORTER);
  const sentences = await wordsOf(query, { found, second }, services);
  return {
    ...(papers.length > 0 && { heading: foundHeading(query, found) }),
    ...(sentences.length > 0 && { below: inLines(sentences) }),
    papers,
    ...(others.length > 0 && {
      second: { heading: secondHeading(second?.papers.length ?? 0), papers: others },
    }),
    ...(said !== undefined && others.length === 0 && { ending: noSecondWords(said) }),
    before: start > 0 && second !== undefined ? found.total + start : start,
    total: found.total + (second?.papers.length ?? 0),
    pageSize: SEARCH_PAGE,
    searched: matchedIn(
      [...papers, ...others].map(({ paper }) => paper),
      found.matches,
    ).union(new Set(second?.words)),
    buttons: buttonsOf({ query, found, key, hasSecond: second !== undefined }),
    key,
  };
}

async function foundPapers(
  { hits }: Found,
  viewer: Viewer,
  services: Services,
): Promise<readonly ListedPaper[]> {
  const why = new Map(hits.map((hit) => [hit.id, hit.why]));
  const papers = await findPosted([...why.keys()], viewer, services);
  return papers.map((one) => ({ ...one, ...whyWords(why.get(one.paper.id) ?? []) }));
}

/** What is shown as not in our archive is not counted there. */
async function wordsOf(
  query: Query,
  { found, second }: { readonly found: Found; readonly second: Second | undefined },
  { archive, backfill }: Services,
): Promise<readonly Text[]> {
  const filling = fillingWords(await backfill.coverage());
  const sentences = sentencesOf(query, found);
  if (found.total > 0) return [...sentences, ...filling];
  const count = (await archive.count()) - (second?.papers.length ?? 0);
  return [...sentences, nothingWords(query, count), ...filling];
}

interface Shown {
  readonly query: Query;
  readonly found: Found;
  readonly key: string;
  readonly hasSecond: boolean;
}

function buttonsOf({ query, found, key, hasSecond }: Shown): readonly Button[] {
  if (!canGoBeyond(query)) return [];
  return [
    ...(hasSecond ? [] : [beyondButton(key)]),
    ...(found.corrected.length === 0 ? [] : [literalButton(query, key)]),
  ];
}
