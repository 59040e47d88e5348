import { crc32 } from 'node:zlib';

/** Bytes that are no index of this version: whoever reads builds a new one from the archive. */
export class IndexFormatError extends Error {
  override readonly name = 'IndexFormatError';
}

/** Changes whenever the bytes, the reading of words or what is indexed changes. */
export const FORMAT_VERSION = 2;

/** "PBIX", which also tells the order of bytes of the machine that wrote it. */
const MARK = 0x58494250;
/** Mark, version, length of all bytes. A checksum of all of them comes last. */
const HEADER = 12;
const CHECKSUM = 4;

type Numbers = Uint8Array | Uint16Array | Uint32Array;

/**
 * Gathers arrays as they lie in memory: each as its length in bytes, then its bytes up to the next multiple of four.
 * A reader gets them back in the same order as views.
 */
export class Writer {
  readonly #parts: (readonly Numbers[])[] = [];

  bytes(...pages: readonly Uint8Array[]): void {
    this.#parts.push(pages);
  }

  halves(array: Uint16Array): void {
    this.#parts.push([array]);
  }

  numbers(...pages: readonly Uint32Array[]): void {
    this.#parts.push(pages);
  }

  /** The bytes, piece by piece. They are views: nothing may change until the last was taken. */
  *pieces(): Generator<Uint8Array> {
    let checksum = 0;
    for (const piece of this.#unchecked()) {
      checksum = crc32(piece, checksum);
      yield piece;
    }
    yield asBytes(Uint32Array.of(checksum));
  }

  /** Of all pieces together. */
  get #length(): number {
    return this.#parts.reduce((sum, pages) => sum + 4 + padded(bytesOf(pages)), HEADER + CHECKSUM);
  }

  *#unchecked(): Generator<Uint8Array> {
    yield asBytes(Uint32Array.of(MARK, FORMAT_VERSION, this.#length));
    for (const pages of this.#parts) {
      const length = bytesOf(pages);
      yield asBytes(Uint32Array.of(length));
      for (const page of pages) yield asBytes(page);
      yield new Uint8Array(padded(length) - length);
    }
  }
}

function bytesOf(pages: readonly Numbers[]): number {
  return pages.reduce((sum, page) => sum + page.byteLength, 0);
}

function asBytes(numbers: Numbers): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** Gives arrays back as views on the bytes, in the order in which they were written. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at = HEADER;

  /** @throws IndexFormatError when the bytes are damaged, or of another version */
  constructor(bytes: Uint8Array) {
    // Views of numbers must begin at a multiple of four.
    this.#bytes = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    if (bytes.length < HEADER + CHECKSUM) throw new IndexFormatError(`only ${bytes.length} bytes`);
    const [mark, version, length] = this.#numbersAt(0, HEADER);
    if (mark !== MARK) throw new IndexFormatError('not an index, or of another kind of machine');
    if (version !== FORMAT_VERSION) throw new IndexFormatError(`of version ${version}`);
    if (length !== bytes.length) throw new IndexFormatError(`${bytes.length} of ${length} bytes`);
    this.#end = length - CHECKSUM;
    const [checksum] = this.#numbersAt(this.#end, CHECKSUM);
    if (checksum !== crc32(this.#bytes.subarray(0, this.#end))) {
      throw new IndexFormatError('the checksum is another');
    }
  }

  bytes(): Uint8Array {
    const { from, length } = this.#next(1);
    return this.#bytes.subarray(from, from + length);
  }

  halves(): Uint16Array {
    const { from, length } = this.#next(2);
    return new Uint16Array(this.#bytes.buffer, this.#bytes.byteOffset + from, length / 2);
  }

  numbers(): Uint32Array {
    const { from, length } = this.#next(4);
    return this.#numbersAt(from, length);
  }

  /** @throws IndexFormatError unless all was read */
  end(): void {
    if (this.#at !== this.#end) throw new IndexFormatError('it has more than it should');
  }

  #numbersAt(from: number, length: number): Uint32Array {
    return new Uint32Array(this.#bytes.buffer, this.#bytes.byteOffset + from, length / 4);
  }

  #next(size: number): { readonly from: number; readonly length: number } {
    const from = this.#at + 4;
    if (from > this.#end) throw new IndexFormatError('a part is missing');
    const length = this.#numbersAt(this.#at, 4)[0] ?? 0;
    if (length % size !== 0 || from + length > this.#end) {
      throw new IndexFormatError('a part has an impossible length');
    }
    this.#at = from + padded(length);
    return { from, length };
  }
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
