type Column = Uint8Array | Uint16Array | Uint32Array;

const FIRST_ROOM = 64;

/** The same numbers with room for half as many more, at least for `length`. */
function roomier<C extends Column>(column: C, length: number, make: (length: number) => C): C {
  const wider = make(Math.max(FIRST_ROOM, length, Math.ceil(column.length * 1.5)));
  wider.set(column);
  return wider;
}

/** A list of whole numbers up to 2³² that grows by being written to; what was never written is 0. */
export class Numbers {
  length: number;
  #column: Uint32Array;

  /** Works on these numbers until it has to grow. */
  constructor(column: Uint32Array = new Uint32Array(0)) {
    this.#column = column;
    this.length = column.length;
  }

  at(place: number): number {
    return this.#column[place] ?? 0;
  }

  set(place: number, value: number): void {
    if (place >= this.#column.length) {
      this.#column = roomier(this.#column, place + 1, (length) => new Uint32Array(length));
    }
    this.#column[place] = value;
    if (place >= this.length) this.length = place + 1;
  }

  add(place: number, change: number): void {
    this.set(place, this.at(place) + change);
  }

  push(value: number): void {
    this.set(this.length, value);
  }

  /** All there is room for, for loops that count; good until the next number is written. */
  get raw(): Uint32Array {
    return this.#column;
  }

  /** What was written; good until the next number is. */
  view(): Uint32Array {
    return this.#column.subarray(0, this.length);
  }
}

/** Letters of many texts one after another, as UTF-16 has them. */
export class Letters {
  length: number;
  #column: Uint16Array;

  constructor(column: Uint16Array = new Uint16Array(0)) {
    this.#column = column;
    this.length = column.length;
  }

  at(place: number): number {
    return this.#column[place] ?? 0;
  }

  append(text: string): void {
    const end = this.length + text.length;
    if (end > this.#column.length) {
      this.#column = roomier(this.#column, end, (length) => new Uint16Array(length));
    }
    for (let letter = 0; letter < text.length; letter++) {
      this.#column[this.length + letter] = text.charCodeAt(letter);
    }
    this.length = end;
  }

  text(from: number, to: number): string {
    let text = '';
    for (let place = from; place < to; place++)
      text += String.fromCharCode(this.#column[place] ?? 0);
    return text;
  }

  /** What `hashOf` says of the text that stands there. */
  hash(from: number, to: number): number {
    let hash = FIRST_HASH;
    for (let place = from; place < to; place++) hash = hashedWith(hash, this.#column[place] ?? 0);
    return spread(hash);
  }

  /** Whether the text stands there. */
  holds(text: string, from: number): boolean {
    const column = this.#column;
    for (let place = 0; place < text.length; place++) {
      if (column[from + place] !== text.charCodeAt(place)) return false;
    }
    return true;
  }

  view(): Uint16Array {
    return this.#column.subarray(0, this.length);
  }
}

const FIRST_HASH = 0x811c9dc5;

/** FNV-1a over UTF-16. */
export function hashOf(text: string): number {
  let hash = FIRST_HASH;
  for (let place = 0; place < text.length; place++) hash = hashedWith(hash, text.charCodeAt(place));
  return spread(hash);
}

function hashedWith(hash: number, letter: number): number {
  return Math.imul(hash ^ letter, 0x01000193);
}

/** The lower bits choose a slot, so the upper ones are folded in. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
