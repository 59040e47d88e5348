import { type RawBuilder, type SqlBool, sql } from 'kysely';

/**
 * Deliveries that may still be sent, in the very words of the index `delivery_open`: with bound values SQLite does not
 * see that it fits, and reads every delivery there ever was.
 */
export function isUnfinished(state: 'delivery.state' | 'waiting.state'): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(state)} in ('pending', 'sending')`;
}
