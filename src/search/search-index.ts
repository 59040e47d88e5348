import type { Day, PaperId } from '../papers/paper.ts';
import type { SearchDocument } from './document.ts';
import { explain } from './index/explain.ts';
import { find } from './index/find.ts';
import { FORMAT_VERSION, IndexFormatError, Reader, Writer } from './index/format.ts';
import { IndexMemory } from './index/memory.ts';
import { Scratch } from './index/scratch.ts';
import { similarTo } from './index/similar.ts';
import { suggestAuthors, suggestPapers } from './index/suggest.ts';

export { FORMAT_VERSION, IndexFormatError };

/** What the index itself can decide; what needs the database (votes, posted here) comes as a set of ids. */
export interface Wanted {
  readonly words: string;
  /** Each must stand in title or abstract, word by word, in this order. */
  readonly phrases?: readonly string[];
  /** Words and phrases that must not stand in title or abstract. */
  readonly without?: readonly string[];
  /** Every part of a name must begin a word of one of the paper's authors, case and accents aside. */
  readonly authors?: readonly string[];
  readonly organizations?: readonly string[];
  /** First day included. */
  readonly after?: Day;
  /** First day not included any more. */
  readonly before?: Day;
  /** More than so many. */
  readonly upvotesAbove?: number;
  readonly hasCode?: boolean;
  /** Only these papers. */
  readonly only?: ReadonlySet<PaperId>;
  /**
   * `new`: newest day first, then best. A map: papers by this number, highest first, the newest of equals first; what
   * is not in it counts 0. Default best, or without words the newest. In every order equals go by day, upvotes, id.
   */
  readonly order?: 'best' | 'new' | ReadonlyMap<PaperId, number>;
  /** Words are taken as typed: no typos corrected. */
  readonly isLiteral?: boolean;
}

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

export interface Hit {
  readonly id: PaperId;
  readonly score: number;
}

export interface Hits {
  readonly total: number;
  /** The page asked for. */
  readonly hits: readonly Hit[];
  /** Words that no paper has, as they were typed, with the known words searched instead; quoted ones too. */
  readonly corrected: readonly { readonly typed: string; readonly shown: readonly string[] }[];
  /** Words that neither a paper nor an author has, as they were typed, and that are like no other: they were passed over. */
  readonly unknown: readonly string[];
  /** Whether a word of a text, or an aside of it (`wordsOf`), counts as a match: for showing it strong, and for the best sentence. */
  readonly matches: (word: string) => boolean;
}

export interface SimilarHit extends Hit {
  /** Words that both papers share, as people write them, most telling first. */
  readonly shared: readonly string[];
}

export interface Similar {
  readonly total: number;
  readonly hits: readonly SimilarHit[];
}

export interface AskedSuggestions {
  readonly limit: number;
  /** What lifts a paper among those that fit equally well. */
  readonly boost: (id: PaperId, day: Day) => number;
}

export interface PaperSuggestion {
  readonly id: PaperId;
  readonly title: string;
}

export interface SearchIndex {
  /** Papers in it. */
  readonly size: number;
  /** Versions of papers that were replaced or removed: they are never found, but take room until the index is built anew. */
  readonly gone: number;
  /** Adds the paper, or replaces it. */
  put(document: SearchDocument): void;
  /** Nothing happens when it is not there. */
  remove(id: PaperId): void;
  /** Anything may be typed; nothing throws. */
  find(wanted: Wanted, page: Page): Hits;
  /** The terms of one paper's score in words, biggest first: `“diffusion” in the title`, `“image editing” as a pair`. */
  explain(wanted: Wanted, id: PaperId): readonly string[];
  /** Nearest papers to this one, which may be in the index or not; never itself. */
  similar(document: SearchDocument, page: Page): Similar;
  /** Papers whose title begins like, or holds, what was typed so far; `boost` lifts those that are wanted first. */
  suggestPapers(typed: string, asked: AskedSuggestions): readonly PaperSuggestion[];
  suggestAuthors(typed: string, limit: number): readonly string[];
}

/** An empty index. */
export function createIndex(): SearchIndex {
  return new PaperIndex(new IndexMemory());
}

/**
 * The index as bytes for `fromBytes`, piece by piece, of a few hundred kilobytes mostly: to be written without a copy,
 * and without keeping others waiting. The index may be asked meanwhile, but nothing may be put or removed until the last
 * piece was taken.
 */
export function toPieces(index: SearchIndex): Iterable<Uint8Array> {
  if (!(index instanceof PaperIndex)) throw new TypeError('not an index of createIndex');
  return index.pieces();
}

/**
 * The index whose bytes `toPieces` gave. It works on these bytes: leave them to it.
 *
 * @throws IndexFormatError when they are damaged, or of another version
 */
export function fromBytes(bytes: Uint8Array): SearchIndex {
  const reader = new Reader(bytes);
  const memory = new IndexMemory(reader);
  reader.end();
  return new PaperIndex(memory);
}

class PaperIndex implements SearchIndex {
  readonly #memory: IndexMemory;
  readonly #scratch = new Scratch();

  constructor(memory: IndexMemory) {
    this.#memory = memory;
  }

  get size(): number {
    return this.#memory.documents.live;
  }

  get gone(): number {
    return this.#memory.documents.size - this.#memory.documents.live;
  }

  put(document: SearchDocument): void {
    this.#memory.put(document);
  }

  remove(id: PaperId): void {
    this.#memory.remove(id);
  }

  find(wanted: Wanted, page: Page): Hits {
    return find(this.#memory, this.#scratch, { wanted, page });
  }

  explain(wanted: Wanted, id: PaperId): readonly string[] {
    return explain(this.#memory, this.#scratch, { wanted, id });
  }

  similar(document: SearchDocument, page: Page): Similar {
    return similarTo(this.#memory, this.#scratch, { document, page });
  }

  suggestPapers(typed: string, asked: AskedSuggestions): readonly PaperSuggestion[] {
    return suggestPapers(this.#memory, { typed, ...asked });
  }

  suggestAuthors(typed: string, limit: number): readonly string[] {
    return suggestAuthors(this.#memory, typed, limit);
  }

  pieces(): Iterable<Uint8Array> {
    const writer = new Writer();
    this.#memory.write(writer);
    return writer.pieces();
  }
}
