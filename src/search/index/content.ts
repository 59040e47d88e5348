import type { SearchDocument } from '../document.ts';
import type { Names } from './names.ts';
import { bytesOf, packed } from './texts.ts';
import { ASIDE, TITLE_END, type Vocabulary } from './vocabulary.ts';
import { wordsOf } from './words.ts';

/** Far above what is seen; what is longer is read so far. */
const LONGEST_TITLE = 2_000;
const LONGEST_SUMMARY = 20_000;
const MOST_AUTHORS = 4_000;
const LONGEST_NAME = 500;
/** Together with the mark between them less than a page of `Texts`. */
const MOST_BYTES_OF_TITLE = 8_000;
const MOST_BYTES_OF_SUMMARY = 56_000;

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
    ...numbersOf(title, known.vocabulary, MOST_BYTES_OF_TITLE),
    TITLE_END,
    ...numbersOf(summary, known.vocabulary, MOST_BYTES_OF_SUMMARY),
  ];
  const names = document.authors.slice(0, MOST_AUTHORS);
  const authors = [...new Set(names.map((name) => known.authors.add(nameOf(name))))];
  const { organization: house } = document;
  const organization = house ? known.organizations.add(nameOf(house)) : -1;
  return {
    title: encoder.encode(title),
    words,
    packedWords: packed(words),
    authors,
    organization,
    packedNames: packed([organization + 1, ...authors]),
  };
}

function nameOf(name: string): string {
  return name.slice(0, LONGEST_NAME).toWellFormed();
}

/** Letters may be many when they are folded (one of Arabic is eighteen), so what counts is the room that the words take. */
function numbersOf(text: string, vocabulary: Vocabulary, most: number): readonly number[] {
  const numbers: number[] = [];
  let bytes = 0;
  for (const { word, asides } of wordsOf(text)) {
    const more = [
      vocabulary.add(word),
      ...asides.flatMap((aside) => [ASIDE, vocabulary.add(aside)]),
    ];
    bytes += more.reduce((sum, number) => sum + bytesOf(number), 0);
    if (bytes > most) break;
    numbers.push(...more);
  }
  return numbers;
}
