import type { Archive } from '../papers/archive.ts';
import type { Beyond } from '../papers/beyond.ts';
import type { Paper, PaperId } from '../papers/paper.ts';
import type { LiveIndex } from './live-index.ts';
import { documentOf } from './paper-document.ts';
import { createPosted, type Posted, type PostedDeps, type PostedPapers } from './posted.ts';
import type { Asker } from './public-channels.ts';
import type { Query } from './query.ts';
import type { Hits, Page, SearchIndex, SimilarHit } from './search-index.ts';
import { type SecondList, secondList } from './second-list.ts';
import { asWritten } from './spelling.ts';
import { isFiltered, wantedBy } from './wanted.ts';

export interface Asked {
  /** Where it is asked: whose votes count, and what `posted:here` means; absent where there are no votes and no channels. */
  readonly place?: Asker;
  readonly page: Page;
  /** With the terms of each hit's score. */
  readonly isExplained?: boolean;
}

export interface Found {
  readonly total: number;
  /** How many the words alone find, where filters cut the list. */
  readonly among?: number;
  /** The page asked for. */
  readonly hits: readonly FoundHit[];
  /** As `Hits` says, of words as they were typed; none where nothing was found all the same: they did not help. */
  readonly corrected: Hits['corrected'];
  /** Typed words that nothing matches, and nothing corrects. */
  readonly unknown: readonly string[];
  readonly matches: Hits['matches'];
  /** While the archive is still being read. */
  readonly reading?: { readonly papers: number; readonly of: number };
}

export interface FoundHit {
  readonly id: PaperId;
  /** Biggest first. */
  readonly why: readonly string[];
}

export interface Alike {
  readonly total: number;
  readonly hits: readonly SimilarHit[];
}

export interface FurtherAsked {
  /** What Hugging Face is asked. */
  readonly words: string;
  /** Papers that whoever asks sees already. */
  readonly shown: readonly PaperId[];
  readonly place: Asker;
}

/** Everything that is looked for in the archive, and beyond it. Anything may be typed; nothing throws for it. */
export interface Search {
  find(query: Query, asked: Asked): Promise<Found>;
  /** The nearest papers of the archive to one that may be in it or not; never itself. */
  similar(paper: Paper, page: Page): Promise<Alike>;
  /** What Hugging Face's own search finds beyond our lists, and beyond what is shown already; never waits for long. */
  beyond(query: Query, asked: FurtherAsked): Promise<SecondList>;
  /** Where each of these papers was posted, as far as it may be told there. */
  posted(place: Asker, papers: readonly PaperId[]): Promise<ReadonlyMap<PaperId, Posted>>;
}

export interface SearchDeps extends PostedDeps {
  readonly archive: Archive;
  readonly live: LiveIndex;
  readonly beyond: Beyond;
}

/** What was written a moment ago is found, unless the whole archive is being read just now. */
const CATCH_UP_MS = 200;

export function createSearch(deps: SearchDeps): Search {
  const posted = createPosted(deps);
  const { live } = deps;
  return {
    find: async (query, asked) => {
      await live.catchUp(CATCH_UP_MS);
      return find(query, asked, { ...deps, posted });
    },
    similar: async (paper, page) => {
      await live.catchUp(CATCH_UP_MS);
      return live.index.similar(documentOf(paper), page);
    },
    beyond: async (query, { words, shown, place }) => {
      const wanted = await wantedBy(query, place, { ...deps, posted });
      const { workspace } = place;
      return secondList({ words, workspace, wanted, shown: new Set(shown) }, deps);
    },
    posted: (place, papers) => posted.of(place, papers),
  };
}

async function find(
  query: Query,
  { place, page, isExplained }: Asked,
  deps: SearchDeps & { readonly posted: PostedPapers },
): Promise<Found> {
  const { live } = deps;
  const wanted = await wantedBy(query, place, deps);
  const { index } = live;
  const { total, hits, corrected, unknown, matches } = index.find(wanted, page);
  const { isWhole, ...reading } = live.status();
  return {
    total,
    ...(isFiltered(query) && { among: countWithout(query, index) }),
    hits: hits.map(({ id }) => ({ id, why: isExplained ? index.explain(wanted, id) : [] })),
    corrected: total === 0 ? [] : corrected.map((one) => asTyped(one, query)),
    unknown: unknown.map((word) => asWritten(query.typed, word)),
    matches,
    ...(!isWhole && { reading }),
  };
}

function asTyped(one: Hits['corrected'][number], { typed }: Query): Hits['corrected'][number] {
  return { ...one, typed: asWritten(typed, one.typed) };
}

/** Filters alone cut the whole archive. */
function countWithout({ words }: Query, index: SearchIndex): number {
  return words === '' ? index.size : index.find({ words }, { limit: 1, offset: 0 }).total;
}
