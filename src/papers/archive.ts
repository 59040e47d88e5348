import type { Instant } from '#chat/platform.ts';
import { serialised } from '../store/dialect.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import { closesAt } from './feed-day.ts';
import { lastListed } from './listed.ts';
import type { Day, Paper, PaperId } from './paper.ts';
import { newer, toPaper, toRow } from './paper-row.ts';
import { nextPullAt } from './pull-times.ts';

/** A day's list as it stands in the archive. */
export interface DailyList {
  readonly day: Day;
  readonly state: 'open' | 'closed' | 'empty';
  /** The last good answer. */
  readonly pulledAt: Instant;
  /** When it was first read after it had closed. */
  readonly settledAt?: Instant;
  /** By upvotes, then in the order of the source. */
  readonly papers: readonly Paper[];
}

/** Every paper and every list that was ever read. */
export interface Archive {
  /**
   * Keeps a good answer, in one transaction. Papers that it no longer holds stay listed: they were announced, and may
   * have votes. A list of the bundled week never takes the place of a real one.
   */
  saveList(day: Day, papers: readonly Paper[], saved: SavedList): Promise<void>;
  list(day: Day): Promise<DailyList | undefined>;
  /** The newest list with a paper in it, not after that day. */
  newestList(notAfter: Day): Promise<DailyList | undefined>;
  /** Lists from the first to the last day, both included, oldest first; days never read are not among them. */
  lists(from: Day, to: Day): Promise<readonly DailyList[]>;
  find(id: PaperId): Promise<Paper | undefined>;
  findMany(ids: readonly PaperId[]): Promise<ReadonlyMap<PaperId, Paper>>;
  /** The last day on which it was listed. */
  listedOn(id: PaperId): Promise<Day | undefined>;
  /** The same of several, without those that never were. */
  listedOnEach(ids: readonly PaperId[]): Promise<ReadonlyMap<PaperId, Day>>;
  /** Keeps a paper that was asked for, listed or not. */
  save(paper: Paper, now: Instant): Promise<void>;
  /** Keeps several, in one transaction; of a paper that is there twice, the last. */
  saveMany(papers: readonly Paper[], now: Instant): Promise<void>;
  count(): Promise<number>;
}

export interface SavedList {
  readonly now: Instant;
  /** Lists of the bundled week are read again as soon as the real source answers. */
  readonly isSample?: boolean;
}

export function createArchive(store: Store): Archive {
  return {
    saveList: (day, papers, saved) =>
      store.transaction().execute((trx) => saveList(trx, { day, papers }, saved)),
    list: async (day) => (await readLists(store, day, day))[0],
    newestList: (notAfter) => newestList(store, notAfter),
    lists: (from, to) => readLists(store, from, to),
    find: async (id) => (await findMany(store, [id])).get(id),
    findMany: (ids) => findMany(store, ids),
    listedOn: async (id) => (await lastListed(store, [id])).get(id),
    listedOnEach: (ids) => lastListed(store, ids),
    save: (paper, now) => saveMany(store, [paper], now),
    saveMany: (papers, now) => saveMany(store, papers, now),
    count: () => count(store),
  };
}

async function saveMany(store: Store, papers: readonly Paper[], now: Instant): Promise<void> {
  await store.transaction().execute(async (trx) => {
    await serialised(trx, ROOM);
    await savePapers(trx, eachOnce(papers), { now });
  });
}

interface ListToSave {
  readonly day: Day;
  readonly papers: readonly Paper[];
}

