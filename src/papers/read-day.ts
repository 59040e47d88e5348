import type { Clock, Wait } from '../clock.ts';
import { SourceError } from '../errors.ts';
import { keepLease, type Lease, waitRenewing } from '../store/lease.ts';
import type { Store } from '../store/open.ts';
import type { Archive } from './archive.ts';
import { createPace, type Pace } from './pace.ts';
import type { Day } from './paper.ts';
import type { PaperSource } from './source.ts';

export interface DayReading {
  readonly source: PaperSource;
  readonly archive: Archive;
  readonly clock: Clock;
  readonly pace: Pace;
}

/** Reads the list of a day into the archive, further pages at the pace too. What was wrong when the source failed. */
export async function readDay(
  day: Day,
  { source, archive, clock, pace }: DayReading,
  signal: AbortSignal,
): Promise<SourceError | undefined> {
  try {
    const papers = await source.dailyList(day, () => pace.turn(signal));
    await archive.saveList(day, papers, { now: clock() });
    return undefined;
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
}

export interface LeasedPaceDeps {
  readonly source: Pick<PaperSource, 'spare'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly idle: () => Promise<void>;
}

/**
 * A pace for the owner of a lease, which is renewed while it waits and right before each request: it has to be longer
 * than an answer may take. A turn rejects with LeaseLostError when another process has the lease by then.
 */
export function createLeasedPace(lease: Lease, deps: LeasedPaceDeps): Pace {
  return createPace({
    ...deps,
    wait: waitRenewing(lease, deps),
    idle: async () => {
      await deps.idle();
      await keepLease(deps.store, lease, deps.clock());
    },
  });
}
