import type { IndexMemory } from './memory.ts';
import type { Question } from './question.ts';
import { stemOf } from './vocabulary.ts';
import { folded } from './words.ts';

/** Whether a way to write a word of a text, as `wordsOf` gives them, was found: its stem was asked for. */
export function matcherOf(
  { vocabulary }: IndexMemory,
  { asked }: Question,
): (word: string) => boolean {
  const stems = new Set(asked.map(({ stem }) => vocabulary.text(stem)));
  return (word) => stems.has(stemOf(folded(word)));
}
