import { sql } from 'kysely';
import type { Instant } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import { batches } from './batches.ts';
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
  { name, ...terms }: Lease,
  now: Instant,
): Promise<boolean> {
  const taken = await takeLeases(store, [name], { ...terms, now });
  return taken.length > 0;
}

export interface Terms extends Omit<Lease, 'name'> {
  readonly now: Instant;
}

export interface Taken {
  readonly name: string;
  /** Rises whenever the owner changes: by it one knows that somebody else had it in between. */
  readonly epoch: number;
}

/** Takes those that are free, and renews those that are the owner's already. */
export async function takeLeases(
  store: Store,
  names: readonly string[],
  terms: Terms,
): Promise<readonly Taken[]> {
  const taken: Taken[] = [];
  for (const some of batches(names)) taken.push(...(await takeSome(store, some, terms)));
  return taken;
}

async function takeSome(
  store: Store,
  names: readonly string[],
  { owner, forMs, now }: Terms,
): Promise<readonly Taken[]> {
  return store
    .insertInto('lease')
    .values(names.map((name) => ({ name, owner, epoch: 1, until: now + forMs })))
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet((eb) => ({
          owner: eb.ref('excluded.owner'),
          until: eb.ref('excluded.until'),
          epoch: sql<number>`case when lease.owner = excluded.owner then lease.epoch
            else lease.epoch + 1 end`,
        }))
        .where((eb) =>
          eb.or([
            eb('lease.owner', '=', eb.ref('excluded.owner')),
            eb('lease.until', '<=', now),
            // Only a clock that was set back leaves so much.
            eb('lease.until', '>', now + 2 * forMs),
          ]),
        ),
    )
    .returning(['name', 'epoch'])
    .execute();
}

/** Those that somebody else has. */
export async function takenByOthers(
  store: Store,
  names: readonly string[],
  { owner, forMs, now }: Terms,
): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  for (const some of batches(names)) {
    const rows = await store
      .selectFrom('lease')
      .select('name')
      .where('name', 'in', some)
      .where('owner', '<>', owner)
      .where('until', '>', now)
      .where('until', '<=', now + 2 * forMs)
      .execute();
    for (const { name } of rows) taken.add(name);
  }
  return taken;
}

/** Renews all that an owner has; what somebody else took in the meantime is not among them. */
export async function renewLeases(
  store: Store,
  { owner, forMs, now }: Terms,
): Promise<readonly Taken[]> {
  return store
    .updateTable('lease')
    .set({ until: now + forMs })
    .where('owner', '=', owner)
    .returning(['name', 'epoch'])
    .execute();
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

/** Nobody's: no owner has this name. */
const NOBODY = '';

/** Others need not wait until it runs out. Safe when it is no longer the owner's. */
export async function releaseLease(
  store: Store,
  { name, owner }: Pick<Lease, 'name' | 'owner'>,
): Promise<void> {
  await releaseLeases(store, [name], { owner, freeAt: 0 });
}

/** The same for many, which others may have from `freeAt` on. Their rows stay: an epoch never falls. */
export async function releaseLeases(
  store: Store,
  names: readonly string[],
  { owner, freeAt }: { readonly owner: string; readonly freeAt: Instant },
): Promise<void> {
  for (const some of batches(names)) {
    await store
      .updateTable('lease')
      .set({ owner: NOBODY, until: freeAt })
      .where('owner', '=', owner)
      .where('name', 'in', some)
      .execute();
  }
}

/** Who has leases that did not run out yet. */
export async function leaseOwners(store: Store, now: Instant): Promise<readonly string[]> {
  const rows = await store
    .selectFrom('lease')
    .select('owner')
    .distinct()
    .where('until', '>', now)
    .where('owner', '<>', NOBODY)
    .execute();
  return rows.map(({ owner }) => owner);
}

/** For owners who certainly live no more: nobody needs to wait for their leases to run out. */
export async function releaseAll(store: Store, owners: readonly string[]): Promise<void> {
  if (owners.length === 0) return;
  await store
    .updateTable('lease')
    .set({ owner: NOBODY, until: 0 })
    .where('owner', 'in', owners)
    .execute();
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
