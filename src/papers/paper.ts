/** A paper as the archive keeps it: text cleaned at the border, see `text.ts`. */
export interface Paper {
  readonly id: PaperId;
  readonly title: string;
  /** The abstract. */
  readonly summary: string;
  /** Hugging Face's one-sentence summary, where there is one. */
  readonly aiSummary?: string;
  /** Names in their order, hidden authors left out. May be empty. */
  readonly authors: readonly string[];
  readonly organization?: string;
  /** Day of arXiv, `YYYY-MM-DD`. */
  readonly publishedOn: Day;
  readonly upvotes: number;
  /** Absent where the source does not say. */
  readonly comments?: number;
  /** https links that were checked. */
  readonly codeUrl?: string;
  readonly codeStars?: number;
  readonly projectUrl?: string;
}

/** arXiv's id without version: `2509.24002`. */
export type PaperId = string;

/** A calendar day, `YYYY-MM-DD`, zero-padded: such days sort as text. */
export type Day = string;

/** Where a paper is read on Hugging Face. */
export function paperUrl(id: PaperId): string {
  return `https://huggingface.co/papers/${id}`;
}

export function arxivUrl(id: PaperId): string {
  return `https://arxiv.org/abs/${id}`;
}

export function pdfUrl(id: PaperId): string {
  return `https://arxiv.org/pdf/${id}`;
}
