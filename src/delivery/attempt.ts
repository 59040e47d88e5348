import { type Message, sayPlainly } from '#chat/message.ts';
import {
  type ChatPlatform,
  type DeliveryKey,
  type Instant,
  PlatformError,
  type Target,
} from '#chat/platform.ts';
import type { DeliveryRow } from '../store/schema.ts';
import {
  type Attempted,
  afterFailure,
  dead,
  givenUp,
  MOST_ATTEMPTS,
  NOTHING,
} from './after-failure.ts';
import { TOO_LATE } from './ended.ts';
import type { Outcome } from './outbox.ts';

export interface AttemptDeps {
  readonly platform: ChatPlatform;
  readonly now: () => Instant;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly leaseMs: number;
  /** For the chaos runs: called at named points, does nothing in production. */
  readonly checkpoint: (name: string) => void;
}

/** The part of a lease that a post needs: 12 s of 30, for the limit of 10 s and a margin. */
const SHARE_OF_POST = 0.4;

export interface Parcel {
  readonly row: DeliveryRow;
  readonly to: Target;
  readonly render: () => Promise<Message>;
}

/**
 * One attempt at one claimed delivery: a look when an earlier one may have arrived, then at most one message, unless it
 * is old news by now. Never throws.
 */
export async function attempt(parcel: Parcel, deps: AttemptDeps): Promise<Attempted> {
  const looked = parcel.row.maybe_sent === 1 ? await look(parcel, deps) : undefined;
  if (looked !== undefined) return looked;
  const { deliver_by, attempts } = parcel.row;
  if (deliver_by !== null && deliver_by < deps.now()) {
    return { outcome: TOO_LATE, consequence: NOTHING };
  }
  if (attempts > MOST_ATTEMPTS) {
    return givenUp('dead', `${MOST_ATTEMPTS} attempts, and it is not there`);
  }
  return send(parcel, deps);
}

/** Undefined when the platform says for good that it is not there. */
async function look(parcel: Parcel, deps: AttemptDeps): Promise<Attempted | undefined> {
  try {
    const outcome = await lookOnce(parcel, deps);
    return outcome === undefined ? undefined : { outcome, consequence: NOTHING };
  } catch (error) {
    return afterFailedLook(parcel.row, error, deps);
  }
}

async function lookOnce(
  { row, to }: Parcel,
  { platform, now, checkpoint }: AttemptDeps,
): Promise<Outcome | undefined> {
  checkpoint('before-find');
  const found = await platform.find(to, keyOf(row), row.first_attempt_at ?? row.created_at);
  checkpoint('after-find');
  if (found === 'cannot-say') {
    return { state: 'uncertain', reason: `${platform.name} did not say whether it arrived` };
  }
  if (found !== 'absent') return { state: 'sent', ref: found, at: now() };
  const [, secondMs] = platform.limits.findAfterMs;
  const wasLookedFor = row.looked_at !== null && now() - row.looked_at >= secondMs;
  if (secondMs === 0 || wasLookedFor) return undefined;
  const lookedAt = row.looked_at ?? now();
  return { state: 'pending', notBefore: lookedAt + secondMs, lookedAt };
}

/** Where we may not look any more nobody can say whether it arrived. */
function afterFailedLook(row: DeliveryRow, error: unknown, deps: AttemptDeps): Attempted {
  const { outcome, consequence } = afterFailure(row, error, { ...deps, during: 'look' });
  const isOver = outcome.state === 'refused' || outcome.state === 'dead';
  return { outcome: isOver ? { ...outcome, state: 'uncertain' } : outcome, consequence };
}

async function send(parcel: Parcel, deps: AttemptDeps): Promise<Attempted> {
  const { row } = parcel;
  let message: Message;
  try {
    message = await parcel.render();
  } catch (error) {
    return afterFailure(row, error, { ...deps, during: 'render' });
  }
  const posted = await post(parcel, message, deps);
  if (!isRejected(posted)) return posted;
  return sendPlainly(parcel, sayPlainly(message.summary), { ...deps, because: posted });
}

/** A payload that the platform rejects goes out once more as plain words: better a plain digest than none. */
async function sendPlainly(
  parcel: Parcel,
  message: Message,
  deps: AttemptDeps & { readonly because: Rejection },
): Promise<Attempted> {
  const posted = await post(parcel, message, deps);
  const reason = `rejected, sent as plain text: ${deps.because.rejected}`;
  if (isRejected(posted)) return dead(parcel.row, posted.rejected);
  if (posted.outcome.state !== 'sent') return posted;
  return { outcome: { ...posted.outcome, reason }, consequence: { kind: 'alert', reason } };
}

interface Rejection {
  readonly rejected: string;
}

function isRejected(posted: Attempted | Rejection): posted is Rejection {
  return 'rejected' in posted;
}

async function post(
  { row, to }: Parcel,
  message: Message,
  deps: AttemptDeps,
): Promise<Attempted | Rejection> {
  const { platform, now, checkpoint } = deps;
  if (now() + SHARE_OF_POST * deps.leaseMs > (row.lease_until ?? 0)) return handBack(now());
  try {
    checkpoint('before-post');
    const ref = await platform.post(to, message, keyOf(row));
    checkpoint('after-post');
    return { outcome: { state: 'sent', ref, at: now() }, consequence: NOTHING };
  } catch (error) {
    const isRejection = error instanceof PlatformError && error.failure.kind === 'rejected';
    if (isRejection) return { rejected: error.message };
    return afterFailure(row, error, { ...deps, during: 'post' });
  }
}

/** A post that outlives its lease could be repeated by the next owner: the only fence there is (delivery.md, section 6). */
function handBack(now: Instant): Attempted {
  return {
    outcome: { state: 'pending', notBefore: now, wasTried: true },
    consequence: NOTHING,
  };
}

function keyOf(row: DeliveryRow): DeliveryKey {
  return { key: row.key, purpose: row.purpose };
}
