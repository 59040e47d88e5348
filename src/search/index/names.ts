import { Numbers } from './columns.ts';
import { Dictionary } from './dictionary.ts';
import type { Reader, Writer } from './format.ts';
import { Postings } from './postings.ts';
import { packed, Texts } from './texts.ts';
import { beginsNearly } from './typos.ts';
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

  forEachPaper(name: number, visit: (paper: number) => void): void {
    this.#papers.forEach(name, visit);
  }

  /** The names, with a paper at least, in which every part begins a word. */
  beginningWith(parts: readonly string[], how: HowExactly = EXACTLY): readonly number[] {
    const wanted = parts.slice(0, MOST_PARTS);
    const begun = this.#begunBy(wanted, how);
    const all = 2 ** wanted.length - 1;
    const found: number[] = [];
    for (let name = 0; name < this.size; name++) {
      if (this.#counts.at(name) > 0 && this.#partsIn(name, begun) === all) found.push(name);
    }
    return found;
  }

  /** The names, with a paper at least, whose words written as one are these letters: *yihaopeng*. `last` is their last word. */
  called(letters: string, last: string): readonly number[] {
    return this.endingWith(last).filter((name) => this.#isWritten(name, letters));
  }

  /** The names, with a paper at least, whose last word is this one. */
  endingWith(word: string): readonly number[] {
    const number = this.#words.find(word);
    return this.#with(number).filter((name) => this.#wordsIn(name).at(-1) === number);
  }

  /** The names, with a paper at least, that have the word. */
  having(word: string): readonly number[] {
    return this.#with(this.#words.find(word));
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

  #isWritten(name: number, letters: string): boolean {
    let at = 0;
    for (const word of this.#wordsIn(name)) {
      const end = at + this.#words.lengthOf(word);
      if (!this.#words.startsWith(word, letters.slice(at, end))) return false;
      at = end;
    }
    return at === letters.length;
  }

  /** For each word, one bit for every part that it begins with. */
  #begunBy(parts: readonly string[], { isNearly }: HowExactly): Uint32Array {
    const begun = new Uint32Array(this.#words.size);
    for (const [place, part] of parts.entries()) {
      for (let word = 0; word < begun.length; word++) {
        const isBegun =
          this.#words.startsWith(word, part) || (isNearly && this.#isNearly(word, part));
        if (isBegun) begun[word] = (begun[word] ?? 0) | (1 << place);
      }
    }
    return begun;
  }

  #isNearly(word: number, part: string): boolean {
    const hasFirst = this.#words.startsWith(word, part.slice(0, 1));
    return hasFirst && beginsNearly(this.#words.text(word), part);
  }

  #partsIn(name: number, begun: Uint32Array): number {
    return this.#wordsIn(name).reduce((parts, word) => parts | (begun[word] ?? 0), 0);
  }
}

/** The words of a name: case, accents, points and hyphens do not count. */
export function partsOf(name: string): readonly string[] {
  return wordsOf(name)
    .slice(0, LONGEST_NAME / 5)
    .map(({ word }) => word);
}
