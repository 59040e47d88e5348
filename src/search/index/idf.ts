import type { IndexMemory } from './memory.ts';
import { stemOf } from './vocabulary.ts';

/** How telling it is that a paper has something that so many have; more than 0 even if it were more than there are. */
export function idfOf({ documents }: IndexMemory, frequency: number): number {
  const lacking = Math.max(0, documents.live - frequency);
  return Math.log(1 + (lacking + 0.5) / (frequency + 0.5));
}

/** How many papers have the word's stem. */
export function frequencyOf(memory: IndexMemory, word: string): number {
  const stem = memory.vocabulary.find(stemOf(word));
  return stem < 0 ? 0 : memory.frequency(stem);
}

export function isKnown(memory: IndexMemory, word: string): boolean {
  return frequencyOf(memory, word) > 0;
}

export function isFunctionWord({ vocabulary }: IndexMemory, word: string): boolean {
  const number = vocabulary.find(word);
  return number >= 0 && vocabulary.isFunctionWord(number);
}
