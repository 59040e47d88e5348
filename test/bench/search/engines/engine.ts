import type { Paper } from '../../../../src/papers/paper.ts';

/** A search engine, as the bench uses it. What it keeps between two runs lies in one file. */
export interface Engine {
  fill(papers: Iterable<Paper>, file: string): Filled | Promise<Filled>;
  open(file: string): Filled | Promise<Filled>;
}

/** Papers in a search engine. */
export interface Filled {
  /** The ids of the ten best for each way of asking that is compared, best first. */
  readonly ways: Readonly<Record<string, (typed: string) => Found | Promise<Found>>>;
  /** Leaves them in the file. */
  keep(): void | Promise<void>;
}

export type Found = readonly string[];
