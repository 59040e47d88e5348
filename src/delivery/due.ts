import { setImmediate } from 'node:timers/promises';
import type { Instant } from '#chat/platform.ts';
import { localDay, newestSlot, nextSlot, type Schedule } from '../digest/schedule.ts';
import { type Candidates, select } from '../digest/select.ts';
import { type Subscription, toSubscription } from '../digest/subscription.ts';
import type { Archive, DailyList } from '../papers/archive.ts';
import { addDays, closesAt, isWeekday } from '../papers/feed-day.ts';
import type { Day, PaperId } from '../papers/paper.ts';
import type { Store } from '../store/open.ts';
import type { NewDigest } from './digest-rows.ts';
import { type LastDigest, lastDigests, shownPapers } from './history.ts';

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

/** A transaction for so many takes a quarter of a second. Smaller ones write the same pages again, larger ones keep others waiting. */
const BATCH = 2_500;
/** A digest waits this long for a list that should be there; then its slot is silent and folds into the next. */
const WAIT_FOR_LIST_MS = 6 * 60 * 60_000;
/** Shorter waits are nobody's business. */
const LATE_MS = 30 * 60_000;
/** The lists a catch-up may draw on, with room for a holiday. */
const LOOK_BACK_DAYS = 10;

/** Subscriptions that are due, decided in batches. Lists are read once, whatever the number of subscriptions. */
export async function* dueBatches(deps: DueDeps, now: Instant): AsyncGenerator<Batch> {
  let rows = await dueRows(deps.store, now, undefined);
  if (rows.length === 0) return;
  const facts = { lists: await closedLists(deps, now), slotsOf: slotsAt(now), now };
  while (rows.length > 0) {
    yield await decide(deps, rows, facts);
    await setImmediate(); // SQLite holds everything up: what people asked meanwhile is acknowledged now.
    rows = await dueRows(deps.store, now, rows.at(-1));
  }
}

/** In the order of the index on what is due: any other reads every subscription there is, every minute. */
async function dueRows(
  store: Store,
  now: Instant,
  after: Subscription | undefined,
): Promise<readonly Subscription[]> {
  const rows = await store
    .selectFrom('subscription')
    .selectAll()
    .where('enabled', '=', 1)
    .where('kind', '=', 'daily')
    .where('next_run_at', '<=', now)
    .where(({ eb, refTuple, tuple }) =>
      eb(refTuple('next_run_at', 'id'), '>', tuple(after?.nextRunAt ?? 0, after?.id ?? '')),
    )
    .orderBy('next_run_at')
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

interface Slots {
  readonly newest: Instant;
  readonly next: Instant;
}

/** Each schedule is reckoned once: most channels of a zone want their digest at the same hour. */
function slotsAt(now: Instant): (schedule: Schedule) => Slots {
  const known = new Map<string, Slots>();
  return (schedule) => {
    const name = `${schedule.zone} ${schedule.localMinute} ${schedule.daysMask}`;
    const slots = known.get(name) ?? {
      newest: newestSlot(schedule, now),
      next: nextSlot(schedule, now),
    };
    known.set(name, slots);
    return slots;
  };
}

interface Facts {
  readonly lists: Lists;
  readonly slotsOf: (schedule: Schedule) => Slots;
  readonly now: Instant;
}

async function decide(
  { store, upSince }: DueDeps,
  subscriptions: readonly Subscription[],
  { lists, slotsOf, now }: Facts,
): Promise<Batch> {
  const ids = subscriptions.map(({ id }) => id);
  const covered = await lastDigests(store, ids);
  const shown = await shownPapers(store, ids, candidates(lists.closed, [...covered.values()]));
  const advanced = new Map<Instant, string[]>();
  const digests: NewDigest[] = [];
  for (const subscription of subscriptions) {
    const { newest: slot, next } = slotsOf(subscription.schedule);
    if (!lists.isComplete && now - slot < WAIT_FOR_LIST_MS) continue;
    const last = covered.get(subscription.id);
    const content = select({
      closed: lists.closed,
      isShown: (paper) => shown.get(subscription.id)?.has(paper) === true,
      top: subscription.top,
      isLate: lists.newestSettledAt - Math.max(slot, upSince) > LATE_MS,
      ...(last !== undefined && { coveredTo: last.day, ...awayOf(subscription, last, upSince) }),
    });
    if (content !== undefined) digests.push({ subscription, slot, content });
    const others = advanced.get(next);
    if (others === undefined) advanced.set(next, [subscription.id]);
    else others.push(subscription.id);
  }
  return { digests, advanced };
}

/** Papers that one of these may get: of lists that one has not had yet, and of the newest, with which new ones start. */
function candidates(
  closed: readonly DailyList[],
  covered: readonly LastDigest[],
): readonly PaperId[] {
  const [oldest] = covered.map(({ day }) => day).toSorted();
  const newest = closed.findLast(({ papers }) => papers.length > 0);
  const lists = closed.filter((list) => list === newest || list.day > (oldest ?? list.day));
  return lists.flatMap(({ papers }) => papers.map(({ id }) => id));
}

/** Whoever was there at the first slot after the last digest was not away: the list was, or the platform. */
function awayOf(
  { resumedFrom, schedule }: Subscription,
  last: LastDigest,
  upSince: Instant,
): Pick<Candidates, 'away'> {
  if (resumedFrom !== undefined) {
    return { away: { who: 'a pause', since: localDay(schedule, resumedFrom) } };
  }
  if (upSince <= last.at || upSince <= nextSlot(schedule, last.at)) return {};
  return { away: { who: 'Paperboy', since: localDay(schedule, last.at) } };
}
