import type { DeliveryRow } from '../store/schema.ts';
import { type Attempted, afterFailure, givenUp, MOST_ATTEMPTS, NOTHING } from './after-failure.ts';
import { type Ended, TOO_LATE } from './ended.ts';
import { type AttemptDeps, deliveryKeyOf, type Parcel } from './post.ts';
import { send } from './send.ts';
import type { Outcome } from './settle.ts';

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
  const { row } = parcel;
  try {
    const outcome = await lookOnce(parcel, deps);
    deps.observe({ kind: 'looked', row, result: LOOKED[outcome?.state ?? 'pending'] });
    return outcome === undefined ? undefined : { outcome, consequence: NOTHING };
  } catch (error) {
    deps.observe({ kind: 'looked', row, result: 'failed' });
    return afterFailedLook(row, error, deps);
  }
}

/** What a look can come to by itself. */
type Looked = Extract<Outcome, { state: 'sent' | 'pending' }> | (Ended & { state: 'uncertain' });

const LOOKED = { sent: 'found', uncertain: 'cannot-say', pending: 'absent' } as const;

async function lookOnce(
  { row, to }: Parcel,
  { platform, now, checkpoint }: AttemptDeps,
): Promise<Looked | undefined> {
  checkpoint('before-find');
  const found = await platform.find(to, deliveryKeyOf(row), row.first_attempt_at ?? row.created_at);
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
