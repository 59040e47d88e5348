import * as W from '../weights.ts';
import { LastQuestion } from './last-question.ts';
import type { IndexMemory } from './memory.ts';

/** Room to work in, kept from one question to the next. */
export class Scratch {
  /** For each document, what it scored in the question that was begun last. */
  scores = new Float64Array(0);
  /** For each document, one bit for each typed word that it has. */
  had = new Uint16Array(0);
  /** Documents that were found. */
  found = new Uint32Array(0);
  /** For each document, what its length does to the worth of its words. */
  norms = new Float64Array(0);
  /** For each document, how well known and how new it is, 0 to 1. */
  standing = new Float64Array(0);
  /** For each stem its number among those asked, + 1; all 0 when no question is marked. */
  slots = new Uint16Array(0);
  readonly last = new LastQuestion();
  #normsOf = -1;

  /** Makes room for a question, and forgets the one before. */
  begin(memory: IndexMemory): void {
    const { documents, vocabulary } = memory;
    if (this.scores.length < documents.size) {
      this.scores = new Float64Array(roomy(documents.size));
      this.found = new Uint32Array(roomy(documents.size));
      this.had = new Uint16Array(roomy(documents.size));
    }
    if (this.slots.length < vocabulary.size) this.slots = new Uint16Array(roomy(vocabulary.size));
    this.scores.fill(0, 0, documents.size);
    this.had.fill(0, 0, documents.size);
    if (this.#normsOf !== memory.version) this.#setFacts(memory);
  }

  /** What does not depend on the question. */
  #setFacts(memory: IndexMemory): void {
    const { documents } = memory;
    const lengths = documents.lengths();
    if (this.norms.length < lengths.length) {
      this.norms = new Float64Array(roomy(lengths.length));
      this.standing = new Float64Array(roomy(lengths.length));
    }
    const average = memory.averageLength || 1;
    const newest = newestDay(memory);
    for (let document = 0; document < lengths.length; document++) {
      const share = W.LENGTH_SHARE * ((lengths[document] ?? 0) / average);
      this.norms[document] = W.SATURATION * (1 - W.LENGTH_SHARE + share);
      const years = (newest - daysOf(documents.day(document))) / DAYS_OF_YEAR;
      const known = Math.min(1, Math.log1p(documents.upvotes(document)) / MOST_UPVOTED);
      this.standing[document] = W.UPVOTED * known + (1 - W.UPVOTED) / (1 + Math.max(0, years));
    }
    this.#normsOf = memory.version;
  }
}

const DAYS_OF_YEAR = 372;
/** What has more is as well known as can be. */
const MOST_UPVOTED = Math.log1p(300);

function newestDay({ documents }: IndexMemory): number {
  let newest = 0;
  for (const document of documents.all()) {
    newest = Math.max(newest, daysOf(documents.day(document)));
  }
  return newest;
}

/** 20250310 as a count of days, of which all months have 31: near enough. */
function daysOf(day: number): number {
  const months = Math.floor(day / 100);
  return (Math.floor(months / 100) * 12 + (months % 100)) * 31 + (day % 100);
}

function roomy(length: number): number {
  return Math.ceil(length * 1.2) + 64;
}
