import { sql } from 'kysely';
import type { Instant } from '#chat/platform.ts';
import { earlierOf, laterOf } from '../store/dialect.ts';
import type { Store } from '../store/open.ts';

/** An edit is owed at that moment, or earlier when it is already. */
export async function mark(store: Store, delivery: number, dueAt: Instant): Promise<void> {
  const at = sql`coalesce(refresh.due_at, ${dueAt})`;
  await store
    .insertInto('refresh')
    .values({ delivery, due_at: dueAt })
    .onConflict((conflict) =>
      conflict.column('delivery').doUpdateSet({ due_at: earlierOf(at, sql`${dueAt}`) }),
    )
    .execute();
}

/** When an edit is owed; null when none is. */
export async function setDue(store: Store, delivery: number, dueAt: Instant | null): Promise<void> {
  await store
    .updateTable('refresh')
    .set({ due_at: dueAt })
    .where('delivery', '=', delivery)
    .execute();
}

/** An edit that was made, under the lease that it was given. */
interface Edited {
  readonly lease: Instant;
  readonly at: Instant;
  /** How long it rules out the next one. */
  readonly everyMs: number;
}

/** Nothing more is owed, unless a vote has pulled the lease forward meanwhile. */
export async function edited(
  store: Store,
  delivery: number,
  { lease, at, everyMs }: Edited,
): Promise<void> {
  const due_at = sql<number | null>`case due_at when ${lease} then null
    else ${laterOf(sql.ref('due_at'), sql`${at + everyMs}`)} end`;
  await store
    .updateTable('refresh')
    .set({ edited_at: at, due_at })
    .where('delivery', '=', delivery)
    .execute();
}
