import { sql } from 'kysely';
import type { Message } from '#chat/message.ts';
import {
  type ChatPlatform,
  type Failure,
  type Instant,
  PlatformError,
  type WorkspaceId,
} from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import type { Touched } from '../votes/ledger.ts';
import { teammates } from '../votes/workspaces.ts';
import { Alarm } from './alarm.ts';

export interface RefresherDeps {
  readonly store: Store;
  readonly platformOf: (workspace: WorkspaceId) => ChatPlatform | undefined;
  readonly render: (row: DeliveryRow) => Promise<Message>;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
}

/** Messages older than this keep the tally they have (product.md, Votes). */
const FOLLOWED_FOR_MS = 7 * 24 * 60 * 60_000;
/** Votes come in handfuls: a moment's patience makes one edit of many. */
const SETTLE_MS = 1_000;
/** An edit that was begun and not finished is made again after this. */
const EDIT_LEASE_MS = 30_000;
const RETRY_MS = 10_000;
/** A token that is replaced works again; until then it is asked about rarely. */
const UNAUTHORIZED_MS = 5 * 60_000;
const EDITS_AT_ONCE = 16;
const IDLE_MS = 60_000;

/** Keeps the tallies in posted messages true, with few edits. What is owed is a row, so a restart forgets nothing. */
export class Refresher {
  readonly #deps: RefresherDeps;
  readonly #alarm: Alarm;

  constructor(deps: RefresherDeps) {
    this.#deps = deps;
    this.#alarm = new Alarm(deps.wait);
  }

