import type { Supervise } from './hearing.ts';
import type { SlackOptions } from './options.ts';

/** What arrived and is not done yet. */
export interface Working {
  readonly supervise: Supervise;
  /** Waits for it, though not for ever. */
  finish(): Promise<void>;
}

/** A command is answered within seconds; what takes longer is given up. */
const FINISH_WITHIN_MS = 5_000;

export function createWorking(log: SlackOptions['log']): Working {
  const working = new Set<Promise<void>>();
  return {
    supervise: (what, work) => {
      const supervised = work()
        .catch((error: unknown) =>
          log.error({ err: error, what }, 'an event from Slack was not handled'),
        )
        .finally(() => working.delete(supervised));
      working.add(supervised);
    },
    finish: async () => {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, FINISH_WITHIN_MS);
      await Promise.race([Promise.allSettled(working), late]);
      clearTimeout(timer);
    },
  };
}
