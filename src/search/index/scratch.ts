import * as W from '../weights.ts';
import { type IndexMemory, MOST_WORDS } from './memory.ts';

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
  /** For each stem its number among those asked, + 1; all 0 when no question is marked. */
  slots = new Uint16Array(0);
  /** The words of one document. */
  readonly words = new Uint32Array(MOST_WORDS);
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
    if (this.#normsOf !== memory.version) this.#setNorms(memory);
  }

  #setNorms(memory: IndexMemory): void {
    const lengths = memory.documents.lengths();
    if (this.norms.length < lengths.length) this.norms = new Float64Array(roomy(lengths.length));
    const average = memory.averageLength || 1;
    for (let document = 0; document < lengths.length; document++) {
      const share = W.LENGTH_SHARE * ((lengths[document] ?? 0) / average);
      this.norms[document] = W.SATURATION * (1 - W.LENGTH_SHARE + share);
    }
    this.#normsOf = memory.version;
  }
}

function roomy(length: number): number {
  return Math.ceil(length * 1.2) + 64;
}
