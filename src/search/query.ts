import { toPaperId } from '../papers/links.ts';
import type { Day, PaperId } from '../papers/paper.ts';
import { readFilter } from './filters.ts';
import { type Piece, toPieces } from './pieces.ts';
import type { Wanted } from './search-index.ts';

/** What a paper itself passes or does not. */
export type Filters = Omit<Wanted, 'words' | 'only' | 'order' | 'isLiteral'>;
type Several = 'phrases' | 'without' | 'authors' | 'organizations';

/** What somebody looks for, read from what they typed. */
export interface Query extends Required<Pick<Filters, Several>>, Omit<Filters, Several> {
  /** What was typed, blanks folded. */
  readonly typed: string;
  /** What is ranked: the words that are no filter, phrases without their quotes; '' when only filters were typed. */
  readonly words: string;
  /** More than so many, ups minus downs of the team. */
  readonly votesAbove?: number;
  readonly isPostedHere: boolean;
  readonly hasCode: boolean;
  readonly sort: 'best' | 'new' | 'votes';
  /** An id or a link was typed, and nothing else: its card is the answer. */
  readonly paper?: PaperId;
  /** A sentence for each filter that could not be read; the rest of the query holds. */
  readonly problems: readonly string[];
}

/** What one piece of what was typed asks for. */
export interface Wish {
  readonly words?: string;
  readonly phrase?: string;
  readonly without?: string;
  readonly author?: string;
  readonly organization?: string;
  readonly after?: Day;
  readonly before?: Day;
  readonly upvotesAbove?: number;
  readonly votesAbove?: number;
  readonly isPostedHere?: true;
  readonly hasCode?: true;
  readonly sort?: 'new' | 'votes';
  readonly problem?: string;
}

/** Discord's longest option; nobody types more. */
const LONGEST = 6_000;
/** Of phrases, of names and of words to be left out: each is looked for in every paper that the words find. */
const MOST_OF_A_KIND = 10;
/** Sentences about mistakes that anybody reads. */
const MOST_PROBLEMS = 5;

/**
 * Reads words and filters: `"a phrase"`, `-word`, `author:`, `org:`, `after:`, `before:`, `upvotes:>N`, `votes:>N`,
 * `posted:here`, `has:code`, `sort:new`, `sort:votes`. Only these names, with no blank after the colon, are filters.
 * Anything may be typed; never throws.
 */
export function readQuery(typed: string): Query {
  const line = oneLine(typed);
  const paper = toPaperId(line);
  const wishes = paper === undefined ? toPieces(line).map(toWish) : [];
  const several = (texts: readonly string[]) => [...new Set(texts)].slice(0, MOST_OF_A_KIND);
  return {
    typed: line,
    words: wishes.flatMap(({ words }) => words || []).join(' '),
    phrases: several(wishes.flatMap(({ phrase = [] }) => phrase)),
    without: several(wishes.flatMap(({ without = [] }) => without)),
    authors: several(wishes.flatMap(({ author = [] }) => author)),
    organizations: several(wishes.flatMap(({ organization = [] }) => organization)),
    ...limitsOf(wishes),
    isPostedHere: wishes.some(({ isPostedHere }) => isPostedHere),
    hasCode: wishes.some(({ hasCode }) => hasCode),
    sort: wishes.findLast(({ sort }) => sort !== undefined)?.sort ?? 'best',
    ...(paper !== undefined && { paper }),
    problems: problemsOf(wishes),
  };
}

function problemsOf(wishes: readonly Wish[]): readonly string[] {
  const problems = new Set(wishes.flatMap(({ problem = [] }) => problem));
  return [...problems].slice(0, MOST_PROBLEMS);
}

/** Half a letter and NUL have no business in a database. */
function oneLine(typed: string): string {
  const readable = typed.slice(0, LONGEST).toWellFormed().replaceAll('\ufffd', ' ');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return readable.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim();
}

function toWish(piece: Piece): Wish {
  switch (piece.kind) {
    case 'word':
      return { words: piece.text };
    case 'phrase':
      return { words: piece.text, phrase: piece.text };
    case 'without':
      return { without: piece.text };
    case 'filter':
      return readFilter(piece);
  }
}

/** Where one was typed twice, both must hold. */
function limitsOf(
  wishes: readonly Wish[],
): Pick<Query, 'after' | 'before' | 'upvotesAbove' | 'votesAbove'> {
  const after = wishes
    .flatMap((wish) => wish.after ?? [])
    .toSorted()
    .at(-1);
  const before = wishes.flatMap((wish) => wish.before ?? []).toSorted()[0];
  const upvotes = wishes.flatMap((wish) => wish.upvotesAbove ?? []);
  const votes = wishes.flatMap((wish) => wish.votesAbove ?? []);
  return {
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
    ...(upvotes.length > 0 && { upvotesAbove: Math.max(...upvotes) }),
    ...(votes.length > 0 && { votesAbove: Math.max(...votes) }),
  };
}
