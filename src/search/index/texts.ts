import { Numbers } from './columns.ts';
import type { Reader, Writer } from './format.ts';
import { Pages } from './pages.ts';

/** Bytes on a page: 64 KB, more than the longest text that is read. */
const PAGE_BITS = 16;

/**
 * What every paper is made of, kept in as few bytes as it takes: lists of words (most have numbers below 16,384: two
 * bytes) and the title as it is written.
 */
export class Texts {
  readonly #pages: Pages<Uint8Array>;
  readonly #starts: Numbers;
  readonly #lengths: Numbers;

  constructor(reader?: Reader) {
    this.#pages = new Pages(PAGE_BITS, (length) => new Uint8Array(length), reader?.bytes());
    this.#starts = new Numbers(reader?.numbers());
    this.#lengths = new Numbers(reader?.numbers());
  }

  save(text: number, bytes: Uint8Array): void {
    const address = this.#pages.reserve(bytes.length);
    this.#pages.page(address).set(bytes, this.#pages.place(address));
    this.#starts.set(text, address);
    this.#lengths.set(text, bytes.length);
  }

  /** A view on its bytes. */
  bytes(text: number): Uint8Array {
    const address = this.#starts.at(text);
    const from = this.#pages.place(address);
    return this.#pages.page(address).subarray(from, from + this.#lengths.at(text));
  }

  /** Writes the numbers that were packed into `into`, and says how many there are. `into` has room for one a byte. */
  unpack(text: number, into: Uint32Array): number {
    const address = this.#starts.at(text);
    const page = this.#pages.page(address);
    const end = this.#pages.place(address) + this.#lengths.at(text);
    let count = 0;
    for (let at = this.#pages.place(address); at < end; count++) {
      const number = numberAt(page, at);
      into[count] = number;
      at += bytesOf(number);
    }
    return count;
  }

  /** Whether the last number that was packed into it is this one; nothing is unpacked. */
  endsWith(text: number, number: number): boolean {
    const address = this.#starts.at(text);
    const page = this.#pages.page(address);
    const from = this.#pages.place(address);
    const at = from + this.#lengths.at(text) - bytesOf(number);
    // The byte before must be the end of another number, and not a part of this one.
    const isWhole = at === from || (at > from && (page[at - 1] ?? 0) < 0x80);
    return isWhole && numberAt(page, at) === number;
  }

  write(writer: Writer): void {
    writer.bytes(...this.#pages.views());
    for (const column of [this.#starts, this.#lengths]) writer.numbers(column.view());
  }
}

/** Seven bits a byte, the lowest first; a set eighth bit says that more follow. */
export function packed(numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.reduce((sum, number) => sum + bytesOf(number), 0));
  let at = 0;
  for (const number of numbers) {
    let rest = number;
    for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
  }
  return bytes;
}

/** The number whose first byte lies there. Most have one byte or two. */
export function numberAt(bytes: Uint8Array, from: number): number {
  const first = bytes[from] ?? 0;
  if (first < 0x80) return first;
  const second = bytes[from + 1] ?? 0;
  const two = (first & 0x7f) | ((second & 0x7f) << 7);
  return second < 0x80 ? two : two | (restAt(bytes, from + 2) << 14);
}

/** Apart, because what calls itself is not put in the place of its call, and texts are read number by number. */
function restAt(bytes: Uint8Array, from: number): number {
  return numberAt(bytes, from);
}

/** How many bytes a number takes. */
export function bytesOf(number: number): number {
  if (number < 0x80) return 1;
  if (number < 0x4000) return 2;
  return number < 0x200000 ? 3 : number < 0x10000000 ? 4 : 5;
}
