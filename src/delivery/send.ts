import { type Message, sayPlainly } from '#chat/message.ts';
import { type Attempted, afterFailure, dead, NOTHING } from './after-failure.ts';
import { type AttemptDeps, isRejected, type Parcel, post, type Rejection } from './post.ts';
import type { Leave, TrialResult } from './renderings.ts';

/** The first of its rendering goes alone; what came of it the others know. */
export async function send(parcel: Parcel, deps: AttemptDeps): Promise<Attempted> {
  const { trials, now } = deps;
  const leave = await trials.ask(parcel.row, now());
  if (leave.kind === 'wait') {
    return { outcome: { state: 'pending', notBefore: leave.until }, consequence: NOTHING };
  }
  const { attempted, result } = await sendWith(leave, parcel, deps);
  if (leave.kind === 'try') {
    await trials.ended(parcel.row, { until: leave.until, result, now: now() });
  }
  return attempted;
}

interface Sent {
  readonly attempted: Attempted;
  /** What it says of others of its rendering. */
  readonly result: TrialResult;
}

async function sendWith(
  leave: Exclude<Leave, { kind: 'wait' }>,
  parcel: Parcel,
  deps: AttemptDeps,
): Promise<Sent> {
  const { row } = parcel;
  let message: Message;
  try {
    message = await parcel.render();
  } catch (error) {
    return saysNothing(afterFailure(row, error, { ...deps, during: 'render' }));
  }
  if (leave.kind === 'plain') {
    const posted = await postPlainly(parcel, message, { ...deps, because: leave.reason });
    return saysNothing(isRejected(posted) ? dead(row, posted.rejected) : posted);
  }
  const posted = await post(parcel, message, deps);
  if (isRejected(posted)) return afterRejection(parcel, message, { ...deps, because: posted });
  return { attempted: posted, result: posted.outcome.state === 'sent' ? 'good' : 'open' };
}

function saysNothing(attempted: Attempted): Sent {
  return { attempted, result: 'open' };
}

/** Where plain words are refused too it is not the digest that is wrong. Whoever meets the refusal says so once. */
async function afterRejection(
  parcel: Parcel,
  message: Message,
  { because, ...deps }: AttemptDeps & { readonly because: Rejection },
): Promise<Sent> {
  const { row } = parcel;
  const posted = await postPlainly(parcel, message, { ...deps, because: because.rejected });
  if (isRejected(posted)) return saysNothing(dead(row, posted.rejected));
  deps.observe({ kind: 'rejected', row, reason: because.rejected });
  const { outcome } = posted;
  if (outcome.state !== 'sent') return { attempted: posted, result: because };
  const reason = plainReason(because.rejected);
  return { attempted: { outcome, consequence: { kind: 'alert', reason } }, result: because };
}

/** A payload that the platform rejects goes out as plain words: better a plain digest than none. */
async function postPlainly(
  parcel: Parcel,
  { summary }: Message,
  { because, ...deps }: AttemptDeps & { readonly because: string },
): Promise<Attempted | Rejection> {
  const posted = await post(parcel, sayPlainly(summary), deps);
  if (isRejected(posted) || posted.outcome.state !== 'sent') return posted;
  return { ...posted, outcome: { ...posted.outcome, reason: plainReason(because) } };
}

function plainReason(rejected: string): string {
  return `rejected, sent as plain text: ${rejected}`;
}
