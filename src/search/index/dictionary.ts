import { Letters, Numbers } from './columns.ts';
import type { Reader, Writer } from './format.ts';

/** No text has this number. */
export const NONE = -1;

const FIRST_SLOTS = 1024;

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

  startsWith(number: number, beginning: string): boolean {
    if (this.lengthOf(number) < beginning.length) return false;
    return this.#letters.holds(beginning, this.#start(number));
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

  #is(number: number, text: string): boolean {
    return this.lengthOf(number) === text.length && this.#letters.holds(text, this.#start(number));
  }

  #widen(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let number = 0; number < this.size; number++) {
      this.#slots[this.#slotOf(this.text(number))] = number + 1;
    }
  }
}

/** FNV-1a over UTF-16, its upper bits folded in because the lower ones choose the slot. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}
