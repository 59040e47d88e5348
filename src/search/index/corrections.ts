import * as W from '../weights.ts';
import type { IndexMemory } from './memory.ts';
import { editsBetween, lettersOf, mayBeWithin } from './typos.ts';
import { stemOf } from './vocabulary.ts';

/** Shorter words are too like each other. */
const SHORTEST_CORRECTED = 4;
/** Two edits in a short word make another word of it. */
const SHORTEST_WITH_TWO_EDITS = 10;
const MOST_SHOWN = 3;
/** Of two words that may have been meant, one that is used so much less was not. */
const LEAST_SHARE_OF_USES = 0.02;

/** A typed word that no paper has. */
export interface Correction {
  readonly typed: string;
  /** Known words to look for instead, the likeliest first; two with a blank between them when they were typed as one. May be empty. */
  readonly shown: readonly string[];
  /** What they count beside words that were typed. */
  readonly share: number;
}

export function correctionOf(memory: IndexMemory, typed: string): Correction {
  const nothing = { typed, shown: [], share: 0 };
  if (typed.length < SHORTEST_CORRECTED) return nothing;
  const near = nearWords(memory, typed, 1);
  if (near.length > 0) return { typed, shown: near, share: W.TYPO };
  const halves = twoWords(memory, typed);
  if (halves !== undefined) return { typed, shown: [halves], share: 1 };
  const longer = longerWords(memory, typed);
  if (longer.length > 0) return { typed, shown: longer, share: W.BEGINNING };
  if (typed.length < SHORTEST_WITH_TWO_EDITS) return nothing;
  return { typed, shown: nearWords(memory, typed, 2), share: W.TYPO };
}

/** *gpt5* is a name of what is not known yet, not a mistake for *gpt4*. */
function digitsOf(word: string): string {
  return word.replace(/\P{N}/gu, '');
}

/** Known words so many edits away. */
function nearWords(memory: IndexMemory, typed: string, edits: number): readonly string[] {
  const { vocabulary } = memory;
  const asked = lettersOf(typed);
  const letters = vocabulary.letters();
  const near: number[] = [];
  for (let word = 0; word < letters.length; word++) {
    if (!mayBeWithin(edits, asked, letters[word] ?? 0)) continue;
    if (Math.abs(vocabulary.lengthOf(word) - typed.length) > edits) continue;
    const text = vocabulary.text(word);
    if (editsBetween(typed, text, edits) > edits || digitsOf(text) !== digitsOf(typed)) continue;
    near.push(word);
  }
  return likeliest(memory, near);
}

function longerWords(memory: IndexMemory, typed: string): readonly string[] {
  const longer: number[] = [];
  for (let word = 0; word < memory.vocabulary.size; word++) {
    if (memory.vocabulary.startsWith(word, typed)) longer.push(word);
  }
  return likeliest(memory, longer);
}

/** Those that papers use, the most used first, one for each stem. */
function likeliest({ vocabulary }: IndexMemory, words: readonly number[]): readonly string[] {
  const used = words
    .filter((word) => vocabulary.uses(word) > 0 && !vocabulary.isFunctionWord(word))
    .map((word) => ({ text: vocabulary.text(word), uses: vocabulary.uses(word) }))
    .toSorted((a, b) => b.uses - a.uses || (a.text < b.text ? -1 : 1));
  const least = LEAST_SHARE_OF_USES * (used[0]?.uses ?? 0);
  const likely = used.filter(({ uses }) => uses >= least);
  return onePerStem(likely.map(({ text }) => text)).slice(0, MOST_SHOWN);
}

function onePerStem(words: readonly string[]): readonly string[] {
  const stems = new Set<string>();
  return words.filter((word) => stems.size < stems.add(stemOf(word)).size);
}

/** *languagemodel* → *language model*: the cut whose rarer half is used most. */
function twoWords({ vocabulary }: IndexMemory, typed: string): string | undefined {
  const uses = (word: string) => vocabulary.uses(vocabulary.find(word));
  let best = { text: '', uses: 1 };
  for (let cut = 3; cut <= typed.length - 3; cut++) {
    const [first, second] = [typed.slice(0, cut), typed.slice(cut)];
    const rarer = Math.min(uses(first), uses(second));
    if (rarer > best.uses) best = { text: `${first} ${second}`, uses: rarer };
  }
  return best.text === '' ? undefined : best.text;
}
