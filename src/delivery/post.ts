import { LEFT_TOO_LATE } from '#chat/in-time.ts';
import type { Message } from '#chat/message.ts';
import {
  type ChatPlatform,
  type DeliveryKey,
  type Failure,
  type Instant,
  PlatformError,
  type Target,
} from '#chat/platform.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { type Attempted, afterFailure, NOTHING } from './after-failure.ts';
import type { Observe } from './observed.ts';
import type { Trials } from './renderings.ts';
import { untried } from './settle.ts';

export interface AttemptDeps {
  readonly platform: ChatPlatform;
  readonly now: () => Instant;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly leaseMs: number;
  readonly trials: Pick<Trials, 'ask' | 'ended'>;
  readonly observe: Observe;
  /** Told whatever the platform said instead of yes. */
  readonly failed: (failure: Failure) => void;
  /** For the chaos runs: called at named points, does nothing in production. */
  readonly checkpoint: (name: string) => void;
}

/** The part of a lease that a post needs: 12 s of 25, for the limit of 10 s and a margin. */
export const SHARE_OF_POST = 0.48;

export interface Parcel {
  readonly row: DeliveryRow;
  readonly to: Target;
  readonly render: () => Promise<Message>;
}

/** The platform refuses the payload, whenever it is posted. */
export interface Rejection {
  readonly rejected: string;
}

export function isRejected(posted: Attempted | Rejection): posted is Rejection {
  return 'rejected' in posted;
}

/** Posts once, or not at all when the lease would not last for it. */
export async function post(
  { row, to }: Parcel,
  message: Message,
  deps: AttemptDeps,
): Promise<Attempted | Rejection> {
  const { platform, now, checkpoint } = deps;
  const until = (row.lease_until ?? 0) - SHARE_OF_POST * deps.leaseMs;
  if (now() > until) return handBack(row);
  try {
    checkpoint('before-post');
    const ref = await platform.post(to, message, { ...deliveryKeyOf(row), until });
    checkpoint('after-post');
    return { outcome: { state: 'sent', ref, at: now() }, consequence: NOTHING };
  } catch (error) {
    if (error instanceof PlatformError && error.failure.kind === 'rejected') {
      deps.failed(error.failure);
      return { rejected: error.message };
    }
    if (error instanceof PlatformError && error.code === LEFT_TOO_LATE) return handBack(row);
    return afterFailure(row, error, { ...deps, during: 'post' });
  }
}

/**
 * A post that outlives its lease could be repeated by the next owner: this is the only fence there is (delivery.md,
 * section 6).
 */
function handBack(row: DeliveryRow): Attempted {
  return { outcome: untried(row), consequence: NOTHING };
}

export function deliveryKeyOf(row: DeliveryRow): DeliveryKey {
  return { key: row.key, purpose: row.purpose };
}
