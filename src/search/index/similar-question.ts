import type { SearchDocument } from '../document.ts';
import * as W from '../weights.ts';
import { idfOf } from './idf.ts';
import type { IndexMemory } from './memory.ts';
import type { Asked, Pair, Question } from './question.ts';
import { stemOf } from './vocabulary.ts';
import { placedWordsOf } from './words.ts';

/** Words that compare, count or praise: any two papers may share them. */
const GENERIC: ReadonlySet<string> = new Set(
  (
    'best better big bigger deeper easier fast faster fewer first five four good great greater half harder high higher ' +
    'highest inferior large larger largest latest less longer low lower lowest million billion trillion new newer novel ' +
    'one percent percentage points second several shorter simple simpler slower small smaller smallest stronger ' +
    'superior third three times two weaker wider worse'
  ).split(' '),
);
/** A number, whatever it counts: *12*, *97.3*, *13b*, *x2*, *10k*. */
const NUMBER = /^x?\d+(?:\.\d+)*(?:[a-z]{1,2}|st|nd|rd|th)?$/;

/** A term of the paper: a stem, and how often it stands there, in the title more. */
interface Telling {
  readonly stem: number;
  readonly form: number;
  readonly text: string;
  readonly idf: number;
  readonly weight: number;
}

/** What a paper says, as a question: its most telling words, compounds too, and those that stand side by side. */
export function questionOf(memory: IndexMemory, { title, summary }: SearchDocument): Question {
  const terms = new Terms(memory);
  terms.read(title, W.TITLE_WEIGHT);
  terms.read(summary, 1);
  const asked = terms
    .telling()
    .toSorted((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : 1))
    .slice(0, W.TELLING_WORDS)
    .map((term): Asked => ({ ...term, forms: new Set([term.form]), places: [], isInstead: false }));
  return {
    asked,
    pairs: terms.pairsOf(asked),
    ...{ names: [], corrected: [], unknown: [], at: [], line: [], telling: [] },
    ...{ small: new Map(), meant: undefined },
  };
}

/** Counts what stands in a text. */
class Terms {
  readonly #memory: IndexMemory;
  readonly #times = new Map<string, number>();
  readonly #pairs = new Map<string, number>();
  readonly #spellings = new Spellings();

  constructor(memory: IndexMemory) {
    this.#memory = memory;
  }

  read(text: string, weight: number): void {
    let before = '';
    for (const { word, asides, from, to, compoundFrom } of placedWordsOf(text)) {
      const stem = stemOf(word);
      this.#add(stem, text.slice(from, to), weight);
      const compound = compoundFrom < from ? asides.at(-1) : undefined;
      if (compound !== undefined) {
        this.#add(stemOf(compound), text.slice(compoundFrom, to), weight);
      }
      const pair = `${before} ${stem}`;
      this.#pairs.set(pair, (this.#pairs.get(pair) ?? 0) + weight);
      before = stem;
    }
  }

  telling(): readonly Telling[] {
    return [...this.#times].flatMap(([stem, times]) => this.#tellingOf(stem, times) ?? []);
  }

  /** Those of these words that stand side by side here, the most telling first. */
  pairsOf(asked: readonly Asked[]): readonly Pair[] {
    const numbers = new Map(asked.map(({ stem }, number) => [stem, number]));
    const numberOf = (stem: string) => numbers.get(this.#memory.vocabulary.find(stem)) ?? -1;
    const pairs = [...this.#pairs].flatMap(([pair, times]) => {
      const [first = -1, second = -1] = pair.split(' ').map(numberOf);
      const [one, other] = [asked[first], asked[second]];
      if (one === undefined || other === undefined) return [];
      const weight = (W.SIMILAR_PAIR * (one.weight + other.weight) * often(times)) / 2;
      return [{ first, second, gap: 0, text: `${one.text} ${other.text}`, weight }];
    });
    return pairs
      .toSorted((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : 1))
      .slice(0, W.TELLING_PAIRS);
  }

  #add(stem: string, spelling: string, weight: number): void {
    this.#times.set(stem, (this.#times.get(stem) ?? 0) + weight);
    this.#spellings.add(stem, spelling);
  }

  #tellingOf(stem: string, times: number): Telling | undefined {
    const { vocabulary } = this.#memory;
    const number = vocabulary.find(stem);
    const text = this.#spellings.of(stem);
    // Single letters (X-ray, the s of a plural) say nothing by themselves.
    const isGeneric = stem.length < 2 || NUMBER.test(stem) || GENERIC.has(text.toLowerCase());
    if (number < 0 || isGeneric || vocabulary.isFunctionWord(number)) return undefined;
    const frequency = this.#memory.frequency(number);
    if (frequency === 0) return undefined;
    const idf = idfOf(this.#memory, frequency);
    const form = vocabulary.find(placedWordsOf(text).at(-1)?.word ?? '');
    return { stem: number, form, text, idf, weight: idf * often(times) };
  }
}

/** More of the same word adds less and less. */
function often(times: number): number {
  return ((W.SIMILAR_OFTEN + 1) * times) / (times + W.SIMILAR_OFTEN);
}

/** How people write a word: in small letters where they do so at all (a title has capitals), else as most often. */
class Spellings {
  readonly #counts = new Map<string, Map<string, number>>();

  add(stem: string, spelling: string): void {
    const counts = this.#counts.get(stem) ?? new Map<string, number>();
    counts.set(spelling, (counts.get(spelling) ?? 0) + 1);
    this.#counts.set(stem, counts);
  }

  of(stem: string): string {
    const spellings = [...(this.#counts.get(stem) ?? [])].toSorted(([, a], [, b]) => b - a);
    const small = spellings.find(([spelling]) => spelling === spelling.toLowerCase());
    return (small ?? spellings[0])?.[0] ?? stem;
  }
}
