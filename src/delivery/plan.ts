import type { Message } from '#chat/message.ts';
import type { Instant, Place, WorkspaceId } from '#chat/platform.ts';
import type { SharedList } from '../digest/shared-list.ts';
import { PLANNING, type Subscription } from '../digest/subscription.ts';
import type { Log } from '../log.ts';
import type { Archive } from '../papers/archive.ts';
import type { Day, PaperId } from '../papers/paper.ts';
import { serialised } from '../store/dialect.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import type { Reached } from '../votes/thresholds.ts';
import { planApart } from './apart.ts';
import { keyOf } from './content.ts';
import { ensureDigest, type PlannedDigest } from './digest-by-hand.ts';
import { insertDigests } from './digest-rows.ts';
import { type Batch, type DueDeps, dueBatches } from './due.ts';
import { endLate } from './ended.ts';
import { planPicked } from './picked.ts';
import { planPicks } from './picks-due.ts';
import { endRemoved } from './removed.ts';
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
      await plan(notice.trx, noticeIn(place, notice, deps), { ...deps, now });
    },
    planPrivate: async (to, notice, now) => {
      await plan(notice.trx, noticeTo(to, notice, deps), { ...deps, now });
    },
    ensurePicked: (reached, now) => planPicked(deps, reached, now),
    ensureShared: async (share, now) => {
      const single = shareOf(share, deps);
      return { key: single.key, isNew: await plan(deps.store, single, { ...deps, now }) };
    },
    ensureListShared: async (shared, now) => {
      const single = sharedList(shared, deps);
      return { key: single.key, isNew: await plan(deps.store, single, { ...deps, now }) };
    },
  };
}

async function plan(
  db: StoreHandle,
  single: Single,
  { log, now }: Pick<PlannerDeps, 'log'> & { readonly now: Instant },
): Promise<boolean> {
  const isNew = await ensurePlanned(db, single, now);
  const { key: delivery, purpose } = single;
  if (isNew) log.debug({ delivery, purpose }, 'delivery planned');
  return isNew;
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
  await deps.store.transaction().execute(async (trx) => {
    await endLate(trx, now);
    await endRemoved(trx);
  });
  const troubles: unknown[] = [];
  for await (const batch of dueBatches(deps, now)) {
    const plan = (part: Batch) => planTogether(part, { ...deps, now });
    planned += await planApart(batch, { plan, troubles, log: deps.log });
  }
  if (planned > 0) deps.log.info({ planned }, 'digests planned');
  planned += await planPicks(deps, now);
  if (troubles.length > 0) throw troubles[0];
  return { planned };
}

type BatchDeps = PlannerDeps & { readonly now: Instant };

async function planTogether(batch: Batch, deps: BatchDeps): Promise<number> {
  const planned = await deps.store.transaction().execute(async (trx) => {
    await serialised(trx, PLANNING);
    const inserted = await planBatch(trx, batch, deps);
    deps.checkpoint?.('before-plan');
    return inserted;
  });
  deps.checkpoint?.('after-plan');
  return planned;
}

/** What was decided a moment ago, for subscriptions that still are and still are due. */
async function planBatch(
  trx: StoreHandle,
  { digests, advanced }: Batch,
  deps: PlannerDeps & { readonly now: Instant },
): Promise<number> {
  const moved = new Set<string>();
  for (const [nextRunAt, ids] of advanced) {
    const rows = await trx
      .updateTable('subscription')
      .set({ next_run_at: nextRunAt, resumed_from: null })
      .where('id', 'in', ids)
      .where('enabled', '=', 1)
      .where('next_run_at', '<=', deps.now)
      .returning('id')
      .execute();
    for (const { id } of rows) moved.add(id);
  }
  const due = digests.filter(({ subscription }) => moved.has(subscription.id));
  return insertDigests(trx, due, deps);
}
