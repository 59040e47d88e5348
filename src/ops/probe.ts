import { type Clock, type Wait, within } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import { ensureWritten } from '../store/written.ts';

/** Why the database cannot be written just now, in words; undefined while it can. */
export type Probe = () => Promise<string | undefined>;

export interface ProbeDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
  /** Told how long a write took. */
  readonly written?: (ms: number) => void;
}

/** Who asks more often is told what was found last: anybody may ask, and each write waits for the disk. */
const KEPT_MS = 5_000;
/** A server that hangs is as good as none. */
const LONGEST_MS = 3_000;

/** Tries a small write when somebody asks. Never throws. */
export function createProbe(deps: ProbeDeps): Probe {
  let last: { readonly at: number; readonly found: Promise<string | undefined> } | undefined;
  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at > KEPT_MS) last = { at: now, found: tryWriting(deps) };
    return last.found;
  };
}

async function tryWriting({ store, clock, wait, log, written }: ProbeDeps) {
  const startedAt = performance.now();
  try {
    const writing = ensureWritten(store, clock()).then(() => true);
    const isWritten = await within(LONGEST_MS, writing, wait);
    if (isWritten === undefined) throw new Error(`no answer for ${LONGEST_MS / 1_000} seconds`);
    written?.(performance.now() - startedAt);
    return undefined;
  } catch (error) {
    const problem = error instanceof Error ? error.message : `${error}`;
    log.warn({ problem }, 'database cannot be written');
    return problem;
  }
}
