import type { Store } from '../store/open.ts';
import type { Day, Paper, PaperId } from './paper.ts';
import { toPaper } from './paper-row.ts';

/** Days of lists, both included. */
export interface Days {
  readonly from: Day;
  readonly to: Day;
}

/** One page of all papers of some days' lists, each once, Hugging Face's best first. */
export async function bestListed(
  store: Store,
  { from, to }: Days,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{ readonly total: number; readonly papers: readonly Paper[] }> {
  const listed = store
    .selectFrom('paper')
    .where('id', 'in', (eb) =>
      eb.selectFrom('listing').select('paper').where('day', '>=', from).where('day', '<=', to),
    );
  const { total } = await listed
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await listed
    .selectAll()
    .orderBy('upvotes', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  return { total, papers: rows.map(toPaper) };
}

/** The last day on which each was listed; those that never were are left out. */
export async function lastListed(
  store: Store,
  ids: readonly PaperId[],
): Promise<ReadonlyMap<PaperId, Day>> {
  if (ids.length === 0) return new Map();
  const rows = await store
    .selectFrom('listing')
    .select((eb) => ['paper', eb.fn.max('day').as('day')])
    .where('paper', 'in', ids)
    .groupBy('paper')
    .execute();
  return new Map(rows.map(({ paper, day }) => [paper, day]));
}

/** The first and the last of some days that have a list with papers; undefined when none has. */
export async function daysListed(store: Store, { from, to }: Days): Promise<Days | undefined> {
  const row = await store
    .selectFrom('listing')
    .select((eb) => [eb.fn.min('day').as('first'), eb.fn.max('day').as('last')])
    .where('day', '>=', from)
    .where('day', '<=', to)
    .executeTakeFirst();
  if (!row?.first || !row.last) return undefined;
  return { from: row.first, to: row.last };
}
