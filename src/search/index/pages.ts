/** What pages are made of: a typed array. */
interface Typed<P> {
  readonly length: number;
  set(from: P): void;
  subarray(from: number, to: number): P;
}

/**
 * Room that grows page by page, so that nothing that lies in it is ever copied. What is reserved together lies on one
 * page; an address is a number.
 */
export class Pages<P extends Typed<P>> {
  readonly #pages: P[] = [];
  readonly #make: (length: number) => P;
  readonly #bits: number;
  readonly #size: number;
  #used = 0;

  /** Pages of 2^bits numbers, or those that `views` gave, one after another: the room works on them. */
  constructor(bits: number, make: (length: number) => P, all: P = make(0)) {
    this.#bits = bits;
    this.#size = 2 ** bits;
    this.#make = make;
    this.#used = all.length;
    for (let from = 0; from < all.length; from += this.#size) {
      this.#pages.push(
        this.#wholePage(all.subarray(from, Math.min(all.length, from + this.#size))),
      );
    }
  }

  /** The address of so many numbers, all 0, one after another. @throws RangeError when they fit no page */
  reserve(length: number): number {
    if (length > this.#size) throw new RangeError(`${length} numbers do not fit on one page`);
    if (length > this.#pages.length * this.#size - this.#used) {
      this.#used = this.#pages.length * this.#size;
      this.#pages.push(this.#make(this.#size));
    }
    const address = this.#used;
    this.#used += length;
    return address;
  }

  /** The page on which an address lies; `place` says where on it. */
  page(address: number): P {
    return this.#pages[address >>> this.#bits] ?? this.#make(0);
  }

  place(address: number): number {
    return address & (this.#size - 1);
  }

  /** All that was ever reserved, page by page. */
  views(): readonly P[] {
    return this.#pages.map((page, number) =>
      page.subarray(0, Math.min(this.#size, this.#used - number * this.#size)),
    );
  }

  /** The last page of a snapshot ends where it was used; it must have room again. */
  #wholePage(page: P): P {
    if (page.length === this.#size) return page;
    const whole = this.#make(this.#size);
    whole.set(page);
    return whole;
  }
}
