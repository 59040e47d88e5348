import type { IndexMemory } from './memory.ts';
import { ask, type Question } from './question.ts';

interface Typed {
  readonly line: string;
  readonly isLiteral: boolean;
  /** Of the memory that it was asked of. */
  readonly version: number;
}

/**
 * The question that was asked last: of how many its words find a filter cuts the list, and why each paper was found, is
 * asked with the same words, and to read them takes longer than to find.
 */
export class LastQuestion {
  #last: (Typed & { readonly question: Question }) | undefined;

  ask(memory: IndexMemory, line: string, isLiteral: boolean): Question {
    const { version } = memory;
    if (this.#last === undefined || !isSame(this.#last, { line, isLiteral, version })) {
      this.#last = { line, isLiteral, version, question: ask(memory, line, isLiteral) };
    }
    return this.#last.question;
  }
}

function isSame(one: Typed, other: Typed): boolean {
  return (
    one.line === other.line && one.isLiteral === other.isLiteral && one.version === other.version
  );
}
