import type { Instant } from '#chat/platform.ts';
import type { Store } from '../store/open.ts';
import { ensureTallied } from '../votes/kept-tallies.ts';
import type { Touched } from '../votes/ledger.ts';
import { reachedBy, votedSince, workspacesWithThresholds } from '../votes/thresholds.ts';
import type { Planner } from './plan.ts';
import type { Refresher } from './refresh.ts';

export interface VotesChangedDeps {
  readonly store: Store;
  readonly refresher: Pick<Refresher, 'touch'>;
  readonly planner: Pick<Planner, 'ensurePicked'>;
  readonly clock: () => Instant;
  /** Something was planned. */
  readonly wake: () => void;
}

/** What follows when votes change. Everything here may run twice. */
export interface VotesChanged {
  /** Posted messages show the new tally, and papers that reached a channel's threshold are posted there. */
  (touched: Touched): Promise<void>;
  /**
   * What a crash between a vote and its consequence left undone: votes of the last day at a start, then the newest; and
   * the kept tallies, so that a ranking has little left to count.
   */
  tick(now: Instant): Promise<void>;
  /** Only the second of the two. */
  planReached(touched: Touched): Promise<void>;
}

const LOOK_BACK_MS = 24 * 60 * 60_000;
/** A vote is stored a moment after the time that it carries. */
const OVERLAP_MS = 60_000;

export function createVotesChanged(deps: VotesChangedDeps): VotesChanged {
  let lookedAt: Instant | undefined;
  const changed = async (touched: Touched): Promise<void> => {
    await deps.refresher.touch(touched);
    await planReached(touched, deps);
  };
  const tick = async (now: Instant): Promise<void> => {
    const since = lookedAt === undefined ? now - LOOK_BACK_MS : lookedAt - OVERLAP_MS;
    await ensureTallied(deps.store);
    for (const workspace of await workspacesWithThresholds(deps.store)) {
      const papers = await votedSince(deps.store, workspace, since);
      await planReached({ workspace, papers }, deps);
    }
    lookedAt = now;
  };
  return Object.assign(changed, {
    tick,
    planReached: (touched: Touched) => planReached(touched, deps),
  });
}

async function planReached(touched: Touched, deps: VotesChangedDeps): Promise<void> {
  for (const reached of await reachedBy(deps.store, touched)) {
    if (await deps.planner.ensurePicked(reached, deps.clock())) deps.wake();
  }
}
