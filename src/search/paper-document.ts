import type { Paper } from '../papers/paper.ts';
import type { SearchDocument } from './document.ts';

/** A paper that stands on no list, as the index takes it. */
export function documentOf(paper: Paper): SearchDocument {
  const { id, title, summary, authors, organization, upvotes, publishedOn } = paper;
  return {
    ...{ id, title, summary, authors, upvotes },
    day: publishedOn,
    hasCode: paper.codeUrl !== undefined,
    ...(organization !== undefined && { organization }),
  };
}
