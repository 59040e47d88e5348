import type { Message } from '#chat/message.ts';
import type { ChatPlatform, Failure } from '#chat/platform.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { attempt } from './attempt.ts';
import { type ConcludeDeps, conclude, type Tried } from './conclude.ts';
import type { AttemptDeps, Parcel } from './post.ts';
import type { Outcome } from './settle.ts';
import { type TargetDeps, targetOf } from './target.ts';

export interface TryDeps
  extends ConcludeDeps,
    TargetDeps,
    Omit<AttemptDeps, 'platform' | 'now' | 'failed'> {
  readonly render: (row: DeliveryRow) => Promise<Message>;
}

/** One attempt at a claimed delivery, and what it means for others; its outcome is still to be written. */
export async function tryOnce(
  row: DeliveryRow,
  platform: ChatPlatform,
  deps: TryDeps,
): Promise<Outcome> {
  const failures: Failure[] = [];
  const parcel: Parcel = { row, to: await targetOf(row, deps), render: () => deps.render(row) };
  const attempted = await attempt(parcel, {
    ...{ ...deps, platform, now: deps.clock },
    failed: (failure) => failures.push(failure),
  });
  const tried: Tried = { ...attempted, failures };
  // While the row is still ours: whoever finds it after a crash comes to the same conclusion.
  await conclude(row, tried, deps);
  return tried.outcome;
}
