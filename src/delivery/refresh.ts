import { sql } from 'kysely';
import { type Message, sayPlainly } from '#chat/message.ts';
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
import { Alarm } from './alarm.ts';
import { edited, mark, setDue } from './refresh-rows.ts';
import { isOnItsWay, onTheirWay, type ShownDelivery, showing } from './showing.ts';

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
  /** Channels in which the platform asked us to wait (`slack:T0001/C0001`), until when: no vote brings an edit forward. */
  readonly #rests = new Map<string, Instant>();

  constructor(deps: RefresherDeps) {
    this.#deps = deps;
    this.#alarm = new Alarm(deps.wait);
  }

  /** Another process may have stored what is to be done. */
  wake(): void {
    this.#alarm.ring();
  }

  /** Marks every posted message younger than a week that shows one of the papers to the team. */
  async touch(touched: Touched): Promise<void> {
    if (touched.papers.length === 0) return;
    const { store, clock } = this.#deps;
    for (const row of await showing(store, touched, clock() - FOLLOWED_FOR_MS)) {
      await mark(store, row.id, dueAtOf(row, this.#deps));
    }
    for (const id of await onTheirWay(store, touched)) await mark(store, id, clock() + SETTLE_MS);
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
      await this.#alarm.sleep((await this.#nextAt()) - this.#deps.clock(), signal);
    }
  }

  async #nextAt(): Promise<Instant> {
    const { store, clock } = this.#deps;
    const now = clock();
    const next = await owed(store, this.#resting(now))
      .select((eb) => eb.fn.min('refresh.due_at').as('at'))
      .executeTakeFirst();
    const others = [
      now + ((await isOnItsWay(store)) ? SETTLE_MS : IDLE_MS),
      ...this.#rests.values(),
    ];
    return Math.min(next?.at ?? Number.POSITIVE_INFINITY, ...others);
  }

  #resting(now: Instant): readonly string[] {
    for (const [place, until] of this.#rests) if (until <= now) this.#rests.delete(place);
    return [...this.#rests.keys()];
  }

  /** Edits what is due now. */
  async flush(): Promise<void> {
    const { store, clock } = this.#deps;
    const now = clock();
    const due = await owed(store, this.#resting(now))
      .selectAll('delivery')
      .where('refresh.due_at', '<=', now)
      .orderBy('refresh.due_at')
      .limit(EDITS_AT_ONCE)
      .execute();
    await Promise.all(due.map((row) => this.#edit(row, now + EDIT_LEASE_MS)));
  }

  /** A vote that comes while the edit is under way pulls the lease forward, and so is not lost. */
  async #edit(row: DeliveryRow, lease: Instant): Promise<void> {
    const { store, platformOf, render, clock, log } = this.#deps;
    const { workspace, sent_channel: channel, sent_message: message } = row;
    if ((row.sent_at ?? 0) <= clock() - FOLLOWED_FOR_MS) return setDue(store, row.id, null);
    await setDue(store, row.id, lease);
    const platform = platformOf(workspace);
    if (platform === undefined || channel === null || message === null) return;
    try {
      await platform.edit({ workspace, channel, message }, asSent(row, await render(row)));
      await edited(store, row.id, {
        lease,
        at: clock(),
        everyMs: everyMsOf(row, platform, clock()),
      });
      log.debug({ delivery: row.key }, 'message edited');
    } catch (error) {
      this.#rest(`${workspace}/${channel}`, error);
      await this.#afterFailure(row, error);
    }
  }

  #rest(place: string, error: unknown): void {
    if (!(error instanceof PlatformError) || error.failure.kind !== 'rate-limited') return;
    this.#rests.set(place, this.#deps.clock() + error.failure.retryAfterMs);
  }

  async #afterFailure(row: DeliveryRow, error: unknown): Promise<void> {
    const { store, clock, log } = this.#deps;
    if (!(error instanceof PlatformError)) {
      log.error({ delivery: row.key, error: `${error}` }, 'message could not be edited');
      return;
    }
    const waitMs = waitMsAfter(error.failure);
    if (waitMs !== undefined) return setDue(store, row.id, clock() + waitMs);
    log.warn({ delivery: row.key, problem: error.message }, 'message gets no more edits');
    await store
      .updateTable('refresh')
      .set({ due_at: null, ended_reason: error.message })
      .where('delivery', '=', row.id)
      .execute();
  }
}

/** What a platform refused once it would refuse again: what went out as plain words stays plain. */
function asSent({ reason }: DeliveryRow, message: Message): Message {
  return reason === null ? message : sayPlainly(message.summary);
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

/** Edits that are owed to posted messages, but for channels that rest and workspaces that removed Paperboy. */
function owed(store: Store, resting: readonly string[]) {
  const place = sql<string>`delivery.workspace || '/' || delivery.sent_channel`;
  return store
    .selectFrom('refresh')
    .innerJoin('delivery', 'delivery.id', 'refresh.delivery')
    .leftJoin('workspace as home', 'home.id', 'delivery.workspace')
    .where(sql<boolean>`coalesce(home.state, 'active') = 'active'`)
    .where('refresh.due_at', 'is not', null)
    .where('delivery.sent_message', 'is not', null)
    .$if(resting.length > 0, (query) => query.where(place, 'not in', resting));
}

/** Soon, but not sooner after the last edit than the platform allows for a message of that age. */
function dueAtOf(row: ShownDelivery, { platformOf, clock }: RefresherDeps): Instant {
  const soon = clock() + SETTLE_MS;
  const platform = platformOf(row.workspace);
  if (platform === undefined || row.edited_at === null) return soon;
  return Math.max(soon, row.edited_at + everyMsOf(row, platform, row.edited_at));
}

/** How long an edit rules out the next one: the first of an old message comes at once. */
function everyMsOf(
  { sent_at }: Pick<ShownDelivery, 'sent_at'>,
  { limits }: ChatPlatform,
  editedAt: Instant,
): number {
  const isOld = editedAt - (sent_at ?? editedAt) > limits.quickEditsForMs;
  return isOld ? limits.oldEditEveryMs : limits.editEveryMs;
}
