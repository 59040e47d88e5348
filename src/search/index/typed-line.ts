import * as W from '../weights.ts';
import { correctionOf, misspelt } from './corrections.ts';
import { frequencyOf, isFunctionWord, isKnown } from './idf.ts';
import { DOCUMENT_SHIFT, type IndexMemory, MOST_TIMES } from './memory.ts';
import { namesIn } from './name-question.ts';
import { placedWordsOf, type Word, wordsOf } from './words.ts';

/** A longer line is somebody's pasted paper: its first words say what it is about. */
export const MOST_TYPED = 256;
/** Further on a word is shown without its case and accents: to find out where it stands takes longer than to look for it. */
const MOST_LETTERS_PLACED = 8 * MOST_TYPED;
/** Each costs a look at every known word. */
export const MOST_CORRECTED = 5;
/** Longer lines are pasted: they have few mistakes, and many words beside each. What nobody knows in them is passed over, and said. */
const MOST_TYPED_BY_HAND = 64;

/** A word to look for. */
export interface TypedWord extends Word {
  /** What may have been meant instead; only where a paper does not have it as it was typed. */
  readonly perhaps: readonly string[];
}

/** A word that no paper has, as it was typed. */
export interface Correction {
  readonly typed: string;
  /** What is looked for instead, the likeliest first. */
  readonly shown: readonly string[];
}

/** A line as it is looked for. */
export interface TypedLine {
  /** Its words, the likeliest correction in the place of one that nobody knows. */
  readonly words: readonly TypedWord[];
  readonly corrected: readonly Correction[];
  /** Words that nobody knows, and that are like no other; as they were typed. */
  readonly unknown: readonly string[];
  /** Undefined where nothing is corrected. */
  readonly meant: Meant | undefined;
}

/** For strange words what may be looked for instead, the likeliest first; nothing when they are like no other. */
export type Meant = ReadonlyMap<string, readonly string[]>;

/** Reads a line. Nothing is corrected that is meant literally, or was pasted. */
export function typedLine(memory: IndexMemory, line: string, isLiteral: boolean): TypedLine {
  const words = wordsOf(line).slice(0, MOST_TYPED);
  const isCorrected = !isLiteral && words.length <= MOST_TYPED_BY_HAND;
  const strange = strangeAmong(memory, words).slice(0, MOST_CORRECTED);
  const corrections = new Map(
    strange.map((word) => [word, isCorrected ? correctionOf(memory, word) : []]),
  );
  const spelt = spelling(line, words);
  const shown = strange.map((word) => ({
    typed: spelt(word),
    shown: corrections.get(word) ?? [],
  }));
  const isShort = words.length <= W.MOST_COUNTED;
  const perhaps = isShort && isCorrected ? whatElse(memory, words) : NOTHING_ELSE;
  return {
    words: words.flatMap((word) => {
      const [right, other] = corrections.get(word.word) ?? [];
      if (right === undefined) return { ...word, perhaps: perhaps.get(word.word) ?? [] };
      return wordsOf(right).map((one) => ({ ...one, perhaps: other === undefined ? [] : [other] }));
    }),
    corrected: shown.filter(({ shown }) => shown.length > 0),
    unknown: shown.filter(({ shown }) => shown.length === 0).map(({ typed }) => typed),
    meant: isCorrected ? corrections : undefined,
  };
}

/** Words that neither a paper nor an author has, not even written as one with a neighbour. */
function strangeAmong(memory: IndexMemory, words: readonly Word[]): readonly string[] {
  const all = words.map(({ word }) => word);
  const unknown = words.flatMap(({ word, asides }, place) => {
    const neighbours = [`${all[place - 1] ?? ''}${word}`, `${word}${all[place + 1] ?? ''}`];
    const isAny = [word, ...asides, ...neighbours].some((form) => isKnown(memory, form));
    return isAny || isFunctionWord(memory, word) ? [] : [word];
  });
  if (unknown.length === 0) return [];
  const names = new Set(namesIn(memory, all, []).flatMap(({ text }) => text.split(' ')));
  const { authors } = memory;
  return [...new Set(unknown)].filter(
    (word) => !names.has(word) && authors.having(word).length === 0,
  );
}

const NOTHING_ELSE: ReadonlyMap<string, readonly string[]> = new Map();
/** Fewer letters are a name sooner than a mistake. */
const SHORTEST_MISTAKE = 5;
/** A mistake that is made more often is a word. */
const MOST_MISTAKEN = 5;

/** For words that look like a mistake which an abstract has too: *languge*. */
function whatElse(
  memory: IndexMemory,
  words: readonly Word[],
): ReadonlyMap<string, readonly string[]> {
  const rare = words.filter(
    ({ word }) =>
      word.length >= SHORTEST_MISTAKE &&
      isRare(memory, word) &&
      memory.authors.having(word).length === 0,
  );
  return new Map(
    rare.slice(0, MOST_CORRECTED).map(({ word }) => {
      const meant = misspelt(memory, word);
      return [word, meant === undefined ? [] : [meant]];
    }),
  );
}

/** Whether hardly any paper has it, and none in its title, where a new name would stand. */
function isRare(memory: IndexMemory, word: string): boolean {
  const frequency = frequencyOf(memory, word);
  if (frequency === 0 || frequency > MOST_MISTAKEN) return false;
  const { vocabulary, documents, postings } = memory;
  let isInTitle = false;
  postings.forEach(vocabulary.stem(vocabulary.find(word)), (posting) => {
    const isThere = documents.isLive(posting >>> DOCUMENT_SHIFT);
    if (isThere && (posting & MOST_TIMES) >= W.TITLE_WEIGHT) isInTitle = true;
  });
  return !isInTitle;
}

/** How a word of the line was typed, with its case and accents. */
export function spelling(line: string, words: readonly Word[]): (word: string) => string {
  let places: ReturnType<typeof placedWordsOf> | undefined;
  return (word) => {
    places ??= placedWordsOf(line.slice(0, MOST_LETTERS_PLACED));
    const place = places[words.findIndex((one) => one.word === word)];
    return place?.word === word ? line.slice(place.from, place.to) : word;
  };
}
