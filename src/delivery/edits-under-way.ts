import { platformOf, type WorkspaceId } from '#chat/platform.ts';
import { channelOf } from './lane.ts';

/** A posted message, by its delivery, and where it stands. */
export interface Spot {
  readonly delivery: number;
  readonly workspace: WorkspaceId;
  readonly channel: string;
}

/** Where nothing more may begin just now. */
export interface Busy {
  readonly deliveries: readonly number[];
  /** `slack:T0001/C0001` */
  readonly channels: readonly string[];
  readonly workspaces: readonly WorkspaceId[];
  readonly platforms: readonly string[];
}

/** Edits under way at once, in all and of each: what does not answer leaves room for the others, on its platform and on the next. */
const MOST = { all: 16, platform: 12, workspace: 6, channel: 2 } as const;

/** The edits that wait for their answers. */
export class EditsUnderWay {
  readonly #all = new Map<number, { readonly spot: Spot; readonly work: Promise<void> }>();

  get isFull(): boolean {
    return this.#all.size >= MOST.all;
  }

  hasRoom({ delivery, workspace, channel }: Spot): boolean {
    const { deliveries, channels, workspaces, platforms } = this.busy();
    return !(
      this.isFull ||
      deliveries.includes(delivery) ||
      channels.includes(channelOf({ workspace, channel })) ||
      workspaces.includes(workspace) ||
      platforms.includes(platformOf(workspace))
    );
  }

  busy(): Busy {
    const spots = [...this.#all.values()].map(({ spot }) => spot);
    const workspaces = spots.map(({ workspace }) => workspace);
    return {
      deliveries: [...this.#all.keys()],
      channels: full(spots.map(channelOf), MOST.channel),
      workspaces: full(workspaces, MOST.workspace),
      platforms: full(workspaces.map(platformOf), MOST.platform),
    };
  }

  /** Counts it until it has ended, which `ended` is then told; the work itself never fails. */
  add(spot: Spot, work: Promise<void>, ended: () => void): void {
    const counted = work.finally(() => {
      this.#all.delete(spot.delivery);
      ended();
    });
    this.#all.set(spot.delivery, { spot, work: counted });
  }

  async allEnded(): Promise<void> {
    await Promise.all([...this.#all.values()].map(({ work }) => work));
  }
}

/** The names that are there so often. */
function full(names: readonly string[], most: number): readonly string[] {
  const counts = Map.groupBy(names, (name) => name);
  return [...counts].filter(([, same]) => same.length >= most).map(([name]) => name);
}
