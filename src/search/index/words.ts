/** One place of a text. */
export interface Word {
  /** Lower case, without accents, as it is written otherwise: `generative`, `qwen2.5`, `c++`. */
  readonly word: string;
  /** Other ways to write what ends here: `multimodal` at the end of *multi-modal*, `qwen` for *Qwen2.5*. */
  readonly asides: readonly string[];
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
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ASCII = /^[\u0000-\u007f]*$/;

/** Lower case, accents and apostrophes taken away: case and accents never count. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  const plain = ASCII.test(lower) ? lower : unaccented(lower);
  return /['’ʼ]/.test(plain) ? withoutApostrophes(plain) : plain;
}

function unaccented(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøđðłı]/g, (letter) => TYPED_AS[letter] ?? letter);
}

/** The model’s → the model, don’t → dont. */
function withoutApostrophes(text: string): string {
  return text.replace(/(?<=\p{L})['’ʼ]s?(?![\p{L}\p{N}])|(?<=\p{L})['’ʼ](?=\p{L})/gu, '');
}

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
