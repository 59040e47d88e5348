import type { AskedSuggestions, PaperSuggestion } from '../search-index.ts';
import { type Before, firstOf } from './best.ts';
import { dayOf } from './documents.ts';
import type { IndexMemory } from './memory.ts';
import { partsOf } from './names.ts';
import { bytesOf, numberAt } from './texts.ts';
import { lettersOf, mayBegin } from './typos.ts';
import { ASIDE, TITLE_END, type Vocabulary } from './vocabulary.ts';
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
  { typed, limit, boost }: AskedSuggestions & { readonly typed: string },
): readonly PaperSuggestion[] {
  const words = wordsOf(typed)
    .slice(0, MOST_TYPED)
    .map(({ word }) => word);
  const titles = (begins: Begins) => titlesWith(memory, { words, begins });
  const inOrder = (fits: Fits) =>
    firstOf(limit, Uint32Array.from(fits.keys()), orderOf(memory, fits, boost));
  const found = inOrder(new Map([...titles(WELL), ...idsLike(memory, typed.trim())]));
  const isEnough = found.length >= limit || words.length === 0;
  const more = isEnough ? [] : inOrder(titles(NEARLY));
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

function titlesWith(memory: IndexMemory, { words, begins }: Typed): Fits {
  const { documents } = memory;
  const begun = begunBy(memory, { words, begins });
  const fits = new Map<number, number>();
  for (let document = 0; document < documents.size; document++) {
    if (!documents.isLive(document)) continue;
    const fit = fitOf(memory.packedWords(document), begun, words.length);
    if (fit > 0) fits.set(document, fit);
  }
  return fits;
}

/** How a known word begins with a typed one. */
interface Begins {
  readonly edits: number;
  readonly does: (vocabulary: Vocabulary, word: number, typed: string) => boolean;
}

const WELL: Begins = {
  edits: 0,
  does: (vocabulary, word, typed) => vocabulary.startsWith(word, typed),
};
const NEARLY: Begins = {
  edits: 1,
  does: (vocabulary, word, typed) => vocabulary.startsNearly(word, typed),
};

interface Typed {
  readonly words: readonly string[];
  readonly begins: Begins;
}

/** For each known word, one bit for every typed word that it begins with. */
function begunBy({ vocabulary }: IndexMemory, { words, begins }: Typed): Uint16Array {
  const begun = new Uint16Array(vocabulary.size);
  const letters = vocabulary.letters();
  for (const [place, typed] of words.entries()) {
    const asked = lettersOf(typed);
    for (let word = 0; word < begun.length; word++) {
      const isLike = mayBegin(begins.edits, asked, letters[word] ?? 0);
      if (isLike && begins.does(vocabulary, word, typed)) {
        begun[word] = (begun[word] ?? 0) | (1 << place);
      }
    }
  }
  return begun;
}

/** Reads a text's words up to the end of the title. */
function fitOf(text: Uint8Array, begun: Uint16Array, count: number): number {
  let had = 0;
  let inOrder = 0;
  let place = 0;
  for (let at = 0, word = ASIDE; at < text.length; at += bytesOf(word)) {
    word = numberAt(text, at);
    if (word === TITLE_END) break;
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
