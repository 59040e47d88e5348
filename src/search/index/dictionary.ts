import { hashOf, Letters, Numbers } from './columns.ts';
import type { Reader, Writer } from './format.ts';

/** No text has this number. */
export const NONE = -1;

const FIRST_SLOTS = 1024;
/** Shorter beginnings are too like each other. */
const SHORTEST_NEARLY = 4;

/**
 * Texts and their numbers, 0 and up in the order in which they came. Everything lies in typed arrays, so that a
 * dictionary is opened by looking at its bytes; a `Map` of 60,000 words takes five times the room and is built word by word.
 */
export class Dictionary {
  readonly #letters: Letters;
  readonly #ends: Numbers;
  /** A text's number + 1 at its hash, or at the next place that was free; 0 is free. At most half are taken. */
  #slots: Uint32Array;

  constructor(reader?: Reader) {
    this.#letters = new Letters(reader?.halves());
    this.#ends = new Numbers(reader?.numbers());
    this.#slots = reader?.numbers() ?? new Uint32Array(FIRST_SLOTS);
  }

  get size(): number {
    return this.#ends.length;
  }

  find(text: string): number {
    return (this.#slots[this.#slotOf(text)] ?? 0) - 1;
  }

  /** The text's number, a new one when it has none yet. */
  add(text: string): number {
    const slot = this.#slotOf(text);
    const known = (this.#slots[slot] ?? 0) - 1;
    if (known !== NONE) return known;
    this.#letters.append(text);
    this.#ends.push(this.#letters.length);
    this.#slots[slot] = this.size;
    if (this.size * 2 > this.#slots.length) this.#widen();
    return this.size - 1;
  }

  text(number: number): string {
    return this.#letters.text(this.#start(number), this.#ends.at(number));
  }

  /** How many letters it has. */
  lengthOf(number: number): number {
    return this.#ends.at(number) - this.#start(number);
  }

  /** Texts of so many letters, one more or one less. */
  aboutAsLong(letters: number): readonly number[] {
    const found: number[] = [];
    let start = 0;
    const ends = this.#ends.view();
    for (let number = 0; number < ends.length; number++) {
      const end = ends[number] ?? 0;
      if (Math.abs(end - start - letters) <= 1) found.push(number);
      start = end;
    }
    return found;
  }

  startsWith(number: number, beginning: string): boolean {
    return this.#has(number, beginning, 0);
  }

  /** Whether it begins so, or with one edit, once four letters are typed; the first letter must be right. */
  startsNearly(number: number, beginning: string): boolean {
    if (this.startsWith(number, beginning)) return true;
    if (beginning.length < SHORTEST_NEARLY) return false;
    const right = this.#lettersAlike(number, beginning);
    if (right === 0) return false;
    const has = (letters: string, place: number) => this.#has(number, letters, place);
    const rest = beginning.slice(right + 1);
    const swapped = `${beginning[right + 1] ?? ''}${beginning[right] ?? ''}${rest.slice(1)}`;
    return (
      has(rest, right) ||
      has(rest, right + 1) ||
      has(beginning.slice(right), right + 1) ||
      (rest !== '' && has(swapped, right))
    );
  }

  write(writer: Writer): void {
    writer.halves(this.#letters.view());
    writer.numbers(this.#ends.view());
    writer.numbers(this.#slots);
  }

  #start(number: number): number {
    return number === 0 ? 0 : this.#ends.at(number - 1);
  }

  /** Where the text stands, or would. */
  #slotOf(text: string): number {
    const last = this.#slots.length - 1;
    let slot = hashOf(text) & last;
    for (;;) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number === NONE || this.#is(number, text)) return slot;
      slot = (slot + 1) & last;
    }
  }

  /** How many letters from the first are the same. */
  #lettersAlike(number: number, text: string): number {
    const start = this.#start(number);
    const most = Math.min(text.length, this.lengthOf(number));
    let alike = 0;
    while (alike < most && this.#letters.at(start + alike) === text.charCodeAt(alike)) alike++;
    return alike;
  }

  /** Whether these letters stand there, from that place on. */
  #has(number: number, letters: string, place: number): boolean {
    if (place + letters.length > this.lengthOf(number)) return false;
    return this.#letters.holds(letters, this.#start(number) + place);
  }

  #is(number: number, text: string): boolean {
    return this.lengthOf(number) === text.length && this.#letters.holds(text, this.#start(number));
  }

  #widen(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const last = slots.length - 1;
    let start = 0;
    for (let number = 0; number < this.size; number++) {
      const end = this.#ends.at(number);
      let slot = this.#letters.hash(start, end) & last;
      // All texts differ, so the next free slot is the right one.
      while (slots[slot] !== 0) slot = (slot + 1) & last;
      slots[slot] = number + 1;
      start = end;
    }
    this.#slots = slots;
  }
}
