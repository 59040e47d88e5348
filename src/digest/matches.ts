import type { Span, Text } from '#chat/message.ts';
import type { Paper } from '../papers/paper.ts';
import { type PlacedWord, placedWordsOf, type Word, wordsOf } from '../search/index/words.ts';

/** Text with what was searched for strong, whole words and whole compounds; plain when none is in it. */
export function strongMatches(text: string, searched: ReadonlySet<string>): Text {
  const places = searched.size === 0 ? [] : matchedPlaces(text, searched);
  if (places.length === 0) return text;
  const ends = places.map((_, place) => places[place - 1]?.to ?? 0);
  const spans = places.flatMap(({ from, to }, place): readonly Span[] => [
    { kind: 'plain', text: text.slice(ends[place], from) },
    { kind: 'strong', text: text.slice(from, to) },
  ]);
  const rest: Span = { kind: 'plain', text: text.slice(places.at(-1)?.to ?? 0) };
  return [...spans, rest].filter((span) => span.kind === 'strong' || textOf(span) !== '');
}

/** Where something that was searched for stands, in order, apart from each other. */
export function matchedPlaces(text: string, searched: ReadonlySet<string>): readonly Place[] {
  const matched = placedWordsOf(text).flatMap((word) => placeOf(word, searched) ?? []);
  const places: Place[] = [];
  for (const { from, to } of matched) {
    const before = places.at(-1);
    const isOne = before !== undefined && JOINED.test(text.slice(before.to, from));
    if (isOne) places.splice(-1, 1, { from: Math.min(before.from, from), to });
    else places.push({ from, to });
  }
  return places;
}

export interface Place {
  readonly from: number;
  readonly to: number;
}

/** What stands between parts of one compound, or of one word; a whole compound may begin before the part that was met last. */
const JOINED = /^[-‐‑_]?$/u;

/** The words of these papers that count as found, as they are compared. */
export function matchedIn(
  papers: readonly Pick<Paper, 'title' | 'summary'>[],
  matches: (word: string) => boolean,
): ReadonlySet<string> {
  const texts = papers.map(({ title, summary }) => `${title} ${summary}`);
  const words = new Set(texts.flatMap((text) => wordsOf(text).flatMap(formsOf)));
  return new Set([...words].filter(matches));
}

/** The words of a text as they are compared, in their order. */
export function foldedWords(text: string): readonly string[] {
  return wordsOf(text).map(({ word }) => word);
}

/** How many different words of a text were searched for. */
export function countMatches(text: string, searched: ReadonlySet<string>): number {
  const found = wordsOf(text).map((word) => formsOf(word).find((form) => searched.has(form)));
  return new Set(found.filter((form) => form !== undefined)).size;
}

function placeOf(word: PlacedWord, searched: ReadonlySet<string>): Place | undefined {
  const { asides, from, to, compoundFrom } = word;
  if (compoundFrom < from && searched.has(asides.at(-1) ?? '')) return { from: compoundFrom, to };
  return formsOf(word).some((form) => searched.has(form)) ? { from, to } : undefined;
}

function formsOf({ word, asides }: Word): readonly string[] {
  return [word, ...asides];
}

function textOf(span: Span): string {
  return span.kind === 'plain' ? span.text : '';
}
