import type { Message } from '#chat/message.ts';
import type { Instant, Place, WorkspaceId } from '#chat/platform.ts';
import { type DigestContent, readDigestContent } from '../digest/digest.ts';
import { select } from '../digest/select.ts';
import type { SharedList } from '../digest/shared-list.ts';
import type { Subscription } from '../digest/subscription.ts';
import { CommandError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Archive } from '../papers/archive.ts';
import { closesAt } from '../papers/feed-day.ts';
import type { Day, PaperId } from '../papers/paper.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import type { Reached } from '../votes/thresholds.ts';
import { keyOf } from './content.ts';
import { insertDigests, type NewDigest, NOT_SEEN } from './digest-rows.ts';
import { type DueDeps, dueBatches } from './due.ts';
import { endLate } from './ended.ts';
import { planPicked } from './picked.ts';
import { planPicks } from './picks-due.ts';
import { type Addressee, ensurePlanned, type Single } from './single.ts';
import { ensureZoneTable } from './zone-table.ts';

export interface PlannerDeps {
  readonly store: Store;
  readonly archive: Archive;
  /** The newest day that the source may be asked for. */
  readonly today: (now: Instant) => Day;
  /** `slack:T0001` for a lane per workspace, `discord` for one for all. */
  readonly laneOf: (workspace: WorkspaceId) => string;
  readonly log: Log;
  /** For the chaos runs, as in a delivery. */
  readonly checkpoint?: (name: string) => void;
}

export interface PlannedDigest {
  readonly id: string;
  readonly content: DigestContent;
  /** False when it was planned before. */
  readonly isNew: boolean;
}

/** A message that somebody asked to be posted, with what makes it one and the same when asked for again. */
export interface PlannedShare {
  readonly place: Place;
  readonly paper: PaperId;
  readonly opener: { readonly person: string; readonly name: string };
}

/** A page of a list that somebody asked to be posted. */
export interface PlannedList {
  readonly place: Place;
  /** Of the view that it is a page of. */
  readonly view: string;
  readonly list: SharedList;
}

export interface PlannedNotice {
  /** Makes it this notice and no other. */
  readonly what: string;
  readonly message: Message;
  readonly trx: StoreHandle;
}

/** Decides what will be posted, always in one transaction with what decided it. */
export interface Planner {
  /** Plans what every subscription whose slot has come gets; late slots fold into one. Safe to repeat. */
  tick(now: Instant): Promise<{ readonly planned: number }>;
  /** The digest of a day, or of the newest closed list, planned now unless it was before. @throws CommandError */
  ensureDigest(
    subscription: Subscription,
    day: Day | undefined,
    now: Instant,
  ): Promise<PlannedDigest>;
  /** One line in a channel, in the transaction of what it tells. */
  planNotice(place: Place, notice: PlannedNotice, now: Instant): Promise<void>;
  /** One line to one person, in a message of their own. */
  planPrivate(to: Addressee, notice: PlannedNotice, now: Instant): Promise<void>;
  /** The card of a paper that reached a channel's threshold: once per channel and paper for ever. True when it is new. */
  ensurePicked(reached: Reached, now: Instant): Promise<boolean>;
  /** A paper's card as a message of its own: once per channel and paper. The delivery's key. */
  ensureShared(
    share: PlannedShare,
    now: Instant,
  ): Promise<{ readonly key: string; readonly isNew: boolean }>;
  /** A page of a list as a message of its own: once per channel, view and page. The delivery's key. */
  ensureListShared(
    shared: PlannedList,
    now: Instant,
  ): Promise<{ readonly key: string; readonly isNew: boolean }>;
}

export function createPlanner(deps: PlannerDeps): Planner {
  let upSince: Instant | undefined;
  return {
    tick: async (now) => {
      if (upSince === undefined) await ensureZoneTable(deps.store, now);
      upSince ??= now;
      return tick({ ...deps, upSince }, now);
    },
    ensureDigest: (subscription, day, now) => ensureDigest(deps, { subscription, day }, now),
    planNotice: async (place, notice, now) => {
      await ensurePlanned(notice.trx, noticeIn(place, notice, deps), now);
    },
    planPrivate: async (to, notice, now) => {
      await ensurePlanned(notice.trx, noticeTo(to, notice, deps), now);
    },
    ensurePicked: (reached, now) => planPicked(deps, reached, now),
    ensureShared: async (share, now) => {
      const single = shareOf(share, deps);
      return { key: single.key, isNew: await ensurePlanned(deps.store, single, now) };
    },
    ensureListShared: async (shared, now) => {
      const single = sharedList(shared, deps);
      return { key: single.key, isNew: await ensurePlanned(deps.store, single, now) };
    },
  };
}

function noticeIn(place: Place, { what, message }: PlannedNotice, { laneOf }: PlannerDeps): Single {
  return {
    key: keyOf('notice', place.workspace, place.channel, what),
    purpose: 'notice',
    to: place,
    lane: laneOf(place.workspace),
    payload: { kind: 'message', message },
  };
}

