import type { IndexMemory } from './memory.ts';
import type { Question } from './question.ts';
import { stemOf } from './vocabulary.ts';
import { wordsOf } from './words.ts';

/** Whether a word of a text, however it is written, was found: its stem was asked for, or it is written in one there. */
export function matcherOf(
  { vocabulary }: IndexMemory,
  { asked }: Question,
): (word: string) => boolean {
  const stems = new Set(asked.map(({ stem }) => vocabulary.text(stem)));
  return (text) =>
    wordsOf(text).some(({ word, asides }) =>
      [word, ...asides].some((form) => stems.has(stemOf(form))),
    );
}
