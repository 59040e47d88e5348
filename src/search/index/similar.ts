import type { SearchDocument } from '../document.ts';
import type { Page, Similar } from '../search-index.ts';
import * as W from '../weights.ts';
import { type Closer, readEach } from './closer.ts';
import { foundBy } from './found.ts';
import { idfOf } from './idf.ts';
import type { IndexMemory } from './memory.ts';
import type { Asked, Question } from './question.ts';
import { worth } from './rank.ts';
import type { Scratch } from './scratch.ts';
import { stemOf } from './vocabulary.ts';
import { wordsOf } from './words.ts';

/** Nearest, not all that have a word in common. */
const MOST_SIMILAR = 50;
const MOST_SHARED = 5;

/** The papers that are found with the telling words of this one. */
export function similarTo(
  memory: IndexMemory,
  scratch: Scratch,
  { document, page }: { readonly document: SearchDocument; readonly page: Page },
): Similar {
  const question = questionOf(memory, document);
  const own = memory.documents.find(document.id);
  const found = foundBy(memory, question, { scratch, passes: (other) => other !== own });
  const nearest = found.best.slice(0, MOST_SIMILAR);
  const shown = nearest.slice(page.offset, page.offset + page.limit);
  const hits = readEach(memory, question, {
    scratch,
    work: (read) =>
      shown.map((other) => ({
        id: memory.documents.id(other),
        score: found.scores[other] ?? 0,
        shared: sharedWords(question, read(other), scratch.norms[other] ?? 0),
      })),
  });
  return { total: nearest.length, hits };
}

/** Its most telling words as a question. */
function questionOf(memory: IndexMemory, { title, summary }: SearchDocument): Question {
  const written = new Spellings();
  const times = new Map<string, number>();
  for (const [text, weight] of [[title, W.TITLE_WEIGHT] as const, [summary, 1] as const]) {
    for (const spelling of text.match(SPELLED) ?? []) {
      for (const { word } of wordsOf(spelling)) {
        const stem = stemOf(word);
        written.add(stem, spelling.replace(/['’]s$/, ''));
        times.set(stem, (times.get(stem) ?? 0) + weight);
      }
    }
  }
  const asked = [...times]
    .map(([stem, count]) => askedOf(memory, { stem, count, text: written.of(stem) }))
    .filter(({ stem, weight }) => stem >= 0 && weight > 0)
    .toSorted((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : 1))
    .slice(0, W.TELLING_WORDS);
  return {
    asked,
    pairs: [],
    names: [],
    corrected: [],
    at: [],
    line: [],
    telling: [],
    small: new Map(),
  };
}

/** A word as it is written: hyphens part words here, because each part is looked for. */
const SPELLED = /[\p{L}\p{N}]+(?:(?:['’]|(?<=\p{N})\.(?=\p{N}))[\p{L}\p{N}]+)*(?:\+\+)?/gu;

function askedOf(
  memory: IndexMemory,
  { stem, count, text }: { readonly stem: string; readonly count: number; readonly text: string },
): Asked {
  const number = memory.vocabulary.find(stem);
  // Single letters (X-ray, the s of a plural) say nothing by themselves.
  const isTelling = number >= 0 && stem.length > 1 && !memory.vocabulary.isFunctionWord(number);
  const frequency = isTelling ? memory.frequency(number) : 0;
  const idf = frequency === 0 ? 0 : idfOf(memory, frequency);
  const form = memory.vocabulary.find(wordsOf(text)[0]?.word ?? '');
  return {
    stem: number,
    text,
    forms: new Set([form]),
    places: [],
    isInstead: false,
    idf,
    weight: (idf * (W.SATURATION + 1) * count) / (count + W.SATURATION),
  };
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

/** The words of the question that a document has, those first that count most. */
function sharedWords({ asked }: Question, { stems }: Closer, norm: number): readonly string[] {
  return asked
    .map(({ text, weight }, number) => ({ text, value: weight * worth(stems[number] ?? 0, norm) }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value || (a.text < b.text ? -1 : 1))
    .slice(0, MOST_SHARED)
    .map(({ text }) => text);
}
