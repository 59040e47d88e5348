import * as W from '../weights.ts';
import { idfOf, isFunctionWord } from './idf.ts';
import type { IndexMemory } from './memory.ts';
import { type AskedName, namesIn } from './name-question.ts';
import { joinedNeighbours, type Reading, readingsOf } from './readings.ts';
import { type Correction, type Meant, typedLine } from './typed-line.ts';
import { stemOf } from './vocabulary.ts';
import type { Word } from './words.ts';

/** A stem that is looked for. */
export interface Asked {
  readonly stem: number;
  /** As it was typed, or is shown instead. */
  readonly text: string;
  /** Its forms that were typed, or are shown instead. */
  readonly forms: ReadonlySet<number>;
  /** Places of the typed words that are found with it. */
  readonly places: readonly number[];
  /** Another way to write them, or words of an author’s name: it counts only for papers that do not have all of them as they were typed, or that author. */
  readonly isInstead: boolean;
  readonly idf: number;
  /** What it counts, before its occurrences are looked at. */
  readonly weight: number;
}

/** Two neighbours, by their numbers in `asked`. */
export interface Pair {
  readonly first: number;
  readonly second: number;
  /** The function words between them, as `widened` says it. */
  readonly gap: number;
  readonly text: string;
  readonly weight: number;
}

/** What was typed, as the index understands it. */
export interface Question {
  readonly asked: readonly Asked[];
  readonly pairs: readonly Pair[];
  readonly names: readonly AskedName[];
  readonly corrected: readonly Correction[];
  readonly unknown: readonly string[];
  /** Undefined where nothing is corrected. */
  readonly meant: Meant | undefined;
  /** For each typed word that is looked for, how telling it is; 0 when nothing is known of it. */
  readonly telling: readonly number[];
  /** For each typed word that is looked for, the numbers of what it is found with. */
  readonly at: readonly (readonly number[])[];
  /** All typed words as they are, function words too; -1 for one that was never read. */
  readonly line: readonly number[];
  /** Function words that were typed beside others, and how telling they are in a title. */
  readonly small: ReadonlyMap<number, number>;
}

export function ask(memory: IndexMemory, line: string, isLiteral: boolean): Question {
  const { words: all, corrected, unknown, meant } = typedLine(memory, line, isLiteral);
  const telling = all.filter(({ word }) => !isFunctionWord(memory, word));
  const typed = telling.length > 0 ? telling : all;
  const names = namesIn(
    memory,
    all.map(({ word }) => word),
    typed.map(({ word }) => word),
  );
  const readings = typed.map((word, place) => readingsOf(memory, word, place));
  const asked = askedOf(memory, [...readings.flat(), ...joinedNeighbours(memory, typed)], names);
  const at = askedAt(asked, typed.length);
  return {
    ...{ asked, at, names, corrected, unknown, meant },
    pairs: pairsOf(memory, { readings, asked, gaps: gapsIn(memory, all) }),
    line: all.map(({ word }) => memory.vocabulary.find(word)),
    telling: at.map((numbers) => tellingOf(asked, numbers)),
    small: smallWords(memory, all, telling),
  };
}

function askedOf(
  memory: IndexMemory,
  readings: readonly Reading[],
  names: readonly AskedName[],
): readonly Asked[] {
  const stems = Map.groupBy(readings, ({ word }) => memory.vocabulary.find(stemOf(word)));
  const ofNames = new Set(names.filter(({ isFull }) => isFull).flatMap(({ places }) => places));
  return [...stems].map(([stem, alike]) => {
    const text = alike[0]?.word ?? '';
    const papers = names.find((name) => name.text === text)?.papers ?? 0;
    const own = idfOf(memory, memory.frequency(stem) + papers);
    const idf = Math.min(own, Math.max(...alike.map(({ mostIdf }) => mostIdf)));
    const times = alike.reduce((sum, { share }) => sum + share, 0);
    return {
      stem,
      text,
      forms: new Set(alike.map(({ word }) => memory.vocabulary.find(word))),
      places: [...new Set(alike.flatMap(({ places }) => places))],
      isInstead: alike.every(
        ({ isInstead, places }) => isInstead || places.every((place) => ofNames.has(place)),
      ),
      idf,
      weight: (idf * (W.SATURATION + 1) * times) / (times + W.SATURATION),
    };
  });
}

interface Line {
  readonly readings: readonly (readonly Reading[])[];
  readonly asked: readonly Asked[];
  /** What stands before each word that is looked for. */
  readonly gaps: readonly number[];
}

function pairsOf(memory: IndexMemory, { readings, asked, gaps }: Line): readonly Pair[] {
  const numbers = new Map(asked.map(({ stem }, number) => [stem, number]));
  const sequence = readings.map(([likeliest]) =>
    likeliest === undefined
      ? -1
      : (numbers.get(memory.vocabulary.find(stemOf(likeliest.word))) ?? -1),
  );
  const pairs = sequence.slice(1).flatMap((second, before) => {
    const first = sequence[before] ?? -1;
    const [one, other] = [asked[first], asked[second]];
    if (one === undefined || other === undefined) return [];
    const weight = (W.PAIR * (one.idf + other.idf)) / 2;
    const gap = gaps[before + 1] ?? 0;
    return [{ first, second, gap, text: `${one.text} ${other.text}`, weight }];
  });
  return [...new Map(pairs.map((pair) => [pair.text, pair])).values()];
}

/** One function word more between two others: a number that tells what stands there, 0 when nothing does. */
export function widened(gap: number, word: number): number {
  return Math.imul(gap, 31) + word;
}

/** For each word that is no function word, what stands between it and the one before. */
function gapsIn(memory: IndexMemory, words: readonly Word[]): readonly number[] {
  const gaps: number[] = [];
  let gap = 0;
  for (const { word } of words) {
    if (isFunctionWord(memory, word)) gap = widened(gap, memory.vocabulary.find(word));
    else {
      gaps.push(gap);
      gap = 0;
    }
  }
  return gaps;
}

/** A word is as telling as it is itself; as another way to write it only when nobody writes it so. */
function tellingOf(asked: readonly Asked[], numbers: readonly number[]): number {
  const all = numbers.flatMap((number) => asked[number] ?? []);
  const typed = all.filter(({ isInstead }) => !isInstead);
  return Math.max(0, ...(typed.length > 0 ? typed : all).map(({ idf }) => idf));
}

/** For each of so many places, the numbers of what is found there. */
function askedAt(asked: readonly Asked[], count: number): readonly (readonly number[])[] {
  const at = Array.from({ length: count }, (): number[] => []);
  for (const [number, { places }] of asked.entries()) {
    for (const place of places) at[place]?.push(number);
  }
  return at;
}

function smallWords(memory: IndexMemory, all: readonly Word[], telling: readonly Word[]) {
  const words = telling.length === 0 ? [] : all.map(({ word }) => memory.vocabulary.find(word));
  const small = words.filter((word) => word >= 0 && memory.vocabulary.isFunctionWord(word));
  return new Map(small.map((word) => [word, idfOf(memory, memory.frequency(word))]));
}
