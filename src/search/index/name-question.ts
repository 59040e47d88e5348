import * as W from '../weights.ts';
import { frequencyOf, idfOf } from './idf.ts';
import type { IndexMemory } from './memory.ts';

/** An author among what was typed. */
export interface AskedName {
  /** As it was typed, but for case and accents. */
  readonly text: string;
  /** Names that are written like this. */
  readonly names: readonly number[];
  /** How many papers they have. */
  readonly papers: number;
  /** How telling it is. */
  readonly idf: number;
  readonly weight: number;
  /** Places of its words among those that are looked for. */
  readonly places: readonly number[];
}

type Bearers = Omit<AskedName, 'places'>;

const LONGEST_NAME = 4;

/** Full names among the words, the longest first; elsewhere the words that are a surname, and rare in texts. */
export function namesIn(
  memory: IndexMemory,
  words: readonly string[],
  lookedFor: readonly string[],
): readonly AskedName[] {
  const found = new Map<string, AskedName>();
  for (let from = 0; from < words.length; ) {
    const full = fullNameAt(memory, words, from);
    const name = full?.name ?? surnameAt(memory, words[from] ?? '');
    if (name !== undefined) {
      const parts = new Set(name.text.split(' '));
      const places = [...lookedFor.keys()].filter((place) => parts.has(lookedFor[place] ?? ''));
      found.set(name.text, { ...name, places });
    }
    from += full?.length ?? 1;
  }
  return [...found.values()];
}

function fullNameAt(memory: IndexMemory, words: readonly string[], from: number) {
  for (let length = Math.min(LONGEST_NAME, words.length - from); length > 1; length--) {
    const parts = words.slice(from, from + length);
    const names = memory.authors.called(parts.join(''), parts.at(-1) ?? '');
    if (names.length === 0) continue;
    const papers = papersOf(memory, names);
    const idf = idfOf(memory, papers);
    return { length, name: { text: parts.join(' '), names, papers, idf, weight: W.AUTHOR * idf } };
  }
  return undefined;
}

/** A word that texts use more than authors bear it is no name here: *long*, *young*, *wise*. A first name is one when no text has it. */
function surnameAt(memory: IndexMemory, word: string): Bearers | undefined {
  const frequency = frequencyOf(memory, word);
  const { authors } = memory;
  const names = frequency === 0 ? authors.having(word) : authors.endingWith(word);
  const papers = papersOf(memory, names);
  if (names.length === 0 || frequency > papers) return undefined;
  const idf = idfOf(memory, frequency + papers);
  return { text: word, names, papers, idf, weight: W.SURNAME * idf };
}

function papersOf({ authors }: IndexMemory, names: readonly number[]): number {
  return names.reduce((sum, name) => sum + authors.count(name), 0);
}
