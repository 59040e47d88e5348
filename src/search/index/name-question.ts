import * as W from '../weights.ts';
import { frequencyOf, idfOf } from './idf.ts';
import type { IndexMemory } from './memory.ts';

/** An author among what was typed. */
export interface AskedName {
  /** As it was typed, but for case and accents. */
  readonly text: string;
  /** Names that it fits alike. */
  readonly names: readonly number[];
  /** How many papers have any name that it fits. */
  readonly papers: number;
  /** How telling it is. */
  readonly idf: number;
  readonly weight: number;
  /** Whether more than a surname was typed. */
  readonly isFull: boolean;
  /** Places of its words among those that are looked for. */
  readonly places: readonly number[];
}

type Bearers = Omit<AskedName, 'places'>;

const LONGEST_NAME = 4;
/** Nobody asks for an author after so many words; each may have to be looked for among thousands of names. */
const MOST_WORDS = 24;

/** Full names among the words, the longest first; elsewhere the words that are a surname, and rare in texts. */
export function namesIn(
  memory: IndexMemory,
  words: readonly string[],
  lookedFor: readonly string[],
): readonly AskedName[] {
  const found: AskedName[] = [];
  const asked = words.slice(0, MOST_WORDS);
  for (let from = 0; from < asked.length; ) {
    const full = fullNameAt(memory, asked, from);
    const length = full?.length ?? 1;
    const parts = new Set(asked.slice(from, from + length));
    const places = [...lookedFor.keys()].filter((place) => parts.has(lookedFor[place] ?? ''));
    const bearers = full?.names ?? surnameAt(memory, asked[from] ?? '');
    const isNew = !found.some(({ text }) => text === bearers[0]?.text);
    if (isNew) found.push(...bearers.map((some) => ({ ...some, places })));
    from += length;
  }
  return found;
}

function fullNameAt(memory: IndexMemory, words: readonly string[], from: number) {
  for (let length = Math.min(LONGEST_NAME, words.length - from); length > 1; length--) {
    const names = fullName(memory, words.slice(from, from + length));
    if (names.length > 0) return { length, names };
  }
  return undefined;
}

/** The names that these words fit, those together that they fit alike. */
function fullName(memory: IndexMemory, words: readonly string[]): readonly Bearers[] {
  const all = [...memory.authors.meantBy(words)];
  const better = all.filter(([, fit]) => fit !== 'ending');
  const likely = better.length > 0 ? better : all;
  if (likely.length === 0) return [];
  const areSure = likely.some(([, fit]) => fit !== 'shortened' && fit !== 'ending');
  const meant = areSure || isSurname(memory, words) ? likely : [];
  const papers = papersOf(
    memory,
    meant.map(([name]) => name),
  );
  const idf = idfOf(memory, papers);
  return [...Map.groupBy(meant, ([, fit]) => fit)].map(([fit, alike]) => ({
    text: words.join(' '),
    names: alike.map(([name]) => name),
    ...{ papers, idf, isFull: true },
    weight: W.AUTHOR * W.NAME_FITS[fit] * idf,
  }));
}

/** A word that texts use more than authors bear it is no name here: *long*, *young*, *wise*. A first name is one when no text has it. */
function surnameAt(memory: IndexMemory, word: string): readonly Bearers[] {
  const frequency = frequencyOf(memory, word);
  const { authors } = memory;
  const names = frequency === 0 ? authors.having(word) : authors.endingWith(word);
  const papers = papersOf(memory, names);
  if (names.length === 0 || frequency > papers) return [];
  const idf = idfOf(memory, frequency + papers);
  return [{ text: word, names, papers, idf, weight: W.SURNAME * idf, isFull: false }];
}

/** Whether the words hold one that authors bear as their last, and texts use less. */
function isSurname(memory: IndexMemory, words: readonly string[]): boolean {
  return words.some((word) => word.length > 1 && surnameAt(memory, word).length > 0);
}

function papersOf({ authors }: IndexMemory, names: readonly number[]): number {
  return names.reduce((sum, name) => sum + authors.count(name), 0);
}
