import { z } from 'zod';
import type { PaperId } from '../papers/paper.ts';
import type { Store } from '../store/open.ts';
import type { SearchDocument } from './document.ts';

/** A paper that came or changed. */
export interface Change {
  readonly id: PaperId;
  /** The number of its last change. */
  readonly changed: number;
  /** The paper as the index is to hold it. @throws when its row is not as our program writes it */
  document(): SearchDocument;
}

const Names = z.array(z.string());

/** The next papers that came or changed after that number, in the order of their changes; each as it is now. */
export async function readChanges(
  store: Store,
  after: number,
  limit: number,
): Promise<readonly Change[]> {
  const rows = await store
    .selectFrom('paper')
    .select(['id', 'title', 'summary', 'authors', 'organization', 'published_on', 'upvotes'])
    .select(['code_url', 'changed'])
    .select((eb) =>
      eb
        .selectFrom('listing')
        .select((listing) => listing.fn.max('listing.day').as('day'))
        .whereRef('listing.paper', '=', 'paper.id')
        .as('listed_on'),
    )
    .where('changed', '>', after)
    .orderBy('changed')
    .limit(limit)
    .execute();
  return rows.map(({ changed, ...row }) => {
    return { id: row.id, changed, document: () => toDocument(row) };
  });
}

interface Row {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly authors: string;
  readonly organization: string | null;
  readonly published_on: string;
  readonly listed_on: string | null;
  readonly upvotes: number;
  readonly code_url: string | null;
}

function toDocument({ id, title, summary, upvotes, ...row }: Row): SearchDocument {
  return {
    ...{ id, title, summary, upvotes },
    authors: Names.parse(JSON.parse(row.authors)),
    ...(row.organization !== null && { organization: row.organization }),
    day: row.listed_on ?? row.published_on,
    hasCode: row.code_url !== null,
  };
}

/** How many papers the archive holds, and the number of the last change. */
export async function readArchive(
  store: Store,
): Promise<{ readonly papers: number; readonly changed: number }> {
  const { papers, changed } = await store
    .selectFrom('paper')
    .select((eb) => [eb.fn.countAll<number>().as('papers'), eb.fn.max('changed').as('changed')])
    .executeTakeFirstOrThrow();
  return { papers, changed: changed ?? 0 };
}
