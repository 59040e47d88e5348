import type { ChatPlatform, WorkspaceId } from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Healer } from '../delivery/healer.ts';
import type { Observe } from '../delivery/observed.ts';
import type { Outbox } from '../delivery/outbox.ts';
import type { Planner } from '../delivery/plan.ts';
import type { Refresher } from '../delivery/refresh.ts';
import type { Revealed } from '../delivery/revealed.ts';
import type { VotesChanged } from '../delivery/votes-changed.ts';
import type { Subscriptions } from '../digest/subscription.ts';
import type { Log } from '../log.ts';
import type { Archive } from '../papers/archive.ts';
import type { Backfill } from '../papers/backfill.ts';
import type { Day } from '../papers/paper.ts';
import type { Puller } from '../papers/pull.ts';
import type { LiveIndex } from '../search/live-index.ts';
import type { PublicChannels } from '../search/public-channels.ts';
import type { Search } from '../search/search.ts';
import type { Store } from '../store/open.ts';
import type { Ledger } from '../votes/ledger.ts';
import type { Tallies } from '../votes/tally.ts';
import type { Gaps } from './gaps.ts';

/** What commands and presses work with; put together in `ops/engine.ts`. */
export interface Services {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly archive: Archive;
  readonly puller: Puller;
  readonly backfill: Backfill;
  readonly search: Search;
  readonly live: LiveIndex;
  readonly tallies: Tallies;
  readonly ledger: Ledger;
  readonly subscriptions: Subscriptions;
  readonly planner: Planner;
  readonly outbox: Outbox;
  readonly refresher: Refresher;
  readonly healer: Healer;
  readonly gaps: Gaps;
  /** To be told whenever a tally may have changed. */
  readonly votesChanged: VotesChanged;
  readonly revealed: Revealed;
  /** Which channels may be named elsewhere. */
  readonly channels: Pick<PublicChannels, 'among'>;
  /** Told what happens to deliveries. */
  readonly observe: Observe;
  /** The platform of a workspace; undefined while it is not set up. */
  readonly platformOf: (workspace: WorkspaceId) => ChatPlatform | undefined;
  /** The newest day that the paper source may be asked for. */
  readonly today: () => Day;
  /** Something was planned. */
  readonly wakeDelivery: () => void;
  /** The platform takes the token of a workspace again: what rested because it did not goes on. */
  readonly renewed: (workspace: WorkspaceId) => Promise<void>;
  /** Waits a while for a delivery to be sent or given up, by its key; the database says whether it is. */
  readonly settled: (key: string, atMostMs: number) => Promise<void>;
}
