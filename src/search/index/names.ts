import { Numbers } from './columns.ts';
import { Dictionary } from './dictionary.ts';
import type { Reader, Writer } from './format.ts';
import { type NameFit, nameFit, spellingsOf, wantedName } from './name-fit.ts';
import { Postings } from './postings.ts';
import { packed, Texts } from './texts.ts';
import { isOneEdit } from './typos.ts';
import { wordsOf } from './words.ts';

/** More parts than a name has. */
const MOST_PARTS = 16;

/** Bytes that the words of a name take at most. */
const LONGEST_NAME = 256;

export interface HowExactly {
  /** Whether a beginning may have a letter wrong. */
  readonly isNearly: boolean;
}

const EXACTLY: HowExactly = { isNearly: false };

/** Names as they are written (of authors, or of organisations), the words they are made of, and the papers that carry them. */
export class Names {
  readonly #names: Dictionary;
  readonly #words: Dictionary;
  readonly #wordsOf: Texts;
  /** For each word, the names that have it. */
  readonly #having: Postings;
  /** For each name, its papers; those that are gone too. */
  readonly #papers: Postings;
  readonly #counts: Numbers;
  /** For the words of one name. */
  readonly #room = new Uint32Array(LONGEST_NAME);

  constructor(reader?: Reader) {
    this.#names = new Dictionary(reader);
    this.#words = new Dictionary(reader);
    this.#wordsOf = new Texts(reader);
    this.#having = new Postings(reader);
    this.#papers = new Postings(reader);
    this.#counts = new Numbers(reader?.numbers());
  }

  get size(): number {
    return this.#names.size;
  }

  /** The name’s number, a new one when it has none yet. */
  add(name: string): number {
    const known = this.#names.find(name);
    if (known >= 0) return known;
    const number = this.#names.add(name);
    const words = partsOf(name).map((part) => this.#words.add(part));
    this.#wordsOf.save(number, packed(words));
    for (const word of new Set(words)) this.#having.append(word, number);
    this.#counts.set(number, 0);
    return number;
  }

  addPaper(name: number, paper: number): void {
    this.#papers.append(name, paper);
    this.#counts.add(name, 1);
  }

  /** The paper itself stays in the list: whoever reads it knows which papers are gone. */
  forgetPaper(name: number): void {
    this.#counts.add(name, -1);
  }

  /** How many papers carry it. */
  count(name: number): number {
    return this.#counts.at(name);
  }

  text(name: number): string {
    return this.#names.text(name);
  }

  /** Calls `visit` with each of its papers, those that are gone too. */
  forEachPaper(name: number, visit: (paper: number) => void): void {
    this.#papers.forEach(name, visit);
  }

  /** The names, with a paper at least, in which every part begins a word. */
  beginningWith(parts: readonly string[], how: HowExactly = EXACTLY): readonly number[] {
    const begun = parts.slice(0, MOST_PARTS).map((part) => this.#wordsBegun(part, how));
    const bits = new Uint32Array(this.#words.size);
    for (const [place, { words }] of begun.entries()) {
      for (const word of words) bits[word] = (bits[word] ?? 0) | (1 << place);
    }
    const all = 2 ** begun.length - 1;
    const fewest = begun.toSorted((a, b) => a.names - b.names)[0];
    const isNew = new Uint8Array(this.size).fill(1);
    const found: number[] = [];
    const look = (name: number) => {
      const isAsked = isNew[name] === 1 && this.#counts.at(name) > 0;
      isNew[name] = 0;
      if (isAsked && (begun.length === 1 || this.#partsIn(name, bits) === all)) found.push(name);
    };
    if (fewest === undefined) for (let name = 0; name < this.size; name++) look(name);
    else for (const word of fewest.words) this.#having.forEach(word, look);
    return found;
  }

  /** The names, with a paper at least, that these words may mean, and how each of them fits. */
  meantBy(words: readonly string[]): ReadonlyMap<number, NameFit> {
    const found = new Map<number, NameFit>();
    for (const spelling of spellingsOf(words, this.#words)) {
      const wanted = wantedName(spelling, this.#words);
      for (const name of this.#with(this.#rarest(wanted.parts))) {
        const fit = nameFit(wanted, this.#wordsIn(name), this.#words);
        if (fit !== undefined && !found.has(name)) found.set(name, fit);
      }
    }
    return found;
  }

  /** The names, with a paper at least, whose last word is this one. */
  endingWith(word: string): readonly number[] {
    const number = this.#words.find(word);
    return this.#with(number).filter((name) => this.#wordsOf.endsWith(name, number));
  }

  /** The names, with a paper at least, that have the word. */
  having(word: string): readonly number[] {
    return this.#with(this.#words.find(word));
  }

  /** Words of names one edit away, whoever bore them. */
  wordsNear(word: string): readonly string[] {
    const first = word.slice(0, 1);
    return this.#words
      .aboutAsLong(word.length)
      .filter((number) => this.#words.startsWith(number, first))
      .map((number) => this.#words.text(number))
      .filter((text) => isOneEdit(word, text));
  }

  write(writer: Writer): void {
    for (const part of [this.#names, this.#words, this.#wordsOf, this.#having, this.#papers]) {
      part.write(writer);
    }
    writer.numbers(this.#counts.view());
  }

  #with(word: number): readonly number[] {
    const names: number[] = [];
    if (word < 0) return names;
    this.#having.forEach(word, (name) => {
      if (this.#counts.at(name) > 0) names.push(name);
    });
    return names;
  }

  /** Good until the next name is looked at. */
  #wordsIn(name: number): Uint32Array {
    return this.#room.subarray(0, this.#wordsOf.unpack(name, this.#room));
  }

  /** The word that fewest names have, of those that are more than initials. */
  #rarest(words: readonly number[]): number {
    const known = words.filter((word) => word >= 0 && this.#words.lengthOf(word) > 1);
    return known.toSorted((a, b) => this.#having.count(a) - this.#having.count(b))[0] ?? -1;
  }

  /** The words that begin so, and how many names have them. */
  #wordsBegun(part: string, { isNearly }: HowExactly) {
    const words: number[] = [];
    let names = 0;
    for (let word = 0; word < this.#words.size; word++) {
      const isBegun = isNearly
        ? this.#words.startsNearly(word, part)
        : this.#words.startsWith(word, part);
      if (!isBegun) continue;
      words.push(word);
      names += this.#having.count(word);
    }
    return { words, names };
  }

  #partsIn(name: number, bits: Uint32Array): number {
    let parts = 0;
    for (const word of this.#wordsIn(name)) parts |= bits[word] ?? 0;
    return parts;
  }
}

/** The words of a name: case, accents, points and hyphens do not count. */
export function partsOf(name: string): readonly string[] {
  return wordsOf(name)
    .slice(0, LONGEST_NAME / 5)
    .map(({ word }) => word);
}
