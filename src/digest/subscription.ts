import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Instant, PersonId, Place } from '#chat/platform.ts';
import { earlierOf } from '../store/dialect.ts';
import type { StoreHandle } from '../store/open.ts';
import type { SubscriptionRow } from '../store/schema.ts';
import { endOf, FIRST_PROBE_MS, type Pause, samePause, type Trial } from './pause.ts';
import { nextSlot, type Schedule } from './schedule.ts';

/** `picks` is the weekly message of what the team voted up. */
export type Kind = 'daily' | 'picks';

/**
 * The room (`serialised`) of whatever changes a subscription by what it reads of it, or plans digests: a digest that
 * failed gives way to one new one, and a slot is not set back by somebody who read an older one.
 */
export const PLANNING = 'planning';

/** A channel, its schedule and what it wants to see. */
export interface Subscription {
  readonly id: string;
  readonly kind: Kind;
  readonly place: Place;
  readonly schedule: Schedule;
  /** Papers in a digest, 1 to 10. */
  readonly top: number;
  readonly details: 'thread' | 'channel' | 'none';
  readonly nextRunAt: Instant;
  readonly createdAt: Instant;
  /** Absent while it runs. */
  readonly paused?: Pause;
  /** When the pause began that has just ended. */
  readonly resumedFrom?: Instant;
  readonly setUpBy?: { readonly person: PersonId; readonly name: string };
}

export interface WantedSubscription {
  /** A daily digest unless said. */
  readonly kind?: Kind;
  readonly place: Place;
  readonly schedule: Schedule;
  readonly top: number;
  readonly details: Subscription['details'];
  readonly setUpBy?: { readonly person: PersonId; readonly name: string };
}

/** One of a kind in a channel; where no kind is named it is the daily digest. */
export interface Subscriptions {
  /** Starts it, or changes the one there is, as it was `before`, which also ends a pause. */
  ensure(
    wanted: WantedSubscription,
    now: Instant,
  ): Promise<{ readonly subscription: Subscription; readonly before: Subscription | undefined }>;
  find(place: Place, kind?: Kind): Promise<Subscription | undefined>;
  byId(id: string): Promise<Subscription | undefined>;
  /** True when there was one. */
  remove(place: Place, kind?: Kind): Promise<boolean>;
  /**
   * A pause that is there already keeps its first reason. When it began, if this paused it: earlier than now when it had
   * only been tried.
   */
  pause(id: string, pause: Pause): Promise<Instant | undefined>;
  /** The next slot from now on; what was missed is folded into it. True when this ended a pause. */
  resume(id: string, from: Instant, trial?: Trial): Promise<boolean>;
  /** Those of one workspace, or of one channel in it. */
  inWorkspace(workspace: string, channel?: string): Promise<readonly Subscription[]>;
}

export function createSubscriptions(db: StoreHandle): Subscriptions {
  return {
    ensure: (wanted, now) => ensure(db, wanted, now),
    find: (place, kind) => find(db, place, kind),
    byId: async (id) =>
      read(await db.selectFrom('subscription').selectAll().where('id', '=', id).executeTakeFirst()),
    remove: (place, kind) => remove(db, place, kind),
    pause: (id, pause) => pauseOne(db, id, pause),
    resume: (id, from, trial) => resume(db, id, { from, trial }),
    inWorkspace: (workspace, channel) => inWorkspace(db, workspace, channel),
  };
}

