import type { Inbox } from '#chat/inbox.ts';
import {
  type ChatPlatform,
  type Instant,
  type PlatformName,
  platformOf,
  type WorkspaceId,
} from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import { Gaps } from '../commands/gaps.ts';
import { createInbox } from '../commands/inbox.ts';
import type { Services } from '../commands/services.ts';
import { type ContentDeps, renderDelivery } from '../delivery/content.ts';
import type { Deliverer } from '../delivery/deliver.ts';
import { Healer } from '../delivery/healer.ts';
import { laneOf } from '../delivery/lanes.ts';
import { look } from '../delivery/look.ts';
import type { Observe } from '../delivery/observed.ts';
import { createOutbox } from '../delivery/outbox.ts';
import { createPlanner } from '../delivery/plan.ts';
import { createReads } from '../delivery/reads.ts';
import { Refresher } from '../delivery/refresh.ts';
import { createRevealed } from '../delivery/revealed.ts';
import { createVotesChanged } from '../delivery/votes-changed.ts';
import { createSubscriptions } from '../digest/subscription.ts';
import type { Log } from '../log.ts';
import { type Archive, createArchive } from '../papers/archive.ts';
import type { Backfill } from '../papers/backfill.ts';
import { type Beyond, nobodyBeyond } from '../papers/beyond.ts';
import type { Day } from '../papers/paper.ts';
import { createPuller } from '../papers/pull.ts';
import type { PaperSource } from '../papers/source.ts';
import { createLiveIndex, type LiveIndex } from '../search/live-index.ts';
import { type ChannelDeps, PublicChannels } from '../search/public-channels.ts';
import { createSearch } from '../search/search.ts';
import type { Holder } from '../store/holder.ts';
import type { Store } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { createLedger } from '../votes/ledger.ts';
import { createTallies } from '../votes/tally.ts';
import { answeringFirst, createFillers, type Fillers } from './filling.ts';
import { createSending } from './sending.ts';
import { createTicker, EVERYTHING, type Turn } from './ticker.ts';

export interface EngineParts {
  readonly store: Store;
  readonly source: PaperSource;
  readonly platforms: readonly ChatPlatform[];
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
  /** For the chaos runs: called at the named points of a delivery. */
  readonly checkpoint?: (name: string) => void;
  /** Told what happens to deliveries; nobody where it is absent. */
  readonly observe?: Observe;
  /** This process's name among those that share the database; made up unless said. */
  readonly owner?: string;
  /** Of a claimed delivery; 25 s. */
  readonly leaseMs?: number;
  /** Hugging Face's own search; nobody answers where it is absent. */
  readonly beyond?: Beyond;
  /** The oldest day that the archive fetches by itself; absent when it shall fetch none. */
  readonly archiveSince?: Day;
  /** Where the search index is kept between two runs; absent for a database in memory. */
  readonly snapshotPath?: string;
}

/** All rooms put together: what answers, what delivers, and what time drives. Disposed of before its store is closed. */
export interface Engine extends AsyncDisposable {
  readonly services: Services;
  readonly inbox: Inbox;
  readonly deliverer: Deliverer;
  readonly holder: Holder;
  readonly refresher: Refresher;
  readonly healer: Healer;
  readonly live: LiveIndex;
  readonly backfill: Backfill;
  /** Reads a range of days at once. @throws CommandError, SourceError */
  readonly fill: Fillers['fill'];
  /**
   * Brings lists, digests and deliveries up to date, however late it is. Safe to repeat.
   * @throws what kept a part from its work, after the others had their turn
   */
  tick(now: Instant, turn?: Turn): Promise<void>;
}

export async function createEngine(parts: EngineParts): Promise<Engine> {
  const { store, source, platforms, clock, log, observe = () => {} } = parts;
  const archive = createArchive(store);
  const live = createLiveIndex(parts);
  const { precedence, backfill, fill } = createFillers(parts, archive);
  const byName = new Map<PlatformName, ChatPlatform>(platforms.map((one) => [one.name, one]));
  const find = (workspace: WorkspaceId) => byName.get(platformOf(workspace));
  const rendering = createRendering(parts, archive, find);
  const outbox = createOutbox(store);
  const refresher = new Refresher({ ...parts, ...rendering, platformOf: find });
  const sending = createSending(parts, { ...rendering, find, outbox });
  const { holder, deliverer } = sending;
  const planner = createPlanner({
    ...parts,
    archive,
    today: (now) => source.today(now),
    laneOf: (workspace) => laneOf(find(workspace), workspace),
  });
  const ledger = createLedger({ store, clock });
  const votesChanged = createVotesChanged({
    ...{ store, refresher, planner, clock },
    wake: () => deliverer.wake(),
  });
  const healer = new Healer({
    ...{ ...parts, ledger, platformOf: find },
    touch: (touched) => votesChanged(touched),
  });
  const lookAt: ChannelDeps['look'] = (place, person) =>
    look({ ...place, person }, find(place.workspace));
  const services: Services = {
    ...{ store, clock, log, archive, ledger, votesChanged },
    ...{ outbox, planner, refresher, healer, platformOf: find },
    gaps: new Gaps({ ...parts, healer }),
    ...{ live, backfill, observe, renewed: sending.renewed, today: rendering.today },
    puller: createPuller({ source, archive, store, clock, log }),
    search: createSearch({
      ...{ ...parts, archive, live, beyond: parts.beyond ?? nobodyBeyond },
      look: lookAt,
    }),
    revealed: createRevealed({
      ...{ store, outbox, healer, observe, clock, log },
      platformOf: find,
    }),
    channels: new PublicChannels({ ...parts, look: lookAt }),
    tallies: createTallies(store),
    subscriptions: createSubscriptions(store),
    wakeDelivery: () => deliverer.wake(),
    settled: (key, atMostMs) => deliverer.settled(key, atMostMs),
  };
  const inbox = answeringFirst(createInbox(services), precedence);
  const tick = createTicker(services);
  return {
    ...{ services, inbox, deliverer, holder, refresher, healer, live, backfill, fill },
    tick: (now, turn = EVERYTHING) => precedence.first(() => tick(now, turn)),
    [Symbol.asyncDispose]: () => live.stop(),
  };
}

/** What makes messages of deliveries. */
function createRendering(
  { store, source, clock }: EngineParts,
  archive: Archive,
  find: (workspace: WorkspaceId) => ChatPlatform | undefined,
) {
  const reads = createReads(store, archive, clock);
  const today = () => source.today(clock());
  const limitsOf: ContentDeps['limitsOf'] = (workspace) => {
    const platform = find(workspace);
    if (platform === undefined) throw new Error(`no platform for ${workspace}`);
    return platform.limits;
  };
  const render = (row: DeliveryRow) => renderDelivery(row, { reads, today, limitsOf });
  return { reads, today, render };
}
