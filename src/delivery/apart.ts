import type { Log } from '../log.ts';
import type { Batch } from './due.ts';

export interface ApartDeps {
  /** In one transaction; how many digests are new. @throws with nothing written */
  readonly plan: (part: Batch) => Promise<number>;
  /** Told each failure. */
  readonly troubles: unknown[];
  readonly log: Pick<Log, 'error'>;
}

/** To find one among 2,500 takes twelve halvings; where everything fails it is not one of them. */
const MOST_TROUBLES = 16;

/**
 * A subscription that cannot be planned keeps nobody else from it: its batch is halved until it stands alone. How many
 * digests are new. @throws the failure after too many
 */
export async function planApart(batch: Batch, deps: ApartDeps): Promise<number> {
  const { plan, troubles, log } = deps;
  const ids = [...batch.advanced.values()].flat();
  try {
    return await plan(batch);
  } catch (error) {
    troubles.push(error);
    if (troubles.length > MOST_TROUBLES) throw error;
    if (ids.length < 2) {
      log.error({ subscription: ids[0], err: error }, 'digest could not be planned');
      return 0;
    }
    const half = new Set(ids.slice(0, Math.ceil(ids.length / 2)));
    const first = await planApart(
      part(batch, (id) => half.has(id)),
      deps,
    );
    const second = await planApart(
      part(batch, (id) => !half.has(id)),
      deps,
    );
    return first + second;
  }
}

function part({ digests, advanced }: Batch, isMeant: (id: string) => boolean): Batch {
  const moved = [...advanced].map(([at, ids]) => [at, ids.filter(isMeant)] as const);
  return {
    digests: digests.filter(({ subscription }) => isMeant(subscription.id)),
    advanced: new Map(moved.filter(([, ids]) => ids.length > 0)),
  };
}
