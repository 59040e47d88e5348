import { sql } from 'kysely';
import type { Instant, Place } from '#chat/platform.ts';
import { TOO_LATE } from '../delivery/ended.ts';
import type { Services } from './services.ts';

/** What went wrong earlier is in the log. */
const RECENT_MS = 7 * 24 * 60 * 60_000;

export interface Counts {
  /** How many recent deliveries of a channel are in one of the states, or there are in all. */
  of(...states: readonly string[]): number;
  /** When the first of those that wait goes out. */
  readonly nextTry: Instant;
}

/** `plain` is how some were sent, `late` why some were left out. */
export async function countStates(
  { workspace, channel }: Place,
  { store, clock }: Services,
): Promise<Counts> {
  const heads = store
    .selectFrom('delivery as head')
    .where('head.workspace', '=', workspace)
    .where('head.channel', '=', channel)
    .where('head.after', 'is', null)
    .where('head.created_at', '>', clock() - RECENT_MS)
    .select('head.id');
  const kind = sql<string>`case when state = 'sent' and reason is not null then 'plain'
    when state = 'skipped' and reason = ${TOO_LATE.reason} then 'late' else state end`;
  const counted = store
    .selectFrom('delivery')
    .select((eb) => [
      kind.as('kind'),
      eb.fn.countAll<number>().as('rows'),
      eb.fn.min('not_before').as('at'),
    ])
    .groupBy(sql`1`);
  const rows = [
    ...(await counted.where('id', 'in', heads).execute()),
    ...(await counted.where('after', 'in', heads).execute()),
  ];
  const waiting = rows.filter((row) => row.kind === 'pending').map(({ at }) => at);
  return {
    of: (...states) =>
      rows
        .filter((row) => states.length === 0 || states.includes(row.kind))
        .reduce((sum, row) => sum + row.rows, 0),
    nextTry: Math.min(...waiting),
  };
}
