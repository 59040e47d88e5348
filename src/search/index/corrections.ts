import type { IndexMemory } from './memory.ts';
import {
  editsBetween,
  hasLettersOnly,
  isOneEdit,
  isSwap,
  lettersOf,
  mayBegin,
  mayBeWithin,
} from './typos.ts';
import { stemOf } from './vocabulary.ts';

/** Shorter words are too like each other. */
const SHORTEST_CORRECTED = 4;
/** Two edits in a short word make another word of it. */
const SHORTEST_WITH_TWO_EDITS = 10;
/** Names are like each other sooner than words. */
const SHORTEST_NAME = 6;

/** How much likelier it is that two neighbours were swapped, or that the first letter is right, than another edit. */
const SWAPPED = 8;
const SAME_FIRST_LETTER = 16;
/** The second likeliest is looked for as well when it is so much as likely as the first. */
const AS_LIKELY = 0.5;

/** Known words to look for instead of one that is not, the likeliest first, at most two; two with a blank between them when they were typed as one. */
export function correctionOf(memory: IndexMemory, typed: string): readonly string[] {
  if (typed.length < SHORTEST_CORRECTED) return [];
  const near = nearWords(memory, typed, 1);
  if (near.length > 0) return near;
  const halves = twoWords(memory, typed);
  if (halves !== undefined) return [halves];
  const longer = longerWords(memory, typed);
  if (longer.length > 0) return longer;
  const name = nearName(memory, typed);
  if (name !== undefined) return [name];
  return typed.length < SHORTEST_WITH_TWO_EDITS ? [] : nearWords(memory, typed, 2);
}

/** What a word was meant to be that hardly any paper has, and none in its title, beside one that very many have. */
export function misspelt(memory: IndexMemory, word: string): string | undefined {
  const [likeliest] = nearWords(memory, word, 1);
  const uses = (one: string) => memory.vocabulary.uses(memory.vocabulary.find(one));
  if (likeliest === undefined || stemOf(likeliest) === stemOf(word)) return undefined;
  return uses(likeliest) > MISSPELT * uses(word) ? likeliest : undefined;
}

const MISSPELT = 200;

/** *gpt5* is a name of what is not known yet, not a mistake for *gpt4*. */
function digitsOf(word: string): string {
  return word.replace(/\P{N}/gu, '');
}

/** Known words so many edits away. */
function nearWords(memory: IndexMemory, typed: string, edits: number): readonly string[] {
  const { vocabulary } = memory;
  const [asked, digits] = [lettersOf(typed), digitsOf(typed)];
  const letters = vocabulary.letters();
  const near: number[] = [];
  for (let word = 0; word < letters.length; word++) {
    const has = letters[word] ?? 0;
    if (!mayBeWithin(edits, asked, has)) continue;
    if (Math.abs(vocabulary.lengthOf(word) - typed.length) > edits) continue;
    const text = vocabulary.text(word);
    const areDigitsSame = digits === (hasLettersOnly(has) ? '' : digitsOf(text));
    if (areDigitsSame && isNear(typed, text, edits)) near.push(word);
  }
  return likeliest(memory, typed, near);
}

/** Another word, so many edits away at most. */
function isNear(typed: string, text: string, edits: number): boolean {
  if (text === typed) return false;
  return edits === 1 ? isOneEdit(typed, text) : editsBetween(typed, text, edits) <= edits;
}

function longerWords(memory: IndexMemory, typed: string): readonly string[] {
  const { vocabulary } = memory;
  const asked = lettersOf(typed);
  const letters = vocabulary.letters();
  const longer: number[] = [];
  for (let word = 0; word < letters.length; word++) {
    const isLonger = mayBegin(0, asked, letters[word] ?? 0) && vocabulary.startsWith(word, typed);
    if (isLonger) longer.push(word);
  }
  return likeliest(memory, typed, longer);
}

/** An author's word one edit away, that of most papers. */
function nearName({ authors }: IndexMemory, typed: string): string | undefined {
  if (typed.length < SHORTEST_NAME) return undefined;
  const papersOf = (word: string) =>
    authors.having(word).reduce((sum, name) => sum + authors.count(name), 0);
  const near = authors.wordsNear(typed).map((word) => ({ word, papers: papersOf(word) }));
  return near
    .filter(({ papers }) => papers > 0)
    .toSorted((a, b) => b.papers - a.papers || (a.word < b.word ? -1 : 1))
    .at(0)?.word;
}

/** Of those that papers use the likeliest, and a second one that is nearly as likely, another form of the first aside. */
function likeliest(
  { vocabulary }: IndexMemory,
  typed: string,
  words: readonly number[],
): readonly string[] {
  const used = words
    .filter((word) => vocabulary.uses(word) > 0 && !vocabulary.isFunctionWord(word))
    .map((word) => ({ text: vocabulary.text(word), uses: vocabulary.uses(word) }))
    .map(({ text, uses }) => ({ text, likely: uses * ease(typed, text) }))
    .toSorted((a, b) => b.likely - a.likely || (a.text < b.text ? -1 : 1));
  const [first] = used;
  if (first === undefined) return [];
  const second = used.find(({ text }) => stemOf(text) !== stemOf(first.text));
  return second === undefined || second.likely < AS_LIKELY * first.likely
    ? [first.text]
    : [first.text, second.text];
}

/** How easily a hand makes the one of the other. */
function ease(typed: string, meant: string): number {
  return (isSwap(typed, meant) ? SWAPPED : 1) * (typed[0] === meant[0] ? SAME_FIRST_LETTER : 1);
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
