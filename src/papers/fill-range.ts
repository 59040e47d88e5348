import { CommandError, type SourceError } from '../errors.ts';
import { ensureLease, LeaseLostError, releaseLease, waitRenewing } from '../store/lease.ts';
import { type BackOff, createBackOff } from './back-off.ts';
import { type BackfillDeps, BY_HAND } from './backfill.ts';
import { missingDays } from './coverage.ts';
import type { Days } from './listed.ts';
import type { Pace } from './pace.ts';
import type { Day } from './paper.ts';
import { createLeasedPace, readDay } from './read-day.ts';

/** What a range that is filled at once is told, and tells. */
export interface Filling {
  /** Ends it after the day in hand; what was read stays. */
  readonly signal: AbortSignal;
  /** Before the first request, and after every day that was read. */
  readonly onDay: (left: number, day?: Day) => void;
}

/** How it went: days that could not be read, and what was wrong with one of them. */
export interface Filled {
  readonly failed: number;
  readonly problem?: string;
}

const UNDER_WAY = 'Another backfill is under way. Wait for its end, or stop it.';
const TAKEN_OVER = 'Another backfill has begun while this one stood still. Wait for its end.';

/** A source that fails so often in a row is down: the person at the terminal shall not wait for it. */
const PATIENCE = 5;
/** A day that fails gets as many tries, with all others between them. */
const TRIES = 3;

/**
 * Reads every day of a range that was never read, newest first, at the pace of the backfill, which rests meanwhile.
 * @throws CommandError while somebody else does the same, or when somebody else has begun while this one stood still
 * @throws SourceError when the source is down
 */
export async function fillRange(days: Days, deps: BackfillDeps, filling: Filling): Promise<Filled> {
  const { store, clock } = deps;
  const lease = { ...BY_HAND, owner: crypto.randomUUID() };
  if (!(await ensureLease(store, lease, clock()))) {
    throw new CommandError(UNDER_WAY);
  }
  const reading = {
    ...{ ...deps, wait: waitRenewing(lease, deps) },
    ...{ filling, pace: createLeasedPace(lease, deps), backOff: createBackOff(deps) },
  };
  try {
    return await fill(days, reading);
  } catch (error) {
    if (error instanceof LeaseLostError) throw new CommandError(TAKEN_OVER, { cause: error });
    throw error;
  } finally {
    await releaseLease(store, lease);
  }
}

interface Reading extends BackfillDeps {
  readonly filling: Filling;
  readonly pace: Pace;
  readonly backOff: BackOff;
}

async function fill(days: Days, reading: Reading): Promise<Filled> {
  const { store, filling } = reading;
  let missing = await missingDays(store, days);
  let problems: ReadonlyMap<Day, SourceError> = new Map();
  filling.onDay(missing.length);
  for (let round = 0; round < TRIES && missing.length > 0; round++) {
    problems = await readAll(missing, reading);
    missing = [...problems.keys()];
  }
  const [problem] = problems.values();
  return { failed: problems.size, ...(problem !== undefined && { problem: problem.message }) };
}

/** What was wrong with those that could not be read. */
async function readAll(
  days: readonly Day[],
  reading: Reading,
): Promise<ReadonlyMap<Day, SourceError>> {
  const { backOff, pace, filling, wait } = reading;
  const { signal, onDay } = filling;
  const problems = new Map<Day, SourceError>();
  for (const [index, day] of days.entries()) {
    await wait(backOff.pauseMs(), signal);
    await pace.turn(signal);
    const problem = await readDay(day, reading, signal);
    if (problem === undefined) {
      backOff.succeeded(day);
      onDay(days.length - index - 1 + problems.size, day);
      continue;
    }
    problems.set(day, problem);
    backOff.failed(day);
    if (backOff.inARow() >= PATIENCE) throw problem;
  }
  return problems;
}
