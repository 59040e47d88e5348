import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { StoreHandle } from './open.ts';
import type { Database } from './schema.ts';

/**
 * Deliveries that may still be sent, in the very words of the index `delivery_open`: with bound values SQLite does not
 * see that it fits, and reads every delivery there ever was.
 */
export function isUnfinished(state: 'delivery.state' | 'waiting.state'): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(state)} in ('pending', 'sending')`;
}

/** Those of them that may have arrived already, in the very words of the index `delivery_doubtful`. */
export const IS_DOUBTFUL: RawBuilder<SqlBool> = sql<SqlBool>`maybe_sent = 1 and state in ('pending', 'sending')`;

/** Ids of what is being posted to these workspaces or may have arrived there; two indexes instead of all that is open. */
export function onTheirWayTo(
  db: StoreHandle,
  workspaces: readonly string[],
): SelectQueryBuilder<Database, 'delivery', { id: number }> {
  const ids = db.selectFrom('delivery').select('id').where('workspace', 'in', workspaces);
  return ids.where(sql<SqlBool>`state = 'sending'`).unionAll(ids.where(IS_DOUBTFUL));
}
