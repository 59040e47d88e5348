import { sql } from 'kysely';
import type { Instant } from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import { isPostgres } from './dialect.ts';
import type { Store } from './open.ts';

/** What all processes on one database agree on, however wrong their own clocks are. */
export interface DatabaseClock extends Disposable {
  readonly clock: Clock;
}

export interface ClockDeps {
  /** Of this machine. */
  readonly local: Clock;
  /** Milliseconds by a clock that nobody can set. */
  readonly monotonic?: () => number;
  readonly everyMs?: number;
}

/** Crystals drift by milliseconds in that time; a lease lasts 20 s. */
const EVERY_MS = 60_000;
/** Half of it, by which the answer may be wrong, is less than anybody leaves of a lease (store/holder.ts). */
const LONGEST_WAY_MS = 1_000;
const FIRST_QUESTIONS = 3;

/**
 * On PostgreSQL the server's time, asked for at the start and then each minute, and counted on in between; on SQLite,
 * where all processes are on one machine, its own. While the server does not answer, or not soon, the last answer holds.
 */
export async function createDatabaseClock(
  store: Store,
  { local, monotonic = () => performance.now(), everyMs = EVERY_MS }: ClockDeps,
): Promise<DatabaseClock> {
  if (!isPostgres(store)) return { clock: local, [Symbol.dispose]: () => {} };
  let { aheadMs } = await quickest(store, monotonic);
  const timer = setInterval(() => {
    ask(store, monotonic).then(
      (answer) => {
        if (answer.tookMs <= LONGEST_WAY_MS) aheadMs = answer.aheadMs;
      },
      () => {},
    );
  }, everyMs).unref();
  return {
    clock: () => Math.round(monotonic() + aheadMs),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

interface Answer {
  /** How far the server's clock is ahead of ours. */
  readonly aheadMs: number;
  readonly tookMs: number;
}

/** The first question of all waits for a connection. */
async function quickest(store: Store, monotonic: () => number): Promise<Answer> {
  let best = await ask(store, monotonic);
  for (let asked = 1; asked < FIRST_QUESTIONS; asked++) {
    const answer = await ask(store, monotonic);
    if (answer.tookMs < best.tookMs) best = answer;
  }
  return best;
}

/** The answer is half a round trip old. */
async function ask(store: Store, monotonic: () => number): Promise<Answer> {
  const asked = monotonic();
  const { rows } = await sql<{ now: Instant }>`
    select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now`.execute(store);
  const answered = monotonic();
  return { aheadMs: (rows[0]?.now ?? 0) - (asked + answered) / 2, tookMs: answered - asked };
}
