import { type FailedThing, type Failure, type Instant, PlatformError } from '#chat/platform.ts';
import type { Spot } from './edits-under-way.ts';
import { channelOf } from './lane.ts';

/** Why edits rest, for how long at first, and for how long at most when it lasts: each rest is twice the last. */
interface Reason {
  readonly why: 'asked' | 'silent' | 'refused' | 'shut' | 'mistake';
  readonly firstMs: number;
  readonly longestMs: number;
}

interface Rest extends Reason {
  /** What rests: a message, a channel, or the lane of its workspace. */
  readonly where: string;
}

export interface Resting extends Rest {
  readonly at: Instant;
  readonly until: Instant;
  readonly ms: number;
}

/** A posted message, and whose pace it shares. */
export interface Edit extends Spot {
  readonly lane: string;
  readonly sentAt: Instant;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SILENT = { why: 'silent', firstMs: 10_000, longestMs: 5 * MINUTE_MS } as const;
/** A token that is replaced works again; until then it is asked about rarely. */
const REFUSED = { why: 'refused', firstMs: 5 * MINUTE_MS, longestMs: 5 * MINUTE_MS } as const;
/** A channel that is shut costs few refusals, of which Discord bears 10,000 in ten minutes from all channels together. */
const SHUT = { why: 'shut', firstMs: HOUR_MS, longestMs: 12 * HOUR_MS } as const;
/** Threads are archived and come back more often; Discord does not count that refusal. */
const SHUT_THREAD = { why: 'shut', firstMs: 10 * MINUTE_MS, longestMs: HOUR_MS } as const;
/** A mistake of ours comes with the same message again: the operator need not read of it every minute. */
const MISTAKE = { why: 'mistake', firstMs: MINUTE_MS, longestMs: HOUR_MS } as const;
/** Trouble after so long without any is new trouble. */
const REMEMBERED_MS = 12 * HOUR_MS;

/**
 * What keeps edits from being tried just now; no vote brings them forward. In memory: after a restart one try each
 * finds it out anew, and what waited then waits in its row.
 */
export class EditRests {
  /** The latest last. */
  readonly #rests = new Map<string, Resting>();

  /** The moment before which there is no point in trying; not after `now` when there is. */
  until(edit: Edit, now: Instant): Instant {
    // Whatever was posted there since shows that the channel is open.
    if (edit.sentAt > (this.#rests.get(channelOf(edit))?.at ?? now)) this.opened(edit);
    const all = keysOf(edit).map((key) => this.#rests.get(key)?.until ?? now);
    return Math.max(now, ...all);
  }

  /** What an edit waits for after a failure; undefined when no other try is ever worth it. */
  failed(edit: Edit, error: unknown, now: Instant): Resting | undefined {
    const rest = restAfter(edit, error);
    return rest === undefined ? undefined : this.#begin(rest, now);
  }

  /** Whatever was in the way is over. What was asked for meanwhile still holds. */
  wentWell(edit: Edit, now: Instant): void {
    for (const key of keysOf(edit)) {
      if ((this.#rests.get(key)?.until ?? now) <= now) this.#rests.delete(key);
    }
  }

  /** The channel is not shut any more. */
  opened(edit: Edit): void {
    for (const key of [messageOf(edit), channelOf(edit)]) {
      if (this.#rests.get(key)?.why === 'shut') this.#rests.delete(key);
    }
  }

  #begin(rest: Rest, now: Instant): Resting {
    const { where, why, firstMs, longestMs } = rest;
    const before = this.#rests.get(where);
    const isSame = before?.why === why;
    // Those that were under way when the first of them failed say nothing new.
    if (isSame && before.until > now && why !== 'asked') return before;
    const ms = isSame ? Math.min(before.ms * 2, longestMs) : firstMs;
    const until = Math.max(now + ms, before?.until ?? 0);
    const resting = { ...rest, at: now, until, ms };
    this.#rests.delete(where);
    this.#rests.set(where, resting);
    this.#forget(now);
    return resting;
  }

  /** There may be a hundred thousand messages. */
  #forget(now: Instant): void {
    for (const [where, { until }] of this.#rests) {
      if (until + REMEMBERED_MS > now) break;
      this.#rests.delete(where);
    }
  }
}

function keysOf(edit: Edit): readonly string[] {
  return [messageOf(edit), channelOf(edit), edit.lane];
}

function messageOf({ delivery }: Edit): string {
  return `#${delivery}`;
}

function restAfter(edit: Edit, error: unknown): Rest | undefined {
  if (!(error instanceof PlatformError)) return { where: messageOf(edit), ...MISTAKE };
  const { failure } = error;
  switch (failure.kind) {
    case 'rate-limited': {
      const ms = failure.retryAfterMs;
      const where = failure.of === 'channel' ? channelOf(edit) : edit.lane;
      return { where, why: 'asked', firstMs: ms, longestMs: ms };
    }
    // It may be this message alone: the others of its channel go on.
    case 'unknown-outcome':
    case 'unavailable':
      return { where: messageOf(edit), ...SILENT };
    case 'unauthorized':
      return { where: edit.lane, ...REFUSED };
    case 'forbidden':
    case 'gone':
    case 'closed':
      return shut(edit, failure);
    case 'rejected':
      return undefined;
  }
}

/** Slack says of a message that it can have no edits, also where only its channel is archived: it is gone or comes back. */
function shut(
  edit: Edit,
  { kind, of }: { readonly kind: Failure['kind']; readonly of: FailedThing },
): Rest | undefined {
  if (of !== 'message')
    return { where: channelOf(edit), ...(of === 'thread' ? SHUT_THREAD : SHUT) };
  return kind === 'gone' ? undefined : { where: messageOf(edit), ...SHUT };
}
