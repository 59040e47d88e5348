/** One place of a text. */
export interface Word {
  /** Lower case, without accents, as it is written otherwise: `generative`, `qwen2.5`, `c++`. */
  readonly word: string;
  /** Other ways to write what ends here: `multimodal` at the end of *multi-modal*, `qwen` for *Qwen2.5*. */
  readonly asides: readonly string[];
}

/** A word with its place in the text as it was before anything was folded. */
export interface PlacedWord extends Word {
  readonly from: number;
  readonly to: number;
  /** Where the compound begins of which it is the last part; `from` when it is none. */
  readonly compoundFrom: number;
}

/** Longer runs of letters are no words: a key, a line of Chinese. */
const LONGEST_WORD = 40;
/** `state-of-the-art` is one compound, a chain of ten is not. */
const MOST_PARTS = 4;

/** Words with hyphens, and points between digits; `c++` and `c#` keep their signs. */
const CHUNK =
  /[\p{L}\p{N}]+(?:(?:[-‐‑_]|(?<=\p{N})\.(?=\p{N}))[\p{L}\p{N}]+)*(?:\+\+|(?<=(?<![\p{L}\p{N}])[cfj])#)?/gu;
const PLAIN = /^[a-z]+$/;
const HYPHEN = /[-‐‑_]/;
/** A name and its version in one: *Qwen2.5*, *GPT4o*, *T5* is too short to be one. */
const NAME_WITH_VERSION = /^(\p{L}{2,})\p{N}/u;
const NO_ASIDES: readonly string[] = [];

/** The words of a text in their order. Never throws. */
export function wordsOf(text: string): readonly Word[] {
  const chunks = folded(text).match(CHUNK) ?? [];
  return chunks.flatMap((chunk) =>
    PLAIN.test(chunk) ? { word: shortened(chunk), asides: NO_ASIDES } : wordsOfChunk(chunk),
  );
}

/** The same words with where they stand: slower, for the few texts that are shown. */
export function placedWordsOf(text: string): readonly PlacedWord[] {
  const { letters, places } = placedLetters(text);
  const chunks = letters.matchAll(CHUNK);
  return [...chunks].flatMap(({ 0: chunk, index }) => placedIn(chunk, index, places));
}

/** Where a folded letter stands in its text. */
interface Placed {
  readonly from: number;
  readonly to: number;
}

function placedIn(chunk: string, index: number, places: readonly Placed[]): readonly PlacedWord[] {
  const parts = chunk.split(HYPHEN);
  const isCompound = parts.length > 1 && parts.length <= MOST_PARTS;
  let at = index;
  return wordsOfChunk(chunk).map((word, part) => {
    const length = parts[part]?.length ?? 0;
    const from = places[at]?.from ?? 0;
    const to = places[at + length - 1]?.to ?? from;
    at += length + 1;
    const isLast = isCompound && part === parts.length - 1;
    return { ...word, from, to, compoundFrom: isLast ? (places[index]?.from ?? 0) : from };
  });
}

/** The folded text letter by letter. */
function placedLetters(text: string) {
  let letters = '';
  const places: Placed[] = [];
  let from = 0;
  for (const letter of text) {
    const to = from + letter.length;
    const lower = letter.toLowerCase();
    const isPlain = lower.length === 1 && lower.charCodeAt(0) < 0x80;
    const plain = isPlain ? lower : unaccented(lower);
    letters += plain;
    for (let unit = 0; unit < plain.length; unit++) places.push({ from, to });
    from = to;
  }
  for (const { 0: dropped, index } of [...letters.matchAll(APOSTROPHES)].toReversed()) {
    letters = letters.slice(0, index) + letters.slice(index + dropped.length);
    places.splice(index, dropped.length);
  }
  return { letters, places };
}

/** Letters that have no accent to take away, as people type them. */
const TYPED_AS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  ς: 'σ',
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ASCII = /^[\u0000-\u007f]*$/;

/** Lower case, accents and apostrophes taken away: case and accents never count. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  const plain = ASCII.test(lower) ? lower : unaccented(lower);
  return /['’ʼ]/.test(plain) ? plain.replace(APOSTROPHES, '') : plain;
}

function unaccented(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøđðłıς]/g, (letter) => TYPED_AS[letter] ?? letter);
}

/** The model’s → the model, don’t → dont. */
const APOSTROPHES = /(?<=\p{L})['’ʼ]s?(?![\p{L}\p{N}])|(?<=\p{L})['’ʼ](?=\p{L})/gu;

function wordsOfChunk(chunk: string): readonly Word[] {
  const parts = chunk.split(HYPHEN).map(shortened);
  const isCompound = parts.length > 1 && parts.length <= MOST_PARTS;
  return parts.map((word, place) => {
    const joined = isCompound && place === parts.length - 1 ? [shortened(parts.join(''))] : [];
    return { word, asides: [...shorterForms(word), ...joined] };
  });
}

/** What somebody types who leaves out the version, or the signs at the end. */
function shorterForms(word: string): readonly string[] {
  if (word.endsWith('++') && word.length > 3) return [word.slice(0, -2)];
  const name = NAME_WITH_VERSION.exec(word)?.[1];
  return name === undefined ? NO_ASIDES : [name];
}

function shortened(word: string): string {
  return word.length <= LONGEST_WORD ? word : word.slice(0, LONGEST_WORD).toWellFormed();
}
