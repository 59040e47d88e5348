import * as W from '../weights.ts';
import { type Before, firstOf } from './best.ts';
import { type Closer, type Read, readEach } from './closer.ts';
import type { Filter } from './filter.ts';
import type { IndexMemory } from './memory.ts';
import type { AskedName } from './name-question.ts';
import type { Question } from './question.ts';
import { addScores, worth } from './rank.ts';
import type { Scratch } from './scratch.ts';

/** The documents that a question finds; good until the next question is begun. */
export interface Found {
  readonly documents: Uint32Array;
  /** What each document scored. */
  readonly scores: Float64Array;
  /** The best of them in their order: they were looked at closer, which only adds, so no other comes before them. */
  readonly best: readonly number[];
}

/** Scores every document that passes, keeps those that have enough of what was typed, and looks closer at the best. */
export function foundBy(
  memory: IndexMemory,
  question: Question,
  { scratch, passes }: Search,
): Found {
  scratch.begin(memory);
  addScores(memory, question, scratch);
  const { scores } = scratch;
  const isBetter = byScore(memory, scores);
  const documents = found(memory, question, { scratch, passes });
  addStanding(question, { scratch, documents });
  const likely = Uint32Array.from(firstOf(W.LOOKED_AT, documents, isBetter));
  lookCloser(memory, question, { scratch, documents: likely });
  return { documents, scores, best: firstOf(likely.length, likely, isBetter) };
}

/** Higher scores first, then as `byStanding` says. */
export function byScore(memory: IndexMemory, scores: Float64Array): Before {
  const isBefore = byStanding(memory);
  return (one, other) => {
    const more = (scores[one] ?? 0) - (scores[other] ?? 0);
    return more === 0 ? isBefore(one, other) : more > 0;
  };
}

/** The newest first, then what has most upvotes, then the lower id: the order in which papers came must not show. */
export function byStanding({ documents }: IndexMemory): Before {
  return (one, other) => {
    const newer = documents.day(one) - documents.day(other);
    const more = newer === 0 ? documents.upvotes(one) - documents.upvotes(other) : newer;
    return more === 0 ? documents.id(one) < documents.id(other) : more > 0;
  };
}

interface Search {
  readonly scratch: Scratch;
  readonly passes?: Filter | undefined;
}

/** The documents that have something of the question, pass, and have enough of it. */
function found(memory: IndexMemory, { telling, names }: Question, search: Search): Uint32Array {
  const { scratch, passes } = search;
  const { scores, had } = scratch;
  const areCounted = telling.length > 0 && telling.length <= W.MOST_COUNTED;
  const some = passing(memory, withSome(memory, areCounted ? had : scores, scratch), passes);
  if (telling.length < 2) return some;
  if (areCounted) {
    return withEnough(some, had, enoughWords(tellingWithNames(telling, names), had, some));
  }
  const best = some.reduce((most, document) => Math.max(most, scores[document] ?? 0), 0);
  return some.filter((document) => (scores[document] ?? 0) >= best * W.ENOUGH_OF_BEST);
}

/** The documents that have anything. It is written without a branch: half of them may, in no order, and a wrong guess costs more. */
function withSome(
  { documents }: IndexMemory,
  has: Float64Array | Uint16Array,
  { found }: Scratch,
): Uint32Array {
  const { size } = documents;
  let count = 0;
  for (let document = 0; document < size; document++) {
    found[count] = document;
    count += has[document] === 0 ? 0 : 1;
  }
  return found.subarray(0, count);
}

function passing({ documents }: IndexMemory, some: Uint32Array, passes?: Filter): Uint32Array {
  const there =
    documents.live === documents.size ? some : some.filter((one) => documents.isLive(one));
  return passes === undefined ? there : there.filter(passes);
}

function withEnough(some: Uint32Array, had: Uint16Array, isEnough: Uint8Array): Uint32Array {
  let count = 0;
  for (let place = 0; place < some.length; place++) {
    const document = some[place] ?? 0;
    some[count] = document;
    count += isEnough[had[document] ?? 0] ?? 0;
  }
  return some.subarray(0, count);
}

/**
 * Says of every set of typed words, as bits, whether it is enough of a short question: with two words both are wanted
 * unless one says nearly all, with three two of them. What has one word of many is no answer, and would drown the newest
 * in `sort:new`. When no document has so much, that of the best is the measure.
 */
function enoughWords(
  telling: readonly number[],
  had: Uint16Array,
  documents: Uint32Array,
): Uint8Array {
  const worth = worthOfEach(telling);
  const seen = new Uint8Array(worth.length);
  for (let place = 0; place < documents.length; place++) seen[had[documents[place] ?? 0] ?? 0] = 1;
  const most = worth.reduce(
    (best, value, words) => (seen[words] === 1 ? Math.max(best, value) : best),
    0,
  );
  const share = Math.max(W.ENOUGH_OF_MANY, W.ENOUGH_WORDS / telling.length);
  const enough = Math.min(W.ENOUGH, share) * most;
  return Uint8Array.from(worth, (value) => (value >= enough ? 1 : 0));
}

/** A word that no text has may still be a name. */
function tellingWithNames(
  telling: readonly number[],
  names: readonly AskedName[],
): readonly number[] {
  return telling.map((idf, place) =>
    Math.max(idf, ...names.filter(({ places }) => places.includes(place)).map(({ idf }) => idf)),
  );
}

/** For every set of typed words, as bits, how telling they are together. */
function worthOfEach(telling: readonly number[]): Float64Array {
  const worth = new Float64Array(2 ** telling.length);
  for (let words = 1; words < worth.length; words++) {
    const lowest = 31 - Math.clz32(words & -words);
    worth[words] = (worth[words & (words - 1)] ?? 0) + (telling[lowest] ?? 0);
  }
  return worth;
}

interface Scored {
  readonly scratch: Scratch;
  readonly documents: Uint32Array;
}

/** What a paper’s standing is worth to a question: no more than parts those that fit about as well. */
export function standingWeight({ telling, names }: Question): number {
  const ofNames = new Set(names.filter(({ isFull }) => isFull).flatMap(({ places }) => places));
  return telling.reduce(
    (sum, idf, place) => (ofNames.has(place) ? sum : sum + W.STANDING * idf),
    0,
  );
}

function addStanding(question: Question, { scratch, documents }: Scored): void {
  const weight = standingWeight(question);
  const { scores, standing } = scratch;
  for (let place = 0; place < documents.length; place++) {
    const document = documents[place] ?? 0;
    scores[document] = (scores[document] ?? 0) + weight * (standing[document] ?? 0);
  }
}

function lookCloser(memory: IndexMemory, question: Question, { scratch, documents }: Scored): void {
  const { scores, norms } = scratch;
  const work = (read: Read) => {
    for (const document of documents) {
      const more = closerScore(question, read(document), norms[document] ?? 0);
      scores[document] = (scores[document] ?? 0) + more;
    }
  };
  readEach(memory, question, { scratch, work });
}

/** What a closer look adds to a document's score. */
function closerScore({ asked, pairs }: Question, closer: Closer, norm: number): number {
  let score = closer.titleScore();
  for (const [number, { idf, isInstead }] of asked.entries()) {
    if (!isInstead) score += W.FORM * idf * worth(closer.forms[number] ?? 0, norm);
  }
  for (const [number, { weight }] of pairs.entries()) {
    score += weight * worth(closer.pairs[number] ?? 0, norm);
  }
  return score;
}
