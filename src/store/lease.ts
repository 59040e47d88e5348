import type { Instant } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import type { Store } from './open.ts';

export interface Lease {
  /** What only one process does at a time. */
  readonly name: string;
  /** Who asks for it: unlike that of any other process. */
  readonly owner: string;
  /** Without a renewal others may have it then. */
  readonly forMs: number;
}

/** Takes or renews a lease, in one statement. True when it is the owner's now. */
export async function ensureLease(
  store: Store,
  { name, owner, forMs }: Lease,
  now: Instant,
): Promise<boolean> {
  const taken = await store
    .insertInto('lease')
    .values({ name, owner, epoch: 1, until: now + forMs })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet((eb) => ({
          owner,
          epoch: eb('lease.epoch', '+', 1),
          until: now + forMs,
        }))
        .where((eb) =>
          eb.or([
            eb('lease.owner', '=', owner),
            eb('lease.until', '<=', now),
            // Only a clock that was set back leaves so much.
            eb('lease.until', '>', now + 2 * forMs),
          ]),
        ),
    )
    .returning('owner')
    .execute();
  return taken.length > 0;
}

/** Whether anybody has it. */
export async function isLeased(
  store: Store,
  { name, forMs }: Pick<Lease, 'name' | 'forMs'>,
  now: Instant,
): Promise<boolean> {
  const row = await store
    .selectFrom('lease')
    .select('owner')
    .where('name', '=', name)
    .where('until', '>', now)
    .where('until', '<=', now + 2 * forMs)
    .executeTakeFirst();
  return row !== undefined;
}

/** Others need not wait until it runs out. Safe when it is no longer the owner's. */
export async function releaseLease(
  store: Store,
  { name, owner }: Pick<Lease, 'name' | 'owner'>,
): Promise<void> {
  await store.deleteFrom('lease').where('name', '=', name).where('owner', '=', owner).execute();
}

/** Another process has it by now: what it was for has to stop. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';

  constructor({ name }: Pick<Lease, 'name'>) {
    super(`the lease “${name}” is another process’s`);
  }
}

/** Renews it; right before what only its owner may do. @throws LeaseLostError */
export async function keepLease(store: Store, lease: Lease, now: Instant): Promise<void> {
  if (!(await ensureLease(store, lease, now))) throw new LeaseLostError(lease);
}

/** A wait in pieces, with a renewal after each, so that nobody else takes what is only resting. It ends with LeaseLostError when somebody did. */
export function waitRenewing(
  lease: Lease,
  { store, clock, wait }: { readonly store: Store; readonly clock: Clock; readonly wait: Wait },
): Wait {
  const pieceMs = lease.forMs / 4;
  return async (ms, signal) => {
    for (let left = ms; left > 0; left -= pieceMs) {
      await wait(Math.min(left, pieceMs), signal);
      await keepLease(store, lease, clock());
    }
  };
}
