import { type Message, sayPlainly } from '#chat/message.ts';
import {
  type ChatPlatform,
  type Instant,
  type Place,
  PlatformError,
  type WorkspaceId,
} from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import type { Touched } from '../votes/ledger.ts';
import { Alarm } from './alarm.ts';
import { type Edit, EditRests } from './edit-rests.ts';
import { EditsUnderWay } from './edits-under-way.ts';
import { laneOf } from './lanes.ts';
import {
  dueEdits,
  edited,
  end,
  mark,
  markOpened,
  move,
  nextEditAt,
  OPENED,
  type OwedEdit,
} from './refresh-rows.ts';
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
const IDLE_MS = 60_000;
/** Due edits read at once. */
const TOGETHER = 16;

/** An edit that is tried, under its lease. */
interface Attempt {
  readonly row: OwedEdit;
  readonly edit: Edit;
  readonly platform: ChatPlatform;
  readonly lease: Instant;
}

/** Keeps the tallies in posted messages true, with few edits. What is owed is a row, so a restart forgets nothing. */
export class Refresher {
  readonly #deps: RefresherDeps;
  readonly #alarm: Alarm;
  readonly #underWay = new EditsUnderWay();
  readonly #rests = new EditRests();

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

  /** Paperboy has access to the channel again, whichever process edits: what is owed there and in its threads is due. */
  async opened(place: Place): Promise<void> {
    await markOpened(this.#deps.store, place);
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

  /** Edits what is due, each by itself, one edit a message at a time. Until aborted; then waits for what is under way. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.#begin(signal);
        await this.#alarm.sleep((await this.#nextAt()) - this.#deps.clock(), signal);
      }
    } finally {
      await this.#underWay.allEnded();
    }
  }

  async #nextAt(): Promise<Instant> {
    const { store, clock } = this.#deps;
    const idleUntil = clock() + ((await isOnItsWay(store)) ? SETTLE_MS : IDLE_MS);
    // The end of one makes room.
    if (this.#underWay.isFull) return idleUntil;
    return Math.min((await nextEditAt(store, this.#underWay.busy())) ?? idleUntil, idleUntil);
  }

  /** Begins all that is due and has room. */
  async #begin(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#deps;
    while (!this.#underWay.isFull && !signal.aborted) {
      const busy = this.#underWay.busy();
      const due = await dueEdits(store, { now: clock(), busy, limit: TOGETHER });
      if (due.length === 0) return;
      for (const row of due) if (!signal.aborted) await this.#consider(row);
    }
  }

  /** Begins it, unless it has to wait or is too late. */
  async #consider(row: OwedEdit): Promise<void> {
    const { store, platformOf, clock } = this.#deps;
    const now = clock();
    const moved = (to: Instant | null) => move(store, row.id, { from: row.due_at, to });
    const platform = platformOf(row.workspace);
    const edit = editOf(row, platform);
    if (row.due_at === OPENED) this.#rests.opened(edit);
    const restsUntil = this.#rests.until(edit, now);
    const lease = now + EDIT_LEASE_MS;
    if ((row.sent_at ?? 0) <= now - FOLLOWED_FOR_MS) await moved(null);
    else if (restsUntil > now) await moved(restsUntil);
    else if (platform === undefined) await moved(lease);
    else if (this.#underWay.hasRoom(edit) && (await moved(lease))) {
      const work = this.#try({ row, edit, platform, lease });
      this.#underWay.add(edit, work, () => this.#alarm.ring());
    }
  }

  /** A vote that comes while the edit is under way pulls the lease forward, and so is not lost. */
  async #try(attempt: Attempt): Promise<void> {
    const { clock, log } = this.#deps;
    try {
      await this.#make(attempt);
      this.#rests.wentWell(attempt.edit, clock());
    } catch (error) {
      await this.#afterFailure(attempt, error).catch((problem: unknown) => {
        log.error({ delivery: attempt.row.key, error: `${problem}` }, 'edit not noted');
      });
    }
  }

  async #make({ row, edit, platform, lease }: Attempt): Promise<void> {
    const { store, render, clock, log } = this.#deps;
    const { workspace, channel } = edit;
    const ref = { workspace, channel, message: row.sent_message ?? '' };
    await platform.edit(ref, asSent(row, await render(row)));
    const at = clock();
    await edited(store, row.id, { lease, at, everyMs: everyMsOf(row, platform, at) });
    log.debug({ delivery: row.key }, 'message edited');
  }

  async #afterFailure({ row, edit, lease }: Attempt, error: unknown): Promise<void> {
    const { store, clock, log } = this.#deps;
    const problem = error instanceof PlatformError ? error.message : `${error}`;
    const rest = this.#rests.failed(edit, error, clock());
    if (rest === undefined) {
      log.warn({ delivery: row.key, problem }, 'message gets no more edits');
      return end(store, row.id, problem);
    }
    if (rest.why === 'mistake') {
      log.error({ delivery: row.key, error: problem }, 'message could not be edited');
    }
    if (rest.why === 'shut') log.info({ delivery: row.key, problem }, 'message edited later');
    await move(store, row.id, { from: lease, to: rest.until });
  }
}

function editOf(row: OwedEdit, platform: ChatPlatform | undefined): Edit {
  const { workspace } = row;
  const channel = row.sent_channel ?? '';
  const lane = laneOf(platform, workspace);
  return { delivery: row.id, workspace, channel, lane, sentAt: row.sent_at ?? 0 };
}

/** What a platform refused once it would refuse again: what went out as plain words stays plain. */
function asSent({ reason }: DeliveryRow, message: Message): Message {
  return reason === null ? message : sayPlainly(message.summary);
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
