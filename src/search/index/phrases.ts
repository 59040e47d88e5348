import { DOCUMENT_SHIFT, type IndexMemory } from './memory.ts';
import { MOST_PLACES, type Phrase, type Places, phraseReader } from './phrase-reader.ts';
import { isStart, packed } from './texts.ts';
import { ASIDE, type Vocabulary } from './vocabulary.ts';
import { type Word, wordsOf } from './words.ts';

/**
 * The documents in whose title or abstract the words stand side by side, in this order, written as they are but for case
 * and accents. Hyphens do not count: it is enough when they stand there with all compounds taken apart (*chain-of-thought*
 * is *chain of thought*), or with all of them written as one word (*multi-modal* is *multimodal*).
 */
export function documentsWith(
  memory: IndexMemory,
  phrase: string,
  how: { readonly isPluralToo: boolean },
): ReadonlySet<number> {
  const words = wordsOf(phrase).slice(0, MOST_PLACES);
  const places = (some: readonly string[]) => placesOf(memory.vocabulary, some, how);
  const phraseOf = {
    apart: places(words.map(({ word }) => word)),
    asOne: places(asOneWord(words)),
  };
  const found = new Set(standingApart(memory, phraseOf));
  if (phraseOf.asOne.length === phraseOf.apart.length) return found;
  for (const document of standingAsOne(memory, phraseOf)) found.add(document);
  return found;
}

/** The words, compounds written as one. */
function asOneWord(words: readonly Word[]): readonly string[] {
  const written: string[] = [];
  for (const { word, asides } of words) {
    written.push(word);
    const compound = asides.at(-1) ?? '';
    const parts = [...written.keys()].find((from) => written.slice(from).join('') === compound);
    if (parts !== undefined) written.splice(parts, written.length, compound);
  }
  return written;
}

function placesOf(
  vocabulary: Vocabulary,
  words: readonly string[],
  { isPluralToo }: { readonly isPluralToo: boolean },
): Places {
  return words.map((word) => {
    const number = vocabulary.find(word);
    const isPlural = isPluralToo && !(number >= 0 && vocabulary.isFunctionWord(number));
    const forms = isPlural ? [number, vocabulary.find(`${word}s`)] : [number];
    return forms.filter((form) => form >= 0);
  });
}

function areFunctionWords({ vocabulary }: IndexMemory, places: Places): boolean {
  return places.every((forms) => forms.some((word) => vocabulary.isFunctionWord(word)));
}

/** Where no compound was typed, those that hold one that fits are read the other way too. */
function* standingApart(memory: IndexMemory, phrase: Phrase): Iterable<number> {
  if (areFunctionWords(memory, phrase.apart)) {
    yield* withFunctionWords(memory, phrase.apart);
    return;
  }
  const read = phraseReader(memory.vocabulary, phrase);
  for (const document of havingAll(memory, phrase.apart)) {
    const words = memory.packedWords(document);
    const answer = read.apart(words);
    if (answer === 'yes' || (answer === 'perhaps' && read.asOne(words))) yield document;
  }
}

function* standingAsOne(memory: IndexMemory, phrase: Phrase): Iterable<number> {
  const read = phraseReader(memory.vocabulary, phrase);
  for (const document of havingAll(memory, phrase.asOne)) {
    if (read.asOne(memory.packedWords(document))) yield document;
  }
}

/** Function words have postings for titles only, so every text is looked through: for bytes, which is quick. */
function* withFunctionWords(memory: IndexMemory, places: Places): Iterable<number> {
  if (places.length === 0) return;
  const wanted = packed(places.map(([word = 0]) => word));
  for (const document of memory.documents.all()) {
    if (holds(memory.packedWords(document), wanted)) yield document;
  }
}

function holds(words: Uint8Array, wanted: Uint8Array): boolean {
  const bytes = Buffer.from(words.buffer, words.byteOffset, words.length);
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) {
    if (isStart(bytes, at) && !(bytes[at - 1] === ASIDE && isStart(bytes, at - 1))) return true;
  }
  return false;
}

/** The documents that have one of the stems of every place, function words aside. */
function* havingAll(
  { vocabulary, documents, postings }: IndexMemory,
  places: Places,
): Iterable<number> {
  if (places.some((forms) => forms.length === 0)) return;
  const had = new Uint8Array(documents.size);
  let wanted = 0;
  for (const forms of places) {
    if (forms.some((word) => vocabulary.isFunctionWord(word))) continue;
    for (const stem of new Set(forms.map((word) => vocabulary.stem(word)))) {
      postings.forEach(stem, (posting) => {
        const document = posting >>> DOCUMENT_SHIFT;
        if (had[document] === wanted) had[document] = wanted + 1;
      });
    }
    wanted++;
  }
  for (let document = 0; document < had.length; document++) {
    if (had[document] === wanted && documents.isLive(document)) yield document;
  }
}
