import { type SqlBool, sql } from 'kysely';
import type { Instant } from '#chat/platform.ts';
import type { Store } from '../store/open.ts';
import { isUnfinished } from '../store/unfinished.ts';
import { lateWords, sourceWords, uncertainWords } from './alert-words.ts';
import { lastPull } from './gauges.ts';
import { type Matter, matter } from './told.ts';

const HOUR_MS = 60 * 60_000;
/** Lists are read every ten minutes, and every hour at weekends. */
const SILENT_MS = 3 * HOUR_MS;
/** A hundred thousand channels take one Discord bot forty minutes. */
const LATE_MS = HOUR_MS;
const UNCERTAIN_FOR_MS = 24 * HOUR_MS;

/** What the database itself shows to be wrong or well, the same for every process. `without`: lanes that are told of by themselves. */
export async function storedMatters(
  store: Store,
  now: Instant,
  without: readonly string[],
): Promise<readonly Matter[]> {
  const pulledAt = (await lastPull(store)) ?? now;
  const silentMs = now - pulledAt;
  const late = await lateMessages(store, now, without);
  const uncertain = await uncertainMessages(store, now);
  return [
    matter('source', silentMs > SILENT_MS, sourceWords(silentMs)),
    matter('late', late.messages > 0, lateWords(late.messages, late.oldestMs)),
    matter('uncertain', uncertain > 0, uncertainWords(uncertain)),
  ];
}

/** Of messages that wait for no other: tried first, or due, so long ago. An alert that does not come out is no news. */
async function lateMessages(store: Store, now: Instant, without: readonly string[]) {
  const dueAt = sql<number>`coalesce(delivery.first_attempt_at, delivery.not_before)`;
  const { messages, oldest } = await store
    .selectFrom('delivery')
    .select((eb) => [eb.fn.countAll<number>().as('messages'), eb.fn.min(dueAt).as('oldest')])
    .where(isUnfinished('delivery.state'))
    .where('after', 'is', null)
    .where('purpose', '<>', 'alert')
    .where(dueAt, '<=', now - LATE_MS)
    .$if(without.length > 0, (query) => query.where('lane', 'not in', without))
    .executeTakeFirstOrThrow();
  return { messages, oldestMs: now - (oldest ?? now) };
}

async function uncertainMessages(store: Store, now: Instant): Promise<number> {
  const { messages } = await store
    .selectFrom('delivery')
    .select((eb) => eb.fn.countAll<number>().as('messages'))
    .where(sql<SqlBool>`delivery.state = 'uncertain'`)
    .where('purpose', '<>', 'alert')
    .where('first_attempt_at', '>', now - UNCERTAIN_FOR_MS)
    .executeTakeFirstOrThrow();
  return messages;
}
