import type { PaperId } from '../../papers/paper.ts';
import type { SearchDocument } from '../document.ts';
import { Numbers } from './columns.ts';
import { type Content, contentOf } from './content.ts';
import { Documents } from './documents.ts';
import type { Reader, Writer } from './format.ts';
import { Names } from './names.ts';
import { Postings } from './postings.ts';
import { StemCounts } from './stem-counts.ts';
import { Texts } from './texts.ts';
import { ASIDE, Vocabulary } from './vocabulary.ts';

/** A posting keeps how often in its lower eight bits, the document above them. */
export const MOST_TIMES = 255;
export const DOCUMENT_SHIFT = 8;

const decoder = new TextDecoder();

/** All that is indexed. Counts are always those of the documents that are there, as if it had been filled with them alone. */
export class IndexMemory {
  readonly vocabulary: Vocabulary;
  readonly documents: Documents;
  readonly authors: Names;
  readonly organizations: Names;
  /** For each stem its documents, `document << 8 | times`, those that are gone too. */
  readonly postings: Postings;
  readonly #frequencies: Numbers;
  readonly #words: Texts;
  readonly #titles: Texts;
  readonly #names: Texts;
  readonly #counts = new StemCounts();
  /** Another number after every change. */
  version = 0;
  #totalLength = 0;

  constructor(reader?: Reader) {
    this.vocabulary = new Vocabulary(reader);
    this.documents = new Documents(reader);
    this.authors = new Names(reader);
    this.organizations = new Names(reader);
    this.postings = new Postings(reader);
    this.#frequencies = new Numbers(reader?.numbers());
    this.#words = new Texts(reader);
    this.#titles = new Texts(reader);
    this.#names = new Texts(reader);
    for (const length of this.documents.lengths()) this.#totalLength += length;
  }

  get averageLength(): number {
    return this.#totalLength / Math.max(1, this.documents.live);
  }

  /** How many documents have the stem. */
  frequency(stem: number): number {
    return this.#frequencies.at(stem);
  }

  title(document: number): string {
    return decoder.decode(this.#titles.bytes(document));
  }

  /** The words of title and abstract, marks and all, as `packed` packs them. */
  packedWords(document: number): Uint8Array {
    return this.#words.bytes(document);
  }

  /** Names of the document: first the organisation + 1, or 0, then the authors. */
  names(document: number): { readonly authors: readonly number[]; readonly organization: number } {
    const numbers = new Uint32Array(this.#names.bytes(document).length);
    const [organization = 0, ...authors] = numbers.subarray(
      0,
      this.#names.unpack(document, numbers),
    );
    return { authors, organization: organization - 1 };
  }

  put(document: SearchDocument): void {
    this.version++;
    const content = contentOf(document, this);
    const old = this.documents.find(document.id);
    if (old >= 0 && this.#isSame(old, content)) {
      this.documents.setFacts(old, document);
      return;
    }
    if (old >= 0) this.#forget(old);
    this.#add(document, content);
  }

  remove(id: PaperId): void {
    const document = this.documents.find(id);
    this.version++;
    if (document >= 0) this.#forget(document);
  }

  write(writer: Writer): void {
    const { vocabulary, documents, authors, organizations, postings } = this;
    for (const part of [vocabulary, documents, authors, organizations, postings])
      part.write(writer);
    writer.numbers(this.#frequencies.view());
    for (const texts of [this.#words, this.#titles, this.#names]) texts.write(writer);
  }

  /** Only votes or the day changed: that happens daily, and the words need not be touched. */
  #isSame(document: number, { title, packedWords, packedNames }: Content): boolean {
    return (
      areEqual(this.#words.bytes(document), packedWords) &&
      areEqual(this.#titles.bytes(document), title) &&
      areEqual(this.#names.bytes(document), packedNames)
    );
  }

  #add(document: SearchDocument, content: Content): void {
    const counts = this.#counts;
    counts.count(this.vocabulary, content.words);
    const number = this.documents.add(document.id, counts.length);
    this.documents.setFacts(number, document);
    this.#words.save(number, content.packedWords);
    this.#titles.save(number, content.title);
    this.#names.save(number, content.packedNames);
    for (const stem of counts.stems) {
      const times = Math.min(counts.times(stem), MOST_TIMES);
      this.postings.append(stem, (number << DOCUMENT_SHIFT) | times);
      this.#frequencies.add(stem, 1);
    }
    this.#countWords(content.words, 1);
    for (const author of content.authors) this.authors.addPaper(author, number);
    if (content.organization >= 0) this.organizations.addPaper(content.organization, number);
    this.#totalLength += counts.length;
  }

  #forget(document: number): void {
    const into = new Uint32Array(this.#words.bytes(document).length);
    const words = [...into.subarray(0, this.#words.unpack(document, into))];
    const counts = this.#counts;
    counts.count(this.vocabulary, words);
    for (const stem of counts.stems) this.#frequencies.add(stem, -1);
    this.#countWords(words, -1);
    const { authors, organization } = this.names(document);
    for (const author of authors) this.authors.forgetPaper(author);
    if (organization >= 0) this.organizations.forgetPaper(organization);
    this.#totalLength -= counts.length;
    this.documents.forget(document);
  }

  #countWords(words: readonly number[], change: number): void {
    for (const word of words) if (word > ASIDE) this.vocabulary.addUses(word, change);
  }
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}
