import { isFunctionWord } from './idf.ts';
import { DOCUMENT_SHIFT, type IndexMemory } from './memory.ts';
import { MOST_PLACES, type Phrase, type Places, phraseReader } from './phrase-reader.ts';
import { packed } from './texts.ts';
import type { Vocabulary } from './vocabulary.ts';
import { type Word, wordsOf } from './words.ts';

/**
 * Whether the words stand side by side in a document’s title or abstract, in this order, written as they are but for case
 * and accents. Hyphens do not count: it is enough when they stand there with all compounds taken apart (*chain-of-thought*
 * is *chain of thought*), or with all of them written as one word (*multi-modal* is *multimodal*).
 */
export function standingIn(
  memory: IndexMemory,
  phrase: string,
  how: { readonly isPluralToo: boolean },
): (document: number) => boolean {
  const words = wordsOf(phrase).slice(0, MOST_PLACES);
  const places = (some: readonly string[]) => placesOf(memory.vocabulary, some, how);
  const phraseOf = {
    apart: places(words.map(({ word }) => word)),
    asOne: places(asOneWord(words)),
  };
  return readerOf(memory, phraseOf);
}

/** Texts are read only where all words are, one by one as they are asked for. */
function readerOf(memory: IndexMemory, phrase: Phrase): (document: number) => boolean {
  const read = phraseReader(memory.vocabulary, phrase);
  const mayBeApart = havingAll(memory, phrase.apart);
  const hasCompound = phrase.asOne.length !== phrase.apart.length;
  const mayBeAsOne = hasCompound ? havingAll(memory, phrase.asOne) : NOWHERE;
  return (document) => {
    const words = memory.packedWords(document);
    // Where no compound was typed, those that hold one that fits are read the other way too.
    const apart = mayBeApart(document) ? read.apart(words) : 'no';
    if (apart === 'yes' || (apart === 'perhaps' && read.asOne(words))) return true;
    return mayBeAsOne(document) && read.asOne(words);
  };
}

const NOWHERE = () => false;

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

/** Whether a document has one of the stems of every place. Function words have postings for titles only: they are looked for when there are no others. */
function havingAll(memory: IndexMemory, places: Places): (document: number) => boolean {
  const { vocabulary, documents, postings } = memory;
  if (places.length === 0 || places.some((forms) => forms.length === 0)) return NOWHERE;
  const telling = places.filter((forms) => !forms.some((word) => vocabulary.isFunctionWord(word)));
  if (telling.length === 0) return holdingBytes(memory, places);
  const had = new Uint8Array(documents.size);
  for (const [wanted, forms] of telling.entries()) {
    for (const stem of new Set(forms.map((word) => vocabulary.stem(word)))) {
      postings.forEach(stem, (posting) => {
        const document = posting >>> DOCUMENT_SHIFT;
        if (had[document] === wanted) had[document] = wanted + 1;
      });
    }
  }
  return (document) => had[document] === telling.length;
}

/** Whether the bytes of these words are there, perhaps as those of others: it is quick to tell where not. Only function words have no compounds between them. */
function holdingBytes(memory: IndexMemory, places: Places): (document: number) => boolean {
  const wanted = packed(places.map(([word = 0]) => word));
  return (document) => {
    const { buffer, byteOffset, length } = memory.packedWords(document);
    return Buffer.from(buffer, byteOffset, length).includes(wanted);
  };
}

/** Whether a phrase is one word, or several, or `small`: function words only. */
export function phraseKind(memory: IndexMemory, phrase: string): 'word' | 'words' | 'small' {
  const words = wordsOf(phrase);
  if (words.every(({ word }) => isFunctionWord(memory, word))) return 'small';
  return words.length === 1 ? 'word' : 'words';
}
