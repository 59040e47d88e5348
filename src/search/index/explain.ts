import type { PaperId } from '../../papers/paper.ts';
import type { Wanted } from '../search-index.ts';
import * as W from '../weights.ts';
import { type Closer, readEach } from './closer.ts';
import { standingWeight } from './found.ts';
import { type IndexMemory, MOST_TIMES } from './memory.ts';
import type { Question } from './question.ts';
import { worth } from './rank.ts';
import type { Scratch } from './scratch.ts';

/** A term of a score. */
export interface Term {
  readonly words: string;
  readonly value: number;
}

/** What is less of a score is not worth a reader’s time. */
const LEAST_SHARE = 0.01;

/** The terms of one paper's score in words, biggest first. Nothing for a paper that is not there, or has nothing of what is wanted. */
export function explain(
  memory: IndexMemory,
  scratch: Scratch,
  { wanted, id }: Explaining,
): readonly string[] {
  const terms = termsOf(memory, scratch, { wanted, id });
  const least = LEAST_SHARE * terms.reduce((sum, { value }) => sum + value, 0);
  return terms
    .filter(({ value }) => value >= least)
    .toSorted((a, b) => b.value - a.value || (a.words < b.words ? -1 : 1))
    .map(({ words }) => words);
}

interface Explaining {
  readonly wanted: Wanted;
  readonly id: PaperId;
}

/** What adds up to the paper's score. */
export function termsOf(
  memory: IndexMemory,
  scratch: Scratch,
  { wanted, id }: Explaining,
): readonly Term[] {
  const document = memory.documents.find(id);
  if (document < 0) return [];
  const question = scratch.last.ask(memory, wanted.words, wanted.isLiteral === true);
  scratch.begin(memory);
  const norm = scratch.norms[document] ?? 0;
  const closer = readEach(memory, question, { scratch, work: (read) => read(document) });
  return [
    ...stemTerms(question, closer, { norm, named: namedPlaces(memory, question, document) }),
    ...pairTerms(question, closer, norm),
    ...nameTerms(memory, question, document),
    { words: titleWords(question, closer), value: closer.titleScore() },
    {
      words: 'its day and upvotes',
      value: standingWeight(question) * (scratch.standing[document] ?? 0),
    },
  ].filter(({ value }) => value > 0);
}

/** Places of the words that name one of its authors. */
function namedPlaces(
  memory: IndexMemory,
  { names }: Question,
  document: number,
): ReadonlySet<number> {
  const { authors } = memory.names(document);
  const found = names.filter(({ names: alike }) => authors.some((name) => alike.includes(name)));
  return new Set(found.flatMap(({ places }) => places));
}

interface Around {
  readonly norm: number;
  readonly named: ReadonlySet<number>;
}

function stemTerms(question: Question, closer: Closer, { norm, named }: Around): readonly Term[] {
  const counted = countedAmong(question, closer, named);
  return question.asked.map(({ text, weight, idf, isInstead }, number) => {
    const times = Math.min(MOST_TIMES, closer.stems[number] ?? 0);
    const forms = closer.forms[number] ?? 0;
    const where = closer.isInTitle(number) ? 'in the title' : 'in the abstract';
    return {
      words: forms > 0 ? `“${text}” ${where}` : `a form of “${text}” ${where}`,
      value:
        (counted.has(number) ? weight * worth(times, norm) : 0) +
        (isInstead ? 0 : W.FORM * idf * worth(forms, norm)),
    };
  });
}

/** The numbers of the stems that count here, as `addScores` adds them up: those instead of others last. */
function countedAmong(
  { asked }: Question,
  { stems }: Closer,
  named: ReadonlySet<number>,
): ReadonlySet<number> {
  const had = new Set(named);
  const counted = new Set<number>();
  const inTurn = [...asked.entries()].toSorted(([, a], [, b]) => +a.isInstead - +b.isInstead);
  for (const [number, { places, isInstead }] of inTurn) {
    const marked = places.filter((place) => place < W.MOST_COUNTED);
    const isHad = marked.length > 0 && marked.every((place) => had.has(place));
    if ((stems[number] ?? 0) === 0 || (isInstead && isHad)) continue;
    counted.add(number);
    for (const place of marked) had.add(place);
  }
  return counted;
}

function titleWords({ telling }: Question, closer: Closer): string {
  if (closer.isBegun()) return 'the title begins so';
  return telling.length === 1 ? 'much of the title' : 'all words in the title';
}

function pairTerms({ pairs }: Question, closer: Closer, norm: number): readonly Term[] {
  return pairs.map(({ text, weight }, pair) => ({
    words: `“${text}” as a pair`,
    value: weight * worth(closer.pairs[pair] ?? 0, norm),
  }));
}

function nameTerms(memory: IndexMemory, { names }: Question, document: number): readonly Term[] {
  const { authors } = memory.names(document);
  return names.flatMap(({ names: alike, weight }) => {
    const author = authors.find((name) => alike.includes(name));
    return author === undefined
      ? []
      : [{ words: `author ${memory.authors.text(author)}`, value: weight }];
  });
}
