import type { PaperId } from '../../papers/paper.ts';
import type { Wanted } from '../search-index.ts';
import * as W from '../weights.ts';
import { type Closer, readEach } from './closer.ts';
import { type IndexMemory, MOST_TIMES } from './memory.ts';
import { ask, type Question } from './question.ts';
import { worth } from './rank.ts';
import type { Scratch } from './scratch.ts';

/** A term of a score. */
export interface Term {
  readonly words: string;
  readonly value: number;
}

/** The terms of one paper's score in words, biggest first. Nothing for a paper that is not there, or has nothing of what is wanted. */
export function explain(
  memory: IndexMemory,
  scratch: Scratch,
  { wanted, id }: Explaining,
): readonly string[] {
  return termsOf(memory, scratch, { wanted, id })
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
  const question = ask(memory, wanted.words, wanted.isLiteral === true);
  scratch.begin(memory);
  const norm = scratch.norms[document] ?? 0;
  const closer = readEach(memory, question, { scratch, work: (read) => read(document) });
  return [
    ...stemTerms(question, closer, norm),
    ...pairTerms(question, closer, norm),
    ...nameTerms(memory, question, document),
    { words: titleWords(closer), value: closer.titleScore() },
  ].filter(({ value }) => value > 0);
}

function stemTerms({ asked, at }: Question, closer: Closer, norm: number): readonly Term[] {
  const has = (number: number) => !asked[number]?.isInstead && (closer.stems[number] ?? 0) > 0;
  return asked.map(({ text, weight, idf, places, isInstead }, number) => {
    const times = Math.min(MOST_TIMES, closer.stems[number] ?? 0);
    const forms = closer.forms[number] ?? 0;
    const isCounted = !isInstead || !places.every((place) => at[place]?.some(has));
    const where = closer.isInTitle(number) ? 'in the title' : 'in the abstract';
    return {
      words: forms > 0 ? `“${text}” ${where}` : `a form of “${text}” ${where}`,
      value:
        (isCounted ? weight * worth(times, norm) : 0) +
        (isInstead ? 0 : W.FORM * idf * worth(forms, norm)),
    };
  });
}

function titleWords(closer: Closer): string {
  return closer.isBegun() ? 'the title begins so' : 'all words in the title';
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