  /** Marks every posted message younger than a week that shows one of the papers to the team. */
  async touch(touched: Touched): Promise<void> {
    if (touched.papers.length === 0) return;
    const { store, clock } = this.#deps;
    for (const row of await showing(store, touched, clock())) {
      await mark(store, row.id, dueAtOf(row, this.#deps));
    }
    this.#alarm.ring();
  }

  /** False for a message that is too old to show another tally. */
  async follows(key: string): Promise<boolean> {
    const { store, clock } = this.#deps;
    const row = await store
      .selectFrom('delivery')
      .select('sent_at')
      .where('key', '=', key)
      .executeTakeFirst();
    return (row?.sent_at ?? clock()) > clock() - FOLLOWED_FOR_MS;
  }

  /** Edits what is due, one edit a message at a time; until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.flush();
      const next = (await nextAt(this.#deps.store)) ?? Number.POSITIVE_INFINITY;
      await this.#alarm.sleep(Math.min(next - this.#deps.clock(), IDLE_MS), signal);
    }
  }

  /** Edits what is due now. */
  async flush(): Promise<void> {
    const { store, clock } = this.#deps;
    const now = clock();
    const due = await store
      .selectFrom('refresh')
      .innerJoin('delivery', 'delivery.id', 'refresh.delivery')
      .selectAll('delivery')
      .where('refresh.due_at', '<=', now)
      .orderBy('refresh.due_at')
      .limit(EDITS_AT_ONCE)
      .execute();
    await Promise.all(due.map((row) => this.#edit(row, now + EDIT_LEASE_MS)));
  }

  /** A vote that comes while the edit is under way pulls the lease forward, and so is not lost. */
  async #edit(row: DeliveryRow, lease: Instant): Promise<void> {
    const { store, platformOf, render, clock } = this.#deps;
    await setDue(store, row.id, lease);
    const { workspace, sent_channel: channel, sent_message: message } = row;
    const platform = platformOf(workspace);
    if (platform === undefined || channel === null || message === null) return;
    try {
      await platform.edit({ workspace, channel, message }, await render(row));
      await edited(store, row.id, {
        lease,
        at: clock(),
        everyMs: everyMsOf(row, platform, clock()),
      });
    } catch (error) {
      await this.#afterFailure(row, error);
    }
  }

  async #afterFailure(row: DeliveryRow, error: unknown): Promise<void> {
    const { store, clock, log } = this.#deps;
    if (!(error instanceof PlatformError)) {
      log.error({ delivery: row.id, error: `${error}` }, 'message could not be edited');
      return;
    }
    const waitMs = waitMsAfter(error.failure);
    if (waitMs !== undefined) return setDue(store, row.id, clock() + waitMs);
    log.warn({ delivery: row.id, problem: error.message }, 'message gets no more edits');
    await store
      .updateTable('refresh')
      .set({ due_at: null, ended_reason: error.message })
      .where('delivery', '=', row.id)
      .execute();
  }
}

/** When an edit is worth another try; undefined when this message can have no more. */
function waitMsAfter(failure: Failure): number | undefined {
  switch (failure.kind) {
    case 'rate-limited':
      return failure.retryAfterMs;
    case 'unknown-outcome':
    case 'unavailable':
      return RETRY_MS;
    case 'unauthorized':
      return UNAUTHORIZED_MS;
    case 'forbidden':
    case 'gone':
    case 'closed':
    case 'rejected':
      return undefined;
  }
}

async function mark(store: Store, delivery: number, dueAt: Instant): Promise<void> {
  const soonest = sql<number>`min(coalesce(refresh.due_at, ${dueAt}), ${dueAt})`;
  await store
    .insertInto('refresh')
    .values({ delivery, due_at: dueAt })
    .onConflict((conflict) => conflict.column('delivery').doUpdateSet({ due_at: soonest }))
    .execute();
}

async function edited(
  store: Store,
  delivery: number,
  {
    lease,
    at,
    everyMs,
  }: { readonly lease: Instant; readonly at: Instant; readonly everyMs: number },
): Promise<void> {
  const due_at = sql<number | null>`case due_at when ${lease} then null
    else max(due_at, ${at + everyMs}) end`;
  await store
    .updateTable('refresh')
    .set({ edited_at: at, due_at })
    .where('delivery', '=', delivery)
    .execute();
}

async function setDue(store: Store, delivery: number, dueAt: Instant | null): Promise<void> {
  await store
    .updateTable('refresh')
    .set({ due_at: dueAt })
    .where('delivery', '=', delivery)
    .execute();
}

async function nextAt(store: Store): Promise<Instant | undefined> {
  const row = await store
    .selectFrom('refresh')
    .select((eb) => eb.fn.min('due_at').as('at'))
    .where('due_at', 'is not', null)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

interface ShownDelivery {
  readonly id: number;
  readonly workspace: string;
  readonly sent_at: number | null;
  readonly edited_at: number | null;
}

async function showing(
  store: Store,
  { workspace, papers }: Touched,
  now: Instant,
): Promise<readonly ShownDelivery[]> {
  return store
    .selectFrom('votable')
    .innerJoin('delivery', (join) =>
      join
        .onRef('delivery.workspace', '=', 'votable.workspace')
        .onRef('delivery.sent_channel', '=', 'votable.channel')
        .onRef('delivery.sent_message', '=', 'votable.message'),
    )
    .leftJoin('refresh', 'refresh.delivery', 'delivery.id')
    .select(['delivery.id', 'delivery.workspace', 'delivery.sent_at', 'refresh.edited_at'])
    .where('votable.paper', 'in', papers)
    .where('votable.workspace', 'in', await teammates(store, workspace))
    .where('delivery.sent_at', '>', now - FOLLOWED_FOR_MS)
    .where('refresh.ended_reason', 'is', null)
    .groupBy('delivery.id')
    .execute();
}

/** Soon, but not sooner after the last edit than the platform allows for a message of that age. */
function dueAtOf(row: ShownDelivery, { platformOf, clock }: RefresherDeps): Instant {
  const soon = clock() + SETTLE_MS;
  const platform = platformOf(row.workspace);
  if (platform === undefined || row.edited_at === null) return soon;
  return Math.max(soon, row.edited_at + everyMsOf(row, platform, clock()));
}

function everyMsOf(
  { sent_at }: Pick<ShownDelivery, 'sent_at'>,
  { limits }: ChatPlatform,
  now: Instant,
): number {
  const isOld = now - (sent_at ?? now) > limits.quickEditsForMs;
  return isOld ? limits.oldEditEveryMs : limits.editEveryMs;
}
