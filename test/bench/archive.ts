import { createArchive } from '../../src/papers/archive.ts';
import { addDays, feedDay, isWeekday } from '../../src/papers/feed-day.ts';
import { readPaper } from '../../src/papers/hugging-face-schema.ts';
import type { Day, Paper, PaperId } from '../../src/papers/paper.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { hasRecorded, type RecordedPaper, recordedPapers } from '../unit/papers/recorded.ts';
import { inventPapers } from './invented.ts';

export const PAPERS = 12_693;
const PAPERS_A_DAY = 25;

export interface Filled {
  readonly areReal: boolean;
  /** A day with a list, and a paper in it. */
  readonly known: { readonly day: Day; readonly paper: PaperId };
}

/** Real ones where they lie beside the project. */
export function archivePapers(): readonly Paper[] {
  return hasRecorded ? recordedPapers().map(toPaper) : inventPapers(PAPERS);
}

/** Fills a database file with papers on the weekdays up to today, newest last. */
export async function fillArchive(path: string, papers = archivePapers()): Promise<Filled> {
  await using store = await openStore(`file:${path}`, 5_000);
  return await fillStore(store, papers);
}

export async function fillStore(store: Store, papers: readonly Paper[]): Promise<Filled> {
  const archive = createArchive(store);
  const now = Date.now();
  for (const { day, papers: listed } of listsOf(papers, feedDay(now))) {
    await archive.saveList(day, listed, { now });
  }
  const list = await archive.newestList(addDays(feedDay(now), -7));
  return {
    areReal: hasRecorded,
    known: { day: list?.day ?? '', paper: list?.papers[0]?.id ?? '' },
  };
}

/** Some were recorded without a date or without upvotes. */
const UNRECORDED = { publishedAt: '2024-01-01T00:00:00Z', upvotes: 0 };

function toPaper({ authors, ...recorded }: RecordedPaper): Paper {
  const named = authors.map((name) => ({ name }));
  const paper = readPaper({ ...UNRECORDED, ...recorded, authors: named });
  if ('problem' in paper) throw new Error(`${recorded.id}: ${paper.problem}`);
  return paper;
}

interface List {
  readonly day: Day;
  readonly papers: readonly Paper[];
}

/** Weekends have empty lists, so that nothing is left to be read. */
function* listsOf(papers: readonly Paper[], today: Day): Generator<List> {
  const newestFirst = papers.toSorted((one, other) => (one.id < other.id ? 1 : -1));
  let listed = 0;
  for (let day = today; listed < newestFirst.length; day = addDays(day, -1)) {
    const count = isWeekday(day) ? PAPERS_A_DAY : 0;
    yield { day, papers: newestFirst.slice(listed, listed + count) };
    listed += count;
  }
}