async function saveList(trx: StoreHandle, list: ListToSave, saved: SavedList): Promise<void> {
  await serialised(trx, ROOM);
  const { day } = list;
  const before = await trx.selectFrom('day').selectAll().where('day', '=', day).executeTakeFirst();
  if (saved.isSample === true && before !== undefined) return;
  const papers = eachOnce(list.papers);
  const known = await trx.selectFrom('listing').select('paper').where('day', '=', day).execute();
  await savePapers(trx, papers, saved);
  await saveListings(trx, { day, papers }, saved.now);
  const isClosed = saved.isSample === true || saved.now >= closesAt(day);
  const isEmpty = papers.length === 0 && known.length === 0;
  const closedAs = isEmpty ? ('empty' as const) : ('closed' as const);
  const row = {
    state: isClosed ? closedAs : ('open' as const),
    pulled_at: saved.now,
    settled_at: before?.settled_at ?? (isClosed ? saved.now : null),
    next_pull_at: saved.isSample === true ? saved.now : nextPullAt(day, saved.now),
  };
  await trx
    .insertInto('day')
    .values({ day, ...row })
    .onConflict((conflict) => conflict.column('day').doUpdateSet(row))
    .execute();
}

function eachOnce(papers: readonly Paper[]): readonly Paper[] {
  return [...new Map(papers.map((paper) => [paper.id, paper])).values()];
}

/** Two lists that hold the same papers in another order would wait for each other for ever. */
const ROOM = 'archive';

/** SQLite binds at most 32,766 values in one statement; a paper has 13. */
const CHUNK = 1_000;

async function savePapers(
  db: StoreHandle,
  papers: readonly Paper[],
  { now, isSample }: SavedList,
): Promise<void> {
  for (let start = 0; start < papers.length; start += CHUNK) {
    const rows = papers.slice(start, start + CHUNK).map((paper) => toRow(paper, now));
    await db
      .insertInto('paper')
      .values(rows)
      .onConflict((conflict) =>
        isSample === true
          ? conflict.column('id').doNothing()
          : conflict.column('id').doUpdateSet(newer),
      )
      .execute();
  }
}

async function saveListings(trx: StoreHandle, list: ListToSave, now: Instant): Promise<void> {
  if (list.papers.length === 0) return;
  await trx
    .insertInto('listing')
    .values(
      list.papers.map((paper, index) => ({
        day: list.day,
        paper: paper.id,
        position: index + 1,
        seen_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['day', 'paper'])
        .doUpdateSet((eb) => ({ position: eb.ref('excluded.position') })),
    )
    .execute();
}

async function newestList(store: Store, notAfter: Day): Promise<DailyList | undefined> {
  const newest = await store
    .selectFrom('listing')
    .select((eb) => eb.fn.max('day').as('day'))
    .where('day', '<=', notAfter)
    .executeTakeFirst();
  if (!newest?.day) return undefined;
  return (await readLists(store, newest.day, newest.day))[0];
}

async function readLists(store: Store, from: Day, to: Day): Promise<readonly DailyList[]> {
  const days = await store
    .selectFrom('day')
    .selectAll()
    .where('day', '>=', from)
    .where('day', '<=', to)
    .orderBy('day')
    .execute();
  const rows = await store
    .selectFrom('listing')
    .innerJoin('paper', 'paper.id', 'listing.paper')
    .selectAll('paper')
    .select('listing.day')
    .where('listing.day', '>=', from)
    .where('listing.day', '<=', to)
    .orderBy('paper.upvotes', 'desc')
    .orderBy('listing.position')
    .execute();
  const byDay = Map.groupBy(rows, (row) => row.day);
  return days.map((day) => ({
    day: day.day,
    state: day.state,
    pulledAt: day.pulled_at,
    ...(day.settled_at !== null && { settledAt: day.settled_at }),
    papers: (byDay.get(day.day) ?? []).map(toPaper),
  }));
}

async function findMany(
  store: Store,
  ids: readonly PaperId[],
): Promise<ReadonlyMap<PaperId, Paper>> {
  if (ids.length === 0) return new Map();
  const rows = await store.selectFrom('paper').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, toPaper(row)]));
}

async function count(store: Store): Promise<number> {
  const row = await store
    .selectFrom('paper')
    .select((eb) => eb.fn.countAll<number>().as('papers'))
    .executeTakeFirstOrThrow();
  return row.papers;
}