async function ensure(db: StoreHandle, wanted: WantedSubscription, now: Instant) {
  const { kind = 'daily', setUpBy } = wanted;
  const known = await find(db, wanted.place, kind);
  const settings = {
    zone: wanted.schedule.zone,
    local_minute: wanted.schedule.localMinute,
    days_mask: wanted.schedule.daysMask,
    top: wanted.top,
    details: wanted.details,
    enabled: 1,
    paused_reason: null,
    paused_fix: null,
    paused_at: null,
    ...{ untold: 0, tried_from: null, tried_until: null },
    next_run_at: nextRun(wanted.schedule, known, now),
    ...(known?.paused !== undefined && { resumed_from: known.paused.at }),
    ...(setUpBy !== undefined && { set_up_by: setUpBy.person, set_up_by_name: setUpBy.name }),
  };
  const row = await db
    .insertInto('subscription')
    .values({
      id: idOf(wanted.place, kind),
      ...wanted.place,
      kind,
      created_at: now,
      ...settings,
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace', 'channel', 'kind']).doUpdateSet(settings),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return { subscription: toSubscription(row), before: known };
}

/** A slot that has come and waits for its list goes on waiting when the hour stays what it was. */
function nextRun(wanted: Schedule, known: Subscription | undefined, now: Instant): Instant {
  const next = nextSlot(wanted, now);
  if (known === undefined || known.paused !== undefined) return next;
  const { zone, localMinute, daysMask } = known.schedule;
  const isSame =
    zone === wanted.zone && localMinute === wanted.localMinute && daysMask === wanted.daysMask;
  return isSame ? Math.min(known.nextRunAt, next) : next;
}

/** The same channel always gets the same id, so that what was delivered is remembered over unsubscribe and subscribe. */
function idOf({ workspace, channel }: Place, kind: Kind): string {
  return `s${hash('sha256', `${workspace}/${channel}/${kind}`, 'base64url').slice(0, 11)}`;
}

async function find(
  db: StoreHandle,
  place: Place,
  kind: Kind = 'daily',
): Promise<Subscription | undefined> {
  const row = await db
    .selectFrom('subscription')
    .selectAll()
    .where('workspace', '=', place.workspace)
    .where('channel', '=', place.channel)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return read(row);
}

async function remove(db: StoreHandle, place: Place, kind: Kind = 'daily'): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('subscription')
    .where('workspace', '=', place.workspace)
    .where('channel', '=', place.channel)
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Nobody knows of it yet; and before long somebody looks whether it may go on. */
async function pauseOne(
  db: StoreHandle,
  id: string,
  { reason, fix, at }: Pause,
): Promise<Instant | undefined> {
  const row = await db
    .updateTable('subscription')
    .set({
      ...{ enabled: 0, paused_reason: reason, paused_fix: fix, ...samePause(at) },
      next_run_at: earlierOf(sql.ref('next_run_at'), sql`${at + FIRST_PROBE_MS}`),
    })
    .where('id', '=', id)
    .where('enabled', '=', 1)
    .returning('paused_at')
    .executeTakeFirst();
  return row?.paused_at ?? undefined;
}

async function resume(
  db: StoreHandle,
  id: string,
  { from, trial }: { readonly from: Instant; readonly trial: Trial | undefined },
): Promise<boolean> {
  const subscription = await createSubscriptions(db).byId(id);
  if (subscription?.paused === undefined) return false;
  const { paused, schedule } = subscription;
  const { numUpdatedRows } = await db
    .updateTable('subscription')
    .set({
      ...{ enabled: 1, paused_reason: null, paused_fix: null, paused_at: null },
      ...endOf(paused.at, trial),
      resumed_from: paused.at,
      next_run_at: nextSlot(schedule, from),
    })
    .where('id', '=', id)
    .where('enabled', '=', 0)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function inWorkspace(
  db: StoreHandle,
  workspace: string,
  channel?: string,
): Promise<readonly Subscription[]> {
  const all = db.selectFrom('subscription').selectAll().where('workspace', '=', workspace);
  const rows = await (channel === undefined ? all : all.where('channel', '=', channel)).execute();
  return rows.map(toSubscription);
}

function read(row: SubscriptionRow | undefined): Subscription | undefined {
  return row === undefined ? undefined : toSubscription(row);
}

export function toSubscription(row: SubscriptionRow): Subscription {
  return {
    id: row.id,
    kind: row.kind,
    place: { workspace: row.workspace, channel: row.channel },
    schedule: { zone: row.zone, localMinute: row.local_minute, daysMask: row.days_mask },
    top: row.top,
    details: row.details,
    nextRunAt: row.next_run_at,
    createdAt: row.created_at,
    ...(row.resumed_from !== null && { resumedFrom: row.resumed_from }),
    ...(row.enabled === 0 && {
      paused: {
        reason: row.paused_reason ?? '',
        fix: row.paused_fix ?? '',
        at: row.paused_at ?? row.created_at,
        ...(row.tried_until !== null && { triedUntil: row.tried_until }),
      },
    }),
    ...(row.set_up_by !== null && {
      setUpBy: { person: row.set_up_by, name: row.set_up_by_name ?? row.set_up_by },
    }),
  };
}
