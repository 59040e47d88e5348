import type { Inbox } from '#chat/inbox.ts';
import {
  type ChatPlatform,
  type Instant,
  type PlatformName,
  platformOf,
  type WorkspaceId,
} from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import { createInbox } from '../commands/inbox.ts';
import type { Services } from '../commands/services.ts';
import { type ContentDeps, renderDelivery } from '../delivery/content.ts';
import { Deliverer, LEASE_MS } from '../delivery/deliver.ts';
import { healDue } from '../delivery/healed.ts';
import { Healer } from '../delivery/healer.ts';
import { createLanes, laneOf } from '../delivery/lanes.ts';
import { createOutbox } from '../delivery/outbox.ts';
import { createPlanner } from '../delivery/plan.ts';
import { Refresher } from '../delivery/refresh.ts';
import { createVotesChanged } from '../delivery/votes-changed.ts';
import { createSubscriptions } from '../digest/subscription.ts';
import type { Log } from '../log.ts';
import { createArchive } from '../papers/archive.ts';
import type { Backfill } from '../papers/backfill.ts';
import { type Beyond, nobodyBeyond } from '../papers/beyond.ts';
import type { Day } from '../papers/paper.ts';
import { createPuller } from '../papers/pull.ts';
import type { PaperSource } from '../papers/source.ts';
import { createLiveIndex, type LiveIndex } from '../search/live-index.ts';
import { createSearch } from '../search/search.ts';
import type { Store } from '../store/open.ts';
import type { DeliveryRow } from '../store/schema.ts';
import { createLedger } from '../votes/ledger.ts';
import { createTallies } from '../votes/tally.ts';
import { answeringFirst, createFillers, type Fillers } from './filling.ts';
import { look } from './look.ts';
import { createSweep } from './sweep.ts';

export interface EngineParts {
  readonly store: Store;
  readonly source: PaperSource;
  readonly platforms: readonly ChatPlatform[];
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
  /** For the chaos runs: called at the named points of a delivery. */
  readonly checkpoint?: (name: string) => void;
  /** Of a claimed delivery; 30 s. */
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
  tick(now: Instant): Promise<void>;
}

export async function createEngine(parts: EngineParts): Promise<Engine> {
  const { store, source, platforms, clock, log } = parts;
  const archive = createArchive(store);
  const live = createLiveIndex(parts);
  const { precedence, backfill, fill } = createFillers(parts, archive);
  const byName = new Map<PlatformName, ChatPlatform>(platforms.map((one) => [one.name, one]));
  const find = (workspace: WorkspaceId) => byName.get(platformOf(workspace));
  const render = renderer({ ...parts, archive, find });
  const outbox = createOutbox(store);
  const refresher = new Refresher({ ...parts, platformOf: find, render });
  const deliverer = new Deliverer({
    ...{ leaseMs: LEASE_MS, checkpoint: () => {}, random: Math.random, ...parts },
    ...{ outbox, render, platformOf: find, lanes: await createLanes(store) },
  });
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
  const services: Services = {
    ...{ store, clock, log, archive, ledger, votesChanged },
    ...{ outbox, planner, refresher, healer, platformOf: find },
    ...{ live, backfill },
    puller: createPuller({ source, archive, store, clock, log }),
    search: createSearch({
      ...{ ...parts, archive, live, beyond: parts.beyond ?? nobodyBeyond },
      look: (place, person) => look({ ...place, person }, find(place.workspace)),
    }),
    tallies: createTallies(store),
    subscriptions: createSubscriptions(store),
    today: () => source.today(clock()),
    wakeDelivery: () => deliverer.wake(),
    settled: (key, atMostMs) => deliverer.settled(key, atMostMs),
  };
  const inbox = answeringFirst(createInbox(services), precedence);
  const tick = ticker(services);
  return {
    ...{ services, inbox, deliverer, refresher, healer, live, backfill, fill },
    tick: (now) => precedence.first(() => tick(now)),
    [Symbol.asyncDispose]: () => live.stop(),
  };
}

type Rendering = Pick<EngineParts, 'store' | 'source' | 'clock'> &
  Pick<ContentDeps, 'archive'> & {
    readonly find: (workspace: WorkspaceId) => ChatPlatform | undefined;
  };

function renderer({ store, archive, source, clock, find }: Rendering) {
  const deps: ContentDeps = {
    ...{ store, archive },
    today: () => source.today(clock()),
    limitsOf: (workspace) => {
      const platform = find(workspace);
      if (platform === undefined) throw new Error(`no platform for ${workspace}`);
      return platform.limits;
    },
  };
  return (row: DeliveryRow) => renderDelivery(row, deps);
}

/** A list that cannot be read must not keep the digests of others from being planned. */
function ticker(services: Services): Engine['tick'] {
  const { puller, planner, votesChanged, wakeDelivery, store } = services;
  const sweep = createSweep(store);
  return async (now) => {
    const [pulled] = await Promise.allSettled([puller.tick(now)]);
    const [planned] = await Promise.allSettled([planner.tick(now)]);
    const [followed] = await Promise.allSettled([votesChanged.tick(now)]);
    wakeDelivery();
    const [healed] = await Promise.allSettled([healDue(services, now)]);
    const [swept] = await Promise.allSettled([sweep(now)]);
    for (const part of [pulled, planned, followed, healed, swept]) {
      if (part.status === 'rejected') throw part.reason;
    }
  };
}
