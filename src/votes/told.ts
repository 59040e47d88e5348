import { type RawBuilder, sql } from 'kysely';
import type { MessageRef } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';

/** One person's reaction with one emoji, as the tables name it. */
export type ReactionKey = MessageRef & {
  readonly person: string;
  readonly emoji: string;
  readonly burst: number;
};

/**
 * When the platform says that it happened, as the tables keep it; 0 when it does not say. Somebody who is quick changes
 * their mind within a millisecond, and Slack counts below that.
 */
export function toldOf({ at }: { readonly at?: number }): number {
  return at === undefined ? 0 : Math.round(at * 1_000);
}

/**
 * Whether something at least as new is known of that reaction: the platform repeats itself, or two events overtook each
 * other. Only times of the platform's own clock are compared; where it tells none, an event is as new as its arrival.
 */
export async function isRepeated(
  trx: StoreHandle,
  key: ReactionKey,
  told: number,
): Promise<boolean> {
  if (told === 0) return false;
  const newer = (table: 'reaction' | 'taken_back') =>
    trx
      .selectFrom(table)
      .select('told_us')
      .where((eb) => eb.and(key))
      .where('told_us', '>=', told);
  return (
    (await newer('reaction').unionAll(newer('taken_back')).limit(1).executeTakeFirst()) !==
    undefined
  );
}

/** The newest of what was known and what is told now. */
export function newest(table: 'reaction' | 'taken_back', told: number): RawBuilder<number> {
  const known = sql.ref(`${table}.told_us`);
  return sql<number>`case when ${known} > ${told} then ${known} else ${told} end`;
}
