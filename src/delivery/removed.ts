import { sql } from 'kysely';
import type { StoreHandle } from '../store/open.ts';
import { isUnfinished } from '../store/unfinished.ts';
import { endWith } from './ended.ts';

const REASON = 'Paperboy was removed there';

/** Where Paperboy was removed nothing goes out any more, and nobody can say whether what may have arrived did. Safe to repeat. */
export async function endRemoved(trx: StoreHandle): Promise<void> {
  const ended = await trx
    .updateTable('delivery')
    .set({
      state: sql<
        'skipped' | 'uncertain'
      >`case maybe_sent when 1 then 'uncertain' else 'skipped' end`,
      reason: REASON,
    })
    .where(isUnfinished('delivery.state'))
    .where('state', '=', 'pending')
    .where('workspace', 'in', (eb) =>
      eb.selectFrom('workspace as left').select('left.id').where('left.state', '=', 'removed'),
    )
    .returningAll()
    .execute();
  for (const row of ended.filter(({ after }) => after === null)) {
    const state = row.maybe_sent === 1 ? 'uncertain' : 'skipped';
    await endWith(trx, row, { state, reason: REASON });
  }
}
