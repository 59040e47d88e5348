/** A query with the papers that answer it, as `queries.jsonl` has them. */
export interface JudgedQuery {
  readonly set: string;
  readonly query: string;
  readonly relevant: readonly string[];
}

/** What a set of queries is judged by: the first ten places. */
const PLACES = 10;

/** Normalised discounted cumulative gain of the first ten places, 0 to 1; every right paper counts the same. */
export function ndcg10(found: readonly string[], relevant: readonly string[]): number {
  const right = new Set(relevant);
  const gains = found.slice(0, PLACES).map((id, place) => (right.has(id) ? gainAt(place) : 0));
  const best = Array.from({ length: Math.min(PLACES, right.size) }, (_, place) => gainAt(place));
  return sum(best) === 0 ? 0 : sum(gains) / sum(best);
}

/** One through the place of the first right paper among the first ten; 0 when none is there. */
export function reciprocalRank(found: readonly string[], relevant: readonly string[]): number {
  const right = new Set(relevant);
  const place = found.slice(0, PLACES).findIndex((id) => right.has(id));
  return place < 0 ? 0 : 1 / (place + 1);
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}

function gainAt(place: number): number {
  return 1 / Math.log2(place + 2);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
