import cron from 'node-cron';
import type { Instant } from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

export interface ClockworkDeps {
  readonly tick: (now: Instant) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface TickStatus {
  /** When the first tick began, by a clock that nobody can set, in milliseconds. */
  readonly beganAt?: number;
  /** When the last one ended, by the same clock; absent while none has. */
  readonly lastAt?: number;
  /** What went wrong in the last one. */
  readonly problem?: string;
}

export interface Clockwork {
  status(): TickStatus;
  /** One tick now, unless one is under way. */
  tickNow(): void;
  /** Resolves when the tick under way has ended; whatever becomes of it is not reported any more. */
  stop(): Promise<void>;
}

/** node-cron is silent after the machine's clock was set back (delivery.md, section 2). */
const SILENCE_MS = 90_000;
const LOOK_EVERY_MS = 30_000;

/** One tick now, one a minute, and one whenever the minute's did not come. Never two at once. */
export function startClockwork({ tick, clock, log }: ClockworkDeps): Clockwork {
  const beganAt = performance.now();
  let status: TickStatus = {};
  let startedAt = beganAt;
  let underWay: Promise<void> | undefined;
  let isStopped = false;

  async function run(): Promise<void> {
    startedAt = performance.now();
    try {
      await tick(clock());
      status = { lastAt: performance.now() };
    } catch (error) {
      if (isStopped) return;
      status = { lastAt: performance.now(), problem: `${error}` };
      log.error({ error: error instanceof Error ? error.stack : `${error}` }, 'tick failed');
    }
  }

  function ensureRunning(): Promise<void> {
    underWay ??= run().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  const task = cron.schedule('* * * * *', ensureRunning, {
    ...{ timezone: 'UTC', noOverlap: true, missedExecutionTolerance: 60_000 },
    ...{ suppressMissedWarning: true, logger: quiet(log) },
  });
  const watchdog = setInterval(() => {
    if (performance.now() - startedAt > SILENCE_MS) void ensureRunning();
  }, LOOK_EVERY_MS);
  void ensureRunning();

  return {
    status: () => ({ beganAt, ...status }),
    tickNow: () => void ensureRunning(),
    stop: async () => {
      isStopped = true;
      clearInterval(watchdog);
      await task.destroy();
      await underWay;
    },
  };
}

/** Its own words go where ours go. */
function quiet(log: Log) {
  const say = (message: string | Error) => log.debug({ from: 'node-cron' }, `${message}`);
  return { info: say, warn: say, error: say, debug: say };
}
