import { stemmer } from 'stemmer';
import { Numbers } from './columns.ts';
import { Dictionary } from './dictionary.ts';
import { IndexFormatError, type Reader, type Writer } from './format.ts';
import { FUNCTION_WORDS } from './function-words.ts';
import { lettersOf } from './typos.ts';

/** In a text's list of words: the title ends here. */
export const TITLE_END = 0;
/** In a text's list of words: what follows is another way to write what came before. */
export const ASIDE = 1;
const MARKS = ['\u0000', '\u0001'];
/** Numbers below are marks and function words: they are the same in every index. */
const FIRST_TELLING = MARKS.length + FUNCTION_WORDS.size;

/** Endings are taken from English words only, not from *gpt4s* or *élan*; the longest have fewer letters than this. */
const STEMMED = /^[a-z]{3,24}$/;

/** Every word that was ever read, its stem (a word as well), and how often the papers of the index use it. */
export class Vocabulary {
  readonly #words: Dictionary;
  readonly #stems: Numbers;
  readonly #uses: Numbers;
  readonly #letters: Numbers;

  constructor(reader?: Reader) {
    this.#words = new Dictionary(reader);
    this.#stems = new Numbers(reader?.numbers());
    this.#uses = new Numbers(reader?.numbers());
    this.#letters = new Numbers(reader?.numbers());
    for (const [number, word] of [...MARKS, ...FUNCTION_WORDS].entries()) {
      if (this.add(word) !== number) throw new IndexFormatError('of other function words');
    }
  }

  get size(): number {
    return this.#words.size;
  }

  /** Its number, or -1. */
  find(word: string): number {
    return this.#words.find(word);
  }

  add(word: string): number {
    const known = this.#words.find(word);
    if (known >= 0) return known;
    const number = this.#words.add(word);
    this.#letters.set(number, lettersOf(word));
    this.#uses.set(number, 0);
    this.#stems.set(number, number);
    const stem = stemOf(word);
    if (stem !== word) this.#stems.set(number, this.add(stem));
    return number;
  }

  /** For each word its stem; good until the next word is added. */
  stems(): Uint32Array {
    return this.#stems.view();
  }

  /** For each word which letters it has, as `lettersOf` says it; good until the next word is added. */
  letters(): Uint32Array {
    return this.#letters.view();
  }

  stem(word: number): number {
    return this.#stems.at(word);
  }

  text(word: number): string {
    return this.#words.text(word);
  }

  lengthOf(word: number): number {
    return this.#words.lengthOf(word);
  }

  startsWith(word: number, beginning: string): boolean {
    return this.#words.startsWith(word, beginning);
  }

  /** As `Dictionary` says it. */
  startsNearly(word: number, beginning: string): boolean {
    return this.#words.startsNearly(word, beginning);
  }

  /** How often it stands in titles and abstracts; 0 when no paper has it (any more). */
  uses(word: number): number {
    return this.#uses.at(word);
  }

  addUses(word: number, change: number): void {
    this.#uses.add(word, change);
  }

  isFunctionWord(word: number): boolean {
    return word < FIRST_TELLING;
  }

  write(writer: Writer): void {
    this.#words.write(writer);
    for (const column of [this.#stems, this.#uses, this.#letters]) writer.numbers(column.view());
  }
}

/** Porter's stem: *diffusion* and *diffusing* are one. Function words keep their form. */
export function stemOf(word: string): string {
  return STEMMED.test(word) && !FUNCTION_WORDS.has(word) ? stemmer(word) : word;
}
