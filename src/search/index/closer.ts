import * as W from '../weights.ts';
import type { IndexMemory } from './memory.ts';
import { nearness, type PairsEndingAt, pairsEndingAt } from './pairs.ts';
import { type Question, widened } from './question.ts';
import type { Scratch } from './scratch.ts';
import { bytesOf, numberAt } from './texts.ts';
import { ASIDE, TITLE_END } from './vocabulary.ts';

/** The title has a stem that was asked for, or even the very form. */
const AS_STEM = 1;
const AS_FORM = 2;

/** What a document's words say about a question, met one after another; in the title everything counts four times. */
export class Closer {
  /** For each stem asked, how often it stands there. */
  readonly stems: number[];
  /** For each stem asked, how often it stands there as it was typed. */
  readonly forms: number[];
  /** For each pair, how often it stands there side by side. */
  readonly pairs: number[];
  readonly #question: Question;
  readonly #pairsEndingAt: PairsEndingAt;
  readonly #inTitle: number[];
  /** How many words of the title, from its first, are those that were typed. */
  #followed = 0;
  #titleWords = 0;
  #tellingTitleWords = 0;
  /** How telling the title's function words are, of those that were typed. */
  #small = 0;
  /** The stem asked that stands before; -1 when another word does. */
  #before = -1;
  /** The function words since then. */
  #gap = 0;
  #weight = W.TITLE_WEIGHT;

  constructor(question: Question, pairsEndingAt: PairsEndingAt) {
    this.#question = question;
    this.#pairsEndingAt = pairsEndingAt;
    this.stems = question.asked.map(() => 0);
    this.forms = question.asked.map(() => 0);
    this.pairs = question.pairs.map(() => 0);
    this.#inTitle = question.asked.map(() => 0);
  }

  endTitle(): void {
    this.#weight = 1;
    this.#before = -1;
    this.#gap = 0;
  }

  /** Meets a word. `number` is that of its stem among those asked, or -1. */
  meet(word: number, number: number, isTelling: boolean): void {
    if (this.#weight > 1) this.#meetInTitle(word, isTelling);
    if (number >= 0) {
      this.#count(word, number);
      this.#countPair(number);
    }
    if (!isTelling) this.passOver(word);
    if (number >= 0 || isTelling) {
      this.#before = number;
      this.#gap = 0;
    }
  }

  /** Meets a function word, which parts neighbours less than another word does: *mixture of experts*. */
  passOver(word: number): void {
    this.#gap = widened(this.#gap, word);
  }

  /** Meets another way to write the word before. */
  meetAside(word: number, number: number): void {
    if (number >= 0) this.#count(word, number);
  }

  isInTitle(number: number): boolean {
    return (this.#inTitle[number] ?? 0) > 0;
  }

  /** Whether the title begins with all that was typed. */
  isBegun(): boolean {
    return this.#followed === this.#question.line.length;
  }

  /** What the title adds when it has all that was typed: the more, the more of it that is. */
  titleScore(): number {
    const { telling, line, small } = this.#question;
    let count = 0;
    let all = 0;
    let forms = 0;
    for (const [place, idf] of telling.entries()) {
      if (idf === 0) continue;
      const how = this.#inTitleAt(place);
      if (how === 0) return 0;
      count++;
      all += idf;
      if (how === AS_FORM) forms += idf;
    }
    const begun = this.isBegun() ? W.TITLE_BEGUN * all : 0;
    const smallWords = line.length > 1 ? W.TITLE_SMALL * this.#small : 0;
    const share = count / Math.max(1, this.#tellingTitleWords);
    if (count < 2) return W.TITLE_OF_ONE * share * all + begun + smallWords;
    const few = count + small.size < 3 ? W.TITLE_OF_TWO : 1;
    return few * (W.TITLE_FORMS * forms + W.TITLE_SHARE * share * all) + begun + smallWords;
  }

  #meetInTitle(word: number, isTelling: boolean): void {
    const { line, small } = this.#question;
    if (this.#followed === this.#titleWords && line[this.#followed] === word) this.#followed++;
    this.#titleWords++;
    if (isTelling) this.#tellingTitleWords++;
    else this.#small += small.get(word) ?? 0;
  }

  #count(word: number, number: number): void {
    const isForm = this.#question.asked[number]?.forms.has(word) === true;
    this.stems[number] = (this.stems[number] ?? 0) + this.#weight;
    if (isForm) this.forms[number] = (this.forms[number] ?? 0) + this.#weight;
    if (this.#weight === 1) return;
    this.#inTitle[number] = Math.max(this.#inTitle[number] ?? 0, isForm ? AS_FORM : AS_STEM);
  }

  #countPair(number: number): void {
    const before = this.#before;
    if (before < 0) return;
    for (const { place, pair } of this.#pairsEndingAt.get(number) ?? []) {
      const near = nearness(pair, { first: before, second: number, gap: this.#gap });
      this.pairs[place] = (this.pairs[place] ?? 0) + this.#weight * near;
    }
  }

  #inTitleAt(place: number): number {
    let how = 0;
    for (const number of this.#question.at[place] ?? []) {
      how = Math.max(how, this.#inTitle[number] ?? 0);
    }
    return how;
  }
}

/** Reads documents for a question, while its stems are marked in the scratch. */
export function readEach<T>(
  memory: IndexMemory,
  question: Question,
  { scratch, work }: { readonly scratch: Scratch; readonly work: (read: Read) => T },
): T {
  const { asked, pairs } = question;
  const ending = pairsEndingAt(pairs);
  for (const [number, { stem }] of asked.entries()) scratch.slots[stem] = number + 1;
  try {
    return work((document) => {
      const closer = new Closer(question, ending);
      meetAll(closer, memory, { words: memory.packedWords(document), slots: scratch.slots });
      return closer;
    });
  } finally {
    for (const { stem } of asked) scratch.slots[stem] = 0;
  }
}

/** Good only while `work` is done. */
export type Read = (document: number) => Closer;

interface Text {
  /** As `packed` packs them. They are unpacked here, and not before, because most are passed over. */
  readonly words: Uint8Array;
  readonly slots: Uint16Array;
}

function meetAll(closer: Closer, { vocabulary }: IndexMemory, { words, slots }: Text): void {
  const stems = vocabulary.stems();
  let isTitle = true;
  let before = TITLE_END;
  for (let at = 0; at < words.length; ) {
    const word = numberAt(words, at);
    const number = (slots[stems[word] ?? 0] ?? 0) - 1;
    const isTelling = !vocabulary.isFunctionWord(word);
    if (word === TITLE_END) {
      closer.endTitle();
      isTitle = false;
    } else if (before === ASIDE) closer.meetAside(word, number);
    else if (word !== ASIDE) {
      if (isTitle || isTelling) closer.meet(word, number, isTelling);
      else closer.passOver(word);
    }
    before = word;
    at += bytesOf(word);
  }
}
