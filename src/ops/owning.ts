import type { Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Holder } from '../store/holder.ts';

export interface OwningDeps {
  readonly holder: Holder;
  readonly wait: Wait;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Called when it turned out to be another's. */
  readonly asking?: () => void;
}

/** How often it is asked whether a lease is free, and looked whether it is still ours. */
const ASK_EVERY_MS = 1_000;
/** The same while the database does not answer, so that the log holds no line a second. */
const BREATHER_MS = 5_000;

/**
 * Runs it in the one process that has the lease, from when it is this one until it no longer is, or until aborted.
 * A database that does not answer is asked again. @throws what `run` throws
 */
export async function whileOwner(
  lease: string,
  run: (signal: AbortSignal) => Promise<void>,
  deps: OwningDeps,
): Promise<void> {
  const { holder, log, signal } = deps;
  while (!signal.aborted) {
    const isOurs = await ask(lease, deps);
    if (isOurs === true) {
      log.info({ lease, epoch: holder.epochOf(lease) }, 'owned from here on');
      await runAsOwner(lease, run, deps);
    } else deps.asking?.();
    await pause(deps, isOurs);
  }
}

async function runAsOwner(
  lease: string,
  run: (signal: AbortSignal) => Promise<void>,
  deps: OwningDeps,
): Promise<void> {
  const { holder, log, signal } = deps;
  const owning = new AbortController();
  const running = run(AbortSignal.any([signal, owning.signal])).finally(() => owning.abort());
  // It may fail while the database is asked; it is awaited below.
  running.catch(() => {});
  const watching = untilLost(lease, { ...deps, signal: AbortSignal.any([signal, owning.signal]) });
  await watching;
  owning.abort();
  try {
    await running;
  } finally {
    if (!holder.holds(lease) && !signal.aborted) log.warn({ lease }, 'another process has it');
    await giveUp(lease, deps);
  }
}

/** Otherwise it runs out by itself. */
async function giveUp(lease: string, { holder, log }: OwningDeps): Promise<void> {
  try {
    await holder.release([lease]);
  } catch (error) {
    log.warn({ lease, error: `${error}` }, 'lease not given up');
  }
}

async function untilLost(lease: string, deps: OwningDeps): Promise<void> {
  const { holder, signal } = deps;
  let isOurs: boolean | undefined = true;
  while (!signal.aborted) {
    await pause(deps, isOurs);
    isOurs = await ask(lease, deps);
    // A file that cannot be written is nobody's; a server that we do not reach may hear others.
    if (isOurs === false || (isOurs === undefined && holder.isShared)) return;
  }
}

/** Whether it is ours now; undefined while the database gives no answer. */
async function ask(lease: string, { holder, log }: OwningDeps): Promise<boolean | undefined> {
  if (holder.holds(lease)) return true;
  try {
    return await holder.ensure(lease);
  } catch (error) {
    log.warn({ lease, error: `${error}` }, 'lease could not be asked for');
    return undefined;
  }
}

async function pause({ wait, signal }: OwningDeps, answer: boolean | undefined): Promise<void> {
  const ms = answer === undefined ? BREATHER_MS : ASK_EVERY_MS;
  await wait(ms, signal).catch(() => {});
}

/** Resolves when it is, at once when it was before. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
