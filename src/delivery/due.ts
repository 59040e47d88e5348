import { sql } from 'kysely';
import type { Instant } from '#chat/platform.ts';
import { newestSlot, nextSlot } from '../digest/schedule.ts';
import { type Candidates, select } from '../digest/select.ts';
import { type Subscription, toSubscription } from '../digest/subscription.ts';
import type { Archive, DailyList } from '../papers/archive.ts';
import { addDays, closesAt, isWeekday } from '../papers/feed-day.ts';
import type { Day } from '../papers/paper.ts';
import type { Store } from '../store/open.ts';
import { type NewDigest, NOT_SEEN } from './digest-rows.ts';

export interface DueDeps {
  readonly store: Store;
  readonly archive: Archive;
  readonly today: (now: Instant) => Day;
  /** Since when somebody has been looking: a list that nobody waited for was not late. */
  readonly upSince: Instant;
}

/** What one transaction writes: new digests, and the subscriptions that move on to their next slot. */
export interface Batch {
  readonly digests: readonly NewDigest[];
  readonly advanced: ReadonlyMap<Instant, readonly string[]>;
}

const BATCH = 1_000;
/** A digest waits this long for a list that should be there; then its slot is silent and folds into the next. */
const WAIT_FOR_LIST_MS = 6 * 60 * 60_000;
/** Shorter waits are nobody's business. */
const LATE_MS = 30 * 60_000;
/** The lists a catch-up may draw on, with room for a holiday. */
const LOOK_BACK_DAYS = 10;

/** Subscriptions that are due, decided in batches. Lists are read once, whatever the number of subscriptions. */
export async function* dueBatches(deps: DueDeps, now: Instant): AsyncGenerator<Batch> {
  let rows = await dueRows(deps.store, { now, after: '' });
  if (rows.length === 0) return;
  const lists = await closedLists(deps, now);
  while (rows.length > 0) {
    yield await decide(deps, rows, { lists, now });
    rows = await dueRows(deps.store, { now, after: rows.at(-1)?.id ?? '' });
  }
}

async function dueRows(
  store: Store,
  { now, after }: { readonly now: Instant; readonly after: string },
): Promise<readonly Subscription[]> {
  const rows = await store
    .selectFrom('subscription')
    .selectAll()
    .where('enabled', '=', 1)
    .where('next_run_at', '<=', now)
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute();
  return rows.map(toSubscription);
}

interface Lists {
  readonly closed: readonly DailyList[];
  /** False while the newest list that should be closed was not read after its closing. */
  readonly isComplete: boolean;
  /** When the newest list was first read after it had closed. */
  readonly newestSettledAt: Instant;
}

async function closedLists({ archive, today }: DueDeps, now: Instant): Promise<Lists> {
  const newest = newestClosing(today(now), now);
  const lists = await archive.lists(addDays(newest, -LOOK_BACK_DAYS), newest);
  const closed = lists.filter((list) => list.state === 'closed');
  const isComplete = lists.some((list) => list.day === newest && list.state !== 'open');
  return { closed, isComplete, newestSettledAt: closed.at(-1)?.settledAt ?? 0 };
}

/** The last weekday whose list can no longer grow. */
function newestClosing(today: Day, now: Instant): Day {
  let day = today;
  while (!isWeekday(day) || closesAt(day) > now) day = addDays(day, -1);
  return day;
}

async function decide(
  { store, upSince }: DueDeps,
  subscriptions: readonly Subscription[],
  { lists, now }: { readonly lists: Lists; readonly now: Instant },
): Promise<Batch> {
  const covered = await lastDigests(store, subscriptions);
  const shown = await shownPapers(store, subscriptions, lists.closed);
  const advanced = new Map<Instant, string[]>();
  const digests: NewDigest[] = [];
  for (const subscription of subscriptions) {
    const slot = newestSlot(subscription.schedule, now);
    if (!lists.isComplete && now - slot < WAIT_FOR_LIST_MS) continue;
    const last = covered.get(subscription.id);
    const content = select({
      closed: lists.closed,
      isShown: (paper) =>
        shown.has(placeKey(subscription.place.workspace, subscription.place.channel, paper)),
      top: subscription.top,
      isLate: lists.newestSettledAt - Math.max(slot, upSince) > LATE_MS,
      ...(last !== undefined && { coveredTo: last.day, ...awayOf(subscription, last) }),
    });
    if (content !== undefined) digests.push({ subscription, slot, content });
    const nextRunAt = nextSlot(subscription.schedule, now);
    advanced.set(nextRunAt, [...(advanced.get(nextRunAt) ?? []), subscription.id]);
  }
  return { digests, advanced };
}

interface LastDigest {
  readonly day: Day;
  readonly at: Instant;
}

function awayOf(
  { resumedFrom, schedule }: Subscription,
  last: LastDigest,
): Pick<Candidates, 'away'> {
  const since = localDay(resumedFrom ?? last.at, schedule.zone);
  return { away: { who: resumedFrom === undefined ? 'Paperboy' : 'a pause', since } };
}

function localDay(at: Instant, zone: string): Day {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}

/** What each channel got last, or is about to get. */
async function lastDigests(store: Store, subscriptions: readonly Subscription[]) {
  const rows = await store
    .selectFrom('digest')
    .innerJoin('delivery as overview', 'overview.digest', 'digest.id')
    .select((eb) => [
      'digest.subscription',
      eb.fn.max('digest.day').as('day'),
      eb.fn.max('digest.created_at').as('at'),
    ])
    .where('overview.part', '=', 'overview')
    .where('overview.state', 'not in', NOT_SEEN)
    .where(
      'digest.subscription',
      'in',
      subscriptions.map(({ id }) => id),
    )
    .groupBy('digest.subscription')
    .execute();
  return new Map(rows.map((row): [string, LastDigest] => [row.subscription, row]));
}

async function shownPapers(
  store: Store,
  subscriptions: readonly Subscription[],
  lists: readonly DailyList[],
): Promise<ReadonlySet<string>> {
  const papers = JSON.stringify(lists.flatMap((list) => list.papers.map(({ id }) => id)));
  const channels = subscriptions.map(({ place }) => place.channel);
  const rows = await store
    .selectFrom('shown')
    .select(['workspace', 'channel', 'paper'])
    .where('channel', 'in', channels)
    .where(sql<boolean>`paper in (select value from json_each(${papers}))`)
    .where('workspace', 'in', [...new Set(subscriptions.map(({ place }) => place.workspace))])
    .execute();
  return new Set(rows.map((row) => placeKey(row.workspace, row.channel, row.paper)));
}

function placeKey(...parts: readonly string[]): string {
  return parts.join(' ');
}
