import type { Day, PaperId } from '../../papers/paper.ts';
import { Numbers } from './columns.ts';
import { Dictionary } from './dictionary.ts';
import type { Reader, Writer } from './format.ts';

/** What is known of a document besides its words. */
export interface Facts {
  readonly day: Day;
  readonly upvotes: number;
  readonly hasCode: boolean;
}

/**
 * Documents by number. A paper that changes gets a new document, with the next number, and the old one is gone: its
 * number stays in lists of postings and must be passed over there.
 */
export class Documents {
  /** How many documents are there, those that are gone left out. */
  live = 0;
  readonly #ids: Dictionary;
  /** For each paper, its document’s number + 1. */
  readonly #current: Numbers;
  readonly #papers: Numbers;
  readonly #lengths: Numbers;
  readonly #days: Numbers;
  readonly #upvotes: Numbers;
  readonly #code: Numbers;

  constructor(reader?: Reader) {
    this.#ids = new Dictionary(reader);
    this.#current = new Numbers(reader?.numbers());
    this.#papers = new Numbers(reader?.numbers());
    this.#lengths = new Numbers(reader?.numbers());
    this.#days = new Numbers(reader?.numbers());
    this.#upvotes = new Numbers(reader?.numbers());
    this.#code = new Numbers(reader?.numbers());
    for (const document of this.#current.view()) if (document > 0) this.live++;
  }

  /** How many numbers were given, to documents that are gone too. */
  get size(): number {
    return this.#papers.length;
  }

  /** The paper’s document, or -1. */
  find(id: PaperId): number {
    const paper = this.#ids.find(id);
    return paper < 0 ? -1 : this.#current.at(paper) - 1;
  }

  id(document: number): PaperId {
    return this.#ids.text(this.#papers.at(document));
  }

  isLive(document: number): boolean {
    return this.#current.at(this.#papers.at(document)) === document + 1;
  }

  /** The numbers of those that are there. */
  *all(): Iterable<number> {
    for (let document = 0; document < this.size; document++) {
      if (this.isLive(document)) yield document;
    }
  }

  /** Its words, a title’s counted as many times as they weigh; 0 when it is gone. */
  lengths(): Uint32Array {
    return this.#lengths.view();
  }

  day(document: number): number {
    return this.#days.at(document);
  }

  upvotes(document: number): number {
    return this.#upvotes.at(document);
  }

  hasCode(document: number): boolean {
    return this.#code.at(document) === 1;
  }

  /** A new document for the paper, which has none. */
  add(id: PaperId, length: number): number {
    const document = this.size;
    const paper = this.#ids.add(id);
    this.#papers.push(paper);
    this.#lengths.set(document, length);
    this.#current.set(paper, document + 1);
    this.live++;
    return document;
  }

  setFacts(document: number, { day, upvotes, hasCode }: Facts): void {
    this.#days.set(document, dayNumber(day));
    this.#upvotes.set(document, Math.max(0, upvotes));
    this.#code.set(document, hasCode ? 1 : 0);
  }

  forget(document: number): void {
    this.#current.set(this.#papers.at(document), 0);
    this.#lengths.set(document, 0);
    this.live--;
  }

  write(writer: Writer): void {
    this.#ids.write(writer);
    writer.numbers(this.#current.view());
    writer.numbers(this.#papers.view());
    writer.numbers(this.#lengths.view());
    writer.numbers(this.#days.view());
    writer.numbers(this.#upvotes.view());
    writer.numbers(this.#code.view());
  }
}

/** 2025-03-10 → 20250310: days in their order. What is no day is 0. */
export function dayNumber(day: Day): number {
  return Number(day.replaceAll('-', '')) >>> 0;
}

export function dayOf(number: number): Day {
  const digits = String(number).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}
