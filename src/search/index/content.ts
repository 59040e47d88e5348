import type { SearchDocument } from '../document.ts';
import type { Names } from './names.ts';
import { packed } from './texts.ts';
import { ASIDE, TITLE_END, type Vocabulary } from './vocabulary.ts';
import { wordsOf } from './words.ts';

/** Far above what is seen; what is longer is read so far. */
const LONGEST_TITLE = 2_000;
const LONGEST_SUMMARY = 20_000;
const MOST_AUTHORS = 4_000;

const encoder = new TextEncoder();

/** What one document says, in numbers. */
export interface Content {
  readonly title: Uint8Array;
  /** Words of the title, `TITLE_END`, words of the abstract; after a word its asides, each behind `ASIDE`. */
  readonly words: readonly number[];
  readonly packedWords: Uint8Array;
  readonly authors: readonly number[];
  /** -1 when there is none. */
  readonly organization: number;
  /** The organisation + 1, then the authors. */
  readonly packedNames: Uint8Array;
}

interface Known {
  readonly vocabulary: Vocabulary;
  readonly authors: Names;
  readonly organizations: Names;
}

/** Words and names that are new get their numbers. */
export function contentOf(document: SearchDocument, known: Known): Content {
  const title = document.title.slice(0, LONGEST_TITLE).toWellFormed();
  const summary = document.summary.slice(0, LONGEST_SUMMARY);
  const words = [
    ...numbersOf(title, known.vocabulary),
    TITLE_END,
    ...numbersOf(summary, known.vocabulary),
  ];
  const names = document.authors.slice(0, MOST_AUTHORS);
  const authors = [...new Set(names.map((name) => known.authors.add(name)))];
  const organization = document.organization ? known.organizations.add(document.organization) : -1;
  return {
    title: encoder.encode(title),
    words,
    packedWords: packed(words),
    authors,
    organization,
    packedNames: packed([organization + 1, ...authors]),
  };
}

function numbersOf(text: string, vocabulary: Vocabulary): readonly number[] {
  const numbers: number[] = [];
  for (const { word, asides } of wordsOf(text)) {
    numbers.push(vocabulary.add(word));
    for (const aside of asides) numbers.push(ASIDE, vocabulary.add(aside));
  }
  return numbers;
}
