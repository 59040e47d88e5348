import type { Day, PaperId } from '../papers/paper.ts';

/** What the index knows of a paper; text as the archive keeps it. */
export interface SearchDocument {
  readonly id: PaperId;
  readonly title: string;
  /** The abstract. Hugging Face's own summary is not indexed: its words are not the paper's. */
  readonly summary: string;
  readonly authors: readonly string[];
  readonly organization?: string;
  /** The last daily list it stood on, else arXiv's day. */
  readonly day: Day;
  readonly upvotes: number;
  readonly hasCode: boolean;
}
