import type { AskedSuggestions, PaperSuggestion } from '../search-index.ts';
import { type Before, firstOf } from './best.ts';
import { dayOf } from './documents.ts';
import { type IndexMemory, MOST_WORDS } from './memory.ts';
import { partsOf } from './names.ts';
import { beginsNearly } from './typos.ts';
import { ASIDE, type Vocabulary } from './vocabulary.ts';
import { wordsOf } from './words.ts';

/** Each is one bit of a number. */
const MOST_TYPED = 16;
/** What comes first, whatever the boosts: an id, a title that begins so, a title that has the words. */
const ID = 3;
const BEGUN = 2;
const HAD = 1;

/** How well each document fits what was typed. */
type Fits = ReadonlyMap<number, number>;

/** Papers whose id, or the words of whose title, begin like what was typed; with a letter wrong only when that finds too few. */
export function suggestPapers(
  memory: IndexMemory,
  typed: string,
  { limit, boost }: AskedSuggestions,
): readonly PaperSuggestion[] {
  const words = wordsOf(typed)
    .slice(0, MOST_TYPED)
    .map(({ word }) => word);
  const inOrder = (fits: Fits) =>
    firstOf(limit, Uint32Array.from(fits.keys()), orderOf(memory, fits, boost));
  const found = inOrder(
    new Map([...titlesWith(memory, words, startsWith), ...idsLike(memory, typed.trim())]),
  );
  const isEnough = found.length >= limit || words.length === 0;
  const more = isEnough ? [] : inOrder(titlesWith(memory, words, startsNearly));
  return [...new Set([...found, ...more])]
    .slice(0, limit)
    .map((document) => ({ id: memory.documents.id(document), title: memory.title(document) }));
}

/** Names in which every part of what was typed begins a word, those with most papers first; with a letter wrong when there is none. */
export function suggestAuthors(
  { authors }: IndexMemory,
  typed: string,
  limit: number,
): readonly string[] {
  const parts = partsOf(typed);
  const exact = authors.beginningWith(parts);
  const names = exact.length > 0 ? exact : authors.beginningWith(parts, { isNearly: true });
  const isBefore: Before = (one, other) => {
    const more = authors.count(one) - authors.count(other);
    return more === 0 ? authors.text(one) < authors.text(other) : more > 0;
  };
  return firstOf(limit, Uint32Array.from(names), isBefore).map((name) => authors.text(name));
}

function idsLike({ documents }: IndexMemory, id: string): Fits {
  if (!/^\d[\d.]*$/.test(id)) return new Map();
  const alike = [...documents.all()].filter((document) => documents.id(document).startsWith(id));
  return new Map(alike.map((document) => [document, ID]));
}

function titlesWith(memory: IndexMemory, words: readonly string[], begins: Begins): Fits {
  const begun = begunBy(memory, words, begins);
  const room = new Uint32Array(MOST_WORDS);
  const fits = new Map<number, number>();
  for (const document of memory.documents.all()) {
    const fit = fitOf(memory.titleWords(document, room), begun, words.length);
    if (fit > 0) fits.set(document, fit);
  }
  return fits;
}

/** Whether a known word begins with a typed one. */
type Begins = (vocabulary: Vocabulary, word: number, typed: string) => boolean;

const startsWith: Begins = (vocabulary, word, typed) => vocabulary.startsWith(word, typed);
const startsNearly: Begins = (vocabulary, word, typed) =>
  vocabulary.startsWith(word, typed) ||
  (vocabulary.startsWith(word, typed.slice(0, 1)) && beginsNearly(vocabulary.text(word), typed));

/** For each known word, one bit for every typed word that it begins with. */
function begunBy(
  { vocabulary }: IndexMemory,
  words: readonly string[],
  begins: Begins,
): Uint16Array {
  const begun = new Uint16Array(vocabulary.size);
  for (const [place, typed] of words.entries()) {
    for (let word = 0; word < begun.length; word++) {
      if (begins(vocabulary, word, typed)) begun[word] = (begun[word] ?? 0) | (1 << place);
    }
  }
  return begun;
}

function fitOf(title: Uint32Array, begun: Uint16Array, count: number): number {
  let had = 0;
  let inOrder = 0;
  let place = 0;
  for (const word of title) {
    if (word === ASIDE) continue;
    const bits = begun[word] ?? 0;
    had |= bits;
    if (inOrder === place && (bits & (1 << place)) !== 0) inOrder++;
    place++;
  }
  if (had !== 2 ** count - 1) return 0;
  return inOrder >= count ? BEGUN : HAD;
}

/** Better fits first; then what is lifted most, the newest, the lower id. */
function orderOf({ documents }: IndexMemory, fits: Fits, boost: AskedSuggestions['boost']): Before {
  const boosts = new Map<number, number>();
  const boostOf = (document: number) => {
    const known = boosts.get(document);
    if (known !== undefined) return known;
    const lift = boost(documents.id(document), dayOf(documents.day(document)));
    boosts.set(document, lift);
    return lift;
  };
  return (one, other) => {
    const more =
      (fits.get(one) ?? 0) - (fits.get(other) ?? 0) ||
      boostOf(one) - boostOf(other) ||
      documents.day(one) - documents.day(other);
    return more === 0 ? documents.id(one) < documents.id(other) : more > 0;
  };
}
