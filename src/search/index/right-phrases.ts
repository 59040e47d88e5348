import { correctionOf } from './corrections.ts';
import { isFunctionWord } from './idf.ts';
import type { IndexMemory } from './memory.ts';
import { type Correction, type Meant, MOST_CORRECTED, MOST_TYPED, spelling } from './typed-line.ts';
import { type Word, wordsOf } from './words.ts';

interface RightPhrase {
  readonly phrase: string;
  readonly corrected: readonly Correction[];
}

/**
 * Phrases with the likeliest word in the place of each that no paper has in this very form. What the words of the line
 * were found to mean is not looked for again; of others, so many in all phrases together: the rest stays as it was typed.
 */
export function rightPhrases(
  memory: IndexMemory,
  phrases: readonly string[],
  meant: Meant,
): readonly RightPhrase[] {
  const known = new Map(meant);
  const most = known.size + MOST_CORRECTED;
  return phrases.map((phrase) => {
    const words = wordsOf(phrase).slice(0, MOST_TYPED);
    const strange = strangeAmong(memory, words).slice(0, MOST_CORRECTED);
    for (const word of strange) {
      if (known.size < most && !known.has(word)) known.set(word, correctionOf(memory, word));
    }
    const right = new Map(strange.map((word) => [word, known.get(word)?.[0]]));
    return righted(phrase, words, right);
  });
}

function strangeAmong(memory: IndexMemory, words: readonly Word[]): readonly string[] {
  const { vocabulary } = memory;
  const isUsed = (form: string) => vocabulary.uses(vocabulary.find(form)) > 0;
  const strange = words.filter(
    ({ word, asides }) => !isFunctionWord(memory, word) && ![word, ...asides].some(isUsed),
  );
  return [...new Set(strange.map(({ word }) => word))];
}

function righted(
  phrase: string,
  words: readonly Word[],
  right: ReadonlyMap<string, string | undefined>,
): RightPhrase {
  const spelt = spelling(phrase, words);
  const corrected = [...right].flatMap(([word, shown]): readonly Correction[] =>
    shown === undefined ? [] : [{ typed: spelt(word), shown: [shown] }],
  );
  return {
    phrase:
      corrected.length === 0 ? phrase : words.map(({ word }) => right.get(word) ?? word).join(' '),
    corrected,
  };
}