function noticeTo(
  to: Addressee,
  { what, message }: PlannedNotice,
  { laneOf }: PlannerDeps,
): Single {
  return {
    key: keyOf('private', to.workspace, to.person, what),
    purpose: 'notice',
    to,
    lane: laneOf(to.workspace),
    payload: { kind: 'message', message },
  };
}

function shareOf({ place, paper, opener }: PlannedShare, { laneOf }: PlannerDeps): Single {
  return {
    key: keyOf('share', place.workspace, place.channel, paper),
    purpose: 'share',
    to: place,
    lane: laneOf(place.workspace),
    part: paper,
    payload: { kind: 'card', opener },
  };
}

function sharedList({ place, view, list }: PlannedList, { laneOf }: PlannerDeps): Single {
  return {
    key: keyOf('list', place.workspace, place.channel, view, list.before),
    purpose: 'share',
    to: place,
    lane: laneOf(place.workspace),
    part: 'list',
    payload: { kind: 'list', list },
  };
}

async function tick(
  deps: PlannerDeps & DueDeps,
  now: Instant,
): Promise<{ readonly planned: number }> {
  let planned = 0;
  await deps.store.transaction().execute((trx) => endLate(trx, now));
  for await (const batch of dueBatches(deps, now)) {
    planned += await deps.store.transaction().execute(async (trx) => {
      const inserted = await insertDigests(trx, batch.digests, { ...deps, now });
      for (const [nextRunAt, ids] of batch.advanced) {
        await trx
          .updateTable('subscription')
          .set({ next_run_at: nextRunAt, resumed_from: null })
          .where('id', 'in', ids)
          .where('next_run_at', '<=', now)
          .execute();
      }
      deps.checkpoint?.('before-plan');
      return inserted;
    });
    deps.checkpoint?.('after-plan');
  }
  if (planned > 0) deps.log.info({ planned }, 'digests planned');
  return { planned: planned + (await planPicks(deps, now)) };
}

interface WantedDigest {
  readonly subscription: Subscription;
  readonly day: Day | undefined;
}

async function ensureDigest(
  deps: PlannerDeps,
  { subscription, day }: WantedDigest,
  now: Instant,
): Promise<PlannedDigest> {
  const list = await closedList(deps, day, now);
  return deps.store.transaction().execute(async (trx) => {
    const known = await findDigest(trx, subscription.id, list.day);
    if (known !== undefined) return { ...known, isNew: false };
    const shown = await shownIn(trx, subscription.place);
    const content = select({
      closed: [list],
      isShown: (paper) => shown.has(paper),
      top: subscription.top,
      isLate: false,
    });
    if (content === undefined) {
      throw new CommandError(`Every paper of ${list.day} was shown in this channel already.`);
    }
    const digest: NewDigest = { subscription, slot: closesAt(list.day), content };
    await insertDigests(trx, [digest], { ...deps, now });
    const planned = await findDigest(trx, subscription.id, list.day);
    if (planned === undefined) throw new Error(`digest of ${list.day} was not stored`);
    return { ...planned, isNew: true };
  });
}

async function closedList({ archive, today }: PlannerDeps, day: Day | undefined, now: Instant) {
  const newest = today(now);
  const list = day === undefined ? await newestClosed(archive, newest) : await archive.list(day);
  if (list === undefined || list.papers.length === 0) {
    throw new CommandError(`There is no list of papers for ${day ?? newest}.`);
  }
  if (list.state === 'open') {
    throw new CommandError(
      `The list of ${list.day} is still growing; it closes at 21:30 New York.`,
    );
  }
  return list;
}

async function newestClosed(archive: Archive, notAfter: Day) {
  const newest = await archive.newestList(notAfter);
  if (newest?.state !== 'open') return newest;
  const before = Temporal.PlainDate.from(newest.day).subtract({ days: 1 }).toString();
  return archive.newestList(before);
}

/** The one that was planned and may still be seen. */
async function findDigest(db: StoreHandle, subscription: string, day: Day) {
  const row = await db
    .selectFrom('digest')
    .innerJoin('delivery as overview', 'overview.digest', 'digest.id')
    .select(['digest.id', 'digest.content'])
    .where('overview.part', '=', 'overview')
    .where('overview.state', 'not in', NOT_SEEN)
    .where('digest.subscription', '=', subscription)
    .where('digest.day', '=', day)
    .executeTakeFirst();
  return row === undefined ? undefined : { id: row.id, content: readDigestContent(row.content) };
}

async function shownIn(
  db: StoreHandle,
  { workspace, channel }: Place,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('shown')
    .select('paper')
    .where('workspace', '=', workspace)
    .where('channel', '=', channel)
    .execute();
  return new Set(rows.map((row) => row.paper));
}
