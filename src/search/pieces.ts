import { withStraightQuotes } from '#chat/quoted.ts';

/** A run of what was typed, told apart by its form alone. */
export type Piece =
  | { readonly kind: 'word' | 'phrase' | 'without'; readonly text: string }
  | Filter;

export interface Filter {
  readonly kind: 'filter';
  readonly name: FilterName;
  readonly value: string;
  /** A minus stood before it. */
  readonly isNegative: boolean;
  /** As it was typed. */
  readonly typed: string;
}

const NAMES = [
  'author',
  'org',
  'after',
  'before',
  'upvotes',
  'votes',
  'posted',
  'has',
  'sort',
] as const;
export type FilterName = (typeof NAMES)[number];

/** A minus as phones and word processors write it. */
const DASHES = /[‐‑‒–—―−]/g;

/** A quote opens at the start of a word only, and must close: else it is a mark like any other. */
const PIECE = new RegExp(
  `(?<minus>-?)(?:(?<name>${NAMES.join('|')}):(?:"(?<quoted>[^"]*)"|(?<value>\\S+))|"(?<phrase>[^"]*)")|(?<word>\\S+)`,
  'gi',
);

const TELLING = /[\p{L}\p{N}]/u;

/** Words, phrases, what is to be left out, and filters, in their order. Anything may be typed. */
export function toPieces(line: string): readonly Piece[] {
  const folded = withStraightQuotes(line).replace(DASHES, '-');
  return folded.matchAll(PIECE).map(toPiece).toArray();
}

function toPiece({ 0: typed, groups = {} }: RegExpExecArray): Piece {
  const { minus = '', quoted, value, phrase, word = '' } = groups;
  const name = NAMES.find((one) => one === groups.name?.toLowerCase());
  const isNegative = minus !== '';
  if (name !== undefined) {
    const given = (quoted ?? value ?? '').replaceAll('"', '').trim();
    return { kind: 'filter', name, value: given, isNegative, typed };
  }
  if (phrase !== undefined) return toPhrase(phrase.trim(), isNegative);
  return toWord(word.replaceAll('"', ' ').trim());
}

function toPhrase(text: string, isNegative: boolean): Piece {
  if (!TELLING.test(text)) return { kind: 'word', text };
  return { kind: isNegative ? 'without' : 'phrase', text };
}

/** A minus in a word, as in `multi-modal`, and one that stands alone are no wish. */
function toWord(text: string): Piece {
  return /^-[\p{L}\p{N}]/u.test(text)
    ? { kind: 'without', text: text.slice(1) }
    : { kind: 'word', text };
}
