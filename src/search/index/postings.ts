import { Numbers } from './columns.ts';
import type { Reader, Writer } from './format.ts';
import { Pages } from './pages.ts';

/** Numbers on a page: 64 KB. */
const PAGE_BITS = 14;
/** A list's pieces hold 2, 4, 8 … numbers, so that a rare word costs little and a common one is read in long runs. */
const FIRST_PIECE = 2;
const LONGEST_PIECE = 1024;

/** Lists of numbers that grow at their ends, one for each word: pieces on shared pages, each ending with the next one's address. */
export class Postings {
  readonly #pages: Pages<Uint32Array>;
  readonly #heads: Numbers;
  readonly #tails: Numbers;
  readonly #counts: Numbers;

  constructor(reader?: Reader) {
    this.#pages = new Pages(PAGE_BITS, (length) => new Uint32Array(length), reader?.numbers());
    this.#heads = new Numbers(reader?.numbers());
    this.#tails = new Numbers(reader?.numbers());
    this.#counts = new Numbers(reader?.numbers());
  }

  /** How many numbers were ever appended. */
  count(list: number): number {
    return this.#counts.at(list);
  }

  append(list: number, value: number): void {
    const count = this.#counts.at(list);
    const address = this.#freeAddress(list, count);
    this.#pages.page(address)[this.#pages.place(address)] = value;
    this.#tails.set(list, address + 1);
    this.#counts.set(list, count + 1);
  }

  /** Calls `visit` with every piece of the list: its page, and from where to where. */
  forEachPiece(list: number, visit: (page: Uint32Array, from: number, to: number) => void): void {
    let left = this.#counts.at(list);
    let address = this.#heads.at(list);
    for (let size = FIRST_PIECE; left > 0; size = longer(size)) {
      const page = this.#pages.page(address);
      const from = this.#pages.place(address);
      visit(page, from, from + Math.min(size, left));
      left -= size;
      address = page[from + size] ?? 0;
    }
  }

  forEach(list: number, visit: (value: number) => void): void {
    this.forEachPiece(list, (page, from, to) => {
      for (let place = from; place < to; place++) visit(page[place] ?? 0);
    });
  }

  write(writer: Writer): void {
    writer.numbers(...this.#pages.views());
    for (const column of [this.#heads, this.#tails, this.#counts]) writer.numbers(column.view());
  }

  #freeAddress(list: number, count: number): number {
    const piece = pieceThatStartsAt(count);
    if (piece === undefined) return this.#tails.at(list);
    const address = this.#pages.reserve(piece + 1);
    const tail = this.#tails.at(list);
    if (count === 0) this.#heads.set(list, address);
    else this.#pages.page(tail)[this.#pages.place(tail)] = address;
    return address;
  }
}

function longer(size: number): number {
  return Math.min(size * 2, LONGEST_PIECE);
}

/** The size of the piece whose first number is this one of the list; undefined inside a piece. */
function pieceThatStartsAt(count: number): number | undefined {
  // Pieces of 2, 4, 8 … start at 0, 2, 6 …: two below a power of two.
  if (count + FIRST_PIECE <= LONGEST_PIECE) {
    return isPowerOfTwo(count + FIRST_PIECE) ? count + FIRST_PIECE : undefined;
  }
  return (count + FIRST_PIECE) % LONGEST_PIECE === 0 ? LONGEST_PIECE : undefined;
}

function isPowerOfTwo(number: number): boolean {
  return (number & (number - 1)) === 0;
}
