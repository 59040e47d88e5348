import type { ExpressionBuilder } from 'kysely';
import type { Instant } from '#chat/platform.ts';
import type { Day, PaperId } from '../papers/paper.ts';
import type { StoreHandle } from '../store/open.ts';
import type { Database } from '../store/schema.ts';
import { NOT_SEEN } from './digest-rows.ts';

/** What a subscription's channel got last, or is about to get. */
export interface LastDigest {
  readonly day: Day;
  readonly at: Instant;
}

/** By subscription. What a channel got before it was unsubscribed is another story. */
export async function lastDigests(
  db: StoreHandle,
  subscriptions: readonly string[],
): Promise<ReadonlyMap<string, LastDigest>> {
  const newest = await newestOf(db, subscriptions);
  if (newest.length === 0) return new Map();
  const digests = await db
    .selectFrom('digest')
    .select(['subscription', 'day', 'created_at as at'])
    .where('id', 'in', newest)
    .execute();
  return new Map(digests.map(({ subscription, ...last }) => [subscription, last]));
}

/** The id of the newest digest of each. One at a time: a channel has a digest for every day since it subscribed. */
async function newestOf(
  db: StoreHandle,
  subscriptions: readonly string[],
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('subscription')
    .select((eb) =>
      eb
        .selectFrom('digest as one')
        .select('one.id')
        .whereRef('one.subscription', '=', 'subscription.id')
        .whereRef('one.created_at', '>=', 'subscription.created_at')
        .where((one) => one(overviewOf(one), 'not in', NOT_SEEN))
        .orderBy('one.day', 'desc')
        .limit(1)
        .as('digest'),
    )
    .where('id', 'in', subscriptions)
    .execute();
  return rows.flatMap(({ digest }) => digest ?? []);
}

/** Its state. No join: until PostgreSQL has looked at a morning's rows it would read all deliveries for each subscription. */
function overviewOf(one: ExpressionBuilder<Database & { one: Database['digest'] }, 'one'>) {
  return one
    .selectFrom('delivery as overview')
    .select('overview.state')
    .whereRef('overview.digest', '=', 'one.id')
    .where('overview.part', '=', 'overview')
    .limit(1);
}

/** What daily digests have shown in a subscription's channel, by subscription; of these papers all that were, of others some. */
export async function shownPapers(
  db: StoreHandle,
  subscriptions: readonly string[],
  papers: readonly PaperId[],
): Promise<ReadonlyMap<string, ReadonlySet<PaperId>>> {
  const [first, last] = [papers.toSorted()[0], papers.toSorted().at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const rows = await db
    .selectFrom('subscription')
    .innerJoin('shown', (join) =>
      join
        .onRef('shown.workspace', '=', 'subscription.workspace')
        .onRef('shown.channel', '=', 'subscription.channel'),
    )
    .select(['subscription.id', 'shown.paper'])
    .where('subscription.id', 'in', subscriptions)
    // New papers have high ids: such a range is read in a third of the time that a look for each of them takes.
    .where('shown.paper', '>=', first)
    .where('shown.paper', '<=', last)
    .execute();
  const bySubscription = Map.groupBy(rows, ({ id }) => id);
  return new Map(
    [...bySubscription].map(([id, shown]) => [id, new Set(shown.map(({ paper }) => paper))]),
  );
}
