import { setImmediate as breath } from 'node:timers/promises';

export interface Groups<T, R> {
  /** Only what has the same name goes together; it keeps its order. */
  readonly nameOf: (one: T) => string;
  /** The answers, in the same order. */
  readonly work: (group: readonly T[]) => Promise<readonly PromiseSettledResult<R>[]>;
  readonly most: number;
}

interface Waiting<T, R> {
  readonly one: T;
  readonly settle: (result: PromiseSettledResult<R>) => void;
}

/**
 * Does what comes in bursts in groups, one after the other. Between two of them everybody else has a turn: SQLite
 * answers at once, so that whoever goes on without a pause goes on alone.
 */
export function inGroups<T, R>(groups: Groups<T, R>): (one: T) => Promise<R> {
  const waiting = new Map<string, Waiting<T, R>[]>();
  let isRunning = false;
  const run = async (): Promise<void> => {
    while (waiting.size > 0) {
      await breath();
      await settle(next(waiting, groups.most), groups);
    }
    isRunning = false;
  };
  return (one) => {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    const settle = (result: PromiseSettledResult<R>) =>
      result.status === 'fulfilled' ? resolve(result.value) : reject(result.reason);
    const name = groups.nameOf(one);
    const before = waiting.get(name);
    if (before === undefined) waiting.set(name, [{ one, settle }]);
    else before.push({ one, settle });
    if (!isRunning) {
      isRunning = true;
      void run();
    }
    return promise;
  };
}

/** Of the name that waits longest; what is left of it waits behind the others. */
function next<W>(waiting: Map<string, W[]>, most: number): readonly W[] {
  for (const [name, all] of waiting) {
    waiting.delete(name);
    const group = all.slice(0, most);
    if (all.length > most) waiting.set(name, all.slice(most));
    return group;
  }
  return [];
}

async function settle<T, R>(
  group: readonly Waiting<T, R>[],
  { work }: Groups<T, R>,
): Promise<void> {
  const [done] = await Promise.allSettled([work(group.map(({ one }) => one))]);
  for (const [index, { settle: tell }] of group.entries()) {
    const reason = done.status === 'rejected' ? done.reason : new Error('not done');
    const own = done.status === 'fulfilled' ? done.value[index] : undefined;
    tell(own ?? { status: 'rejected', reason });
  }
}
