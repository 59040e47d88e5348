import { TITLE_WEIGHT } from '../weights.ts';
import { ASIDE, TITLE_END, type Vocabulary } from './vocabulary.ts';

/** How often each stem stands in one document, kept in room that serves for the next. */
export class StemCounts {
  /** The stems that were counted last. */
  stems: number[] = [];
  /** Words of the document that was counted last, those of its title four times each, function words left out. */
  length = 0;
  #times = new Uint32Array(0);

  /** How often the stem stands there; in the title four times as much. */
  times(stem: number): number {
    return this.#times[stem] ?? 0;
  }

  /** Counts a document's words. Function words count only in the title. */
  count(vocabulary: Vocabulary, words: readonly number[]): void {
    this.#clear(vocabulary.size);
    let weight = TITLE_WEIGHT;
    let before = TITLE_END;
    for (const word of words) {
      const isFunctionWord = vocabulary.isFunctionWord(word);
      if (word === TITLE_END) weight = 1;
      else if (word !== ASIDE && (weight > 1 || !isFunctionWord)) {
        this.#add(vocabulary.stem(word), weight);
        if (before !== ASIDE && !isFunctionWord) this.length += weight;
      }
      before = word;
    }
  }

  #clear(size: number): void {
    for (const stem of this.stems) this.#times[stem] = 0;
    this.stems = [];
    this.length = 0;
    if (this.#times.length < size) this.#times = new Uint32Array(size * 2);
  }

  #add(stem: number, weight: number): void {
    const before = this.#times[stem] ?? 0;
    if (before === 0) this.stems.push(stem);
    this.#times[stem] = before + weight;
  }
}
