import type { Message } from '#chat/message.ts';
import type { ChatPlatform, WorkspaceId } from '#chat/platform.ts';
import { Deliverer, LEASE_MS } from '../delivery/deliver.ts';
import { Lanes, laneOf, workspaceOf } from '../delivery/lanes.ts';
import type { Outbox } from '../delivery/outbox.ts';
import { SHARE_OF_POST } from '../delivery/post.ts';
import type { Reads } from '../delivery/reads.ts';
import { Trials } from '../delivery/renderings.ts';
import type { Day } from '../papers/paper.ts';
import { Holder } from '../store/holder.ts';
import type { DeliveryRow } from '../store/schema.ts';
import type { EngineParts } from './engine.ts';

/** What posts, and what it shares with other processes. */
export interface Sending {
  readonly holder: Holder;
  readonly deliverer: Deliverer;
  /** The platform takes the token of a workspace again. */
  renewed(workspace: WorkspaceId): Promise<void>;
}

interface SendingDeps {
  readonly find: (workspace: WorkspaceId) => ChatPlatform | undefined;
  readonly render: (row: DeliveryRow) => Promise<Message>;
  readonly reads: Reads;
  readonly today: () => Day;
  readonly outbox: Outbox;
}

export function createSending(parts: EngineParts, deps: SendingDeps): Sending {
  const { store, leaseMs = LEASE_MS, observe = () => {} } = parts;
  const { find } = deps;
  const holder = new Holder({ ...parts, othersChanged: () => deliverer.wake() });
  const lanes = new Lanes({ store, limitsOf: (lane) => find(workspaceOf(lane))?.limits });
  const deliverer: Deliverer = new Deliverer({
    ...{ checkpoint: () => {}, random: Math.random, ...parts, ...deps },
    ...{ platformOf: find, lanes, holder, leaseMs, observe },
    trials: new Trials(store, SHARE_OF_POST * leaseMs),
  });
  return {
    ...{ holder, deliverer },
    renewed: async (workspace) => {
      await lanes.renewed(laneOf(find(workspace), workspace));
      deliverer.wake();
    },
  };
}
