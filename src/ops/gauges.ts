import type { Instant } from '#chat/platform.ts';
import type { Store } from '../store/open.ts';
import { platformOfLane } from './counting.ts';
import type { Numbers, Reading } from './numbers.ts';
import { outboxState } from './outbox-state.ts';

const MINUTE_MS = 60_000;
/** Discord counts invalid answers over so many minutes. */
const INVALID_MINUTES = 10;

/** Shows what only the database knows. @throws what keeps it from being read */
export async function showStored(numbers: Numbers, store: Store, now: Instant): Promise<void> {
  const outbox = await outboxState(store, now);
  numbers.show(
    'outbox_depth',
    (['pending', 'sending', 'uncertain'] as const).map((state) => ({
      labels: { state },
      value: outbox[state],
    })),
  );
  numbers.show('oldest_pending_seconds', [{ value: outbox.oldestMs / 1_000 }]);
  numbers.show('upstream_age_seconds', await upstreamAge(store, now));
  await showLanes(numbers, store, now);
  numbers.show('lease_epoch', await leaseEpochs(store));
}

async function showLanes(numbers: Numbers, store: Store, now: Instant): Promise<void> {
  const lanes = await store.selectFrom('lane').select(['name', 'paused_until', 'rate']).execute();
  const rests = lanes.map(({ name, paused_until }) => ({
    platform: platformOfLane(name),
    value: Math.max(0, paused_until - now) / 1_000,
  }));
  const rates = lanes.flatMap(({ name, rate }) =>
    rate === null ? [] : [{ platform: platformOfLane(name), value: rate }],
  );
  numbers.show('lane_paused_seconds', byPlatform(rests, Math.max));
  numbers.show('lane_rate', byPlatform(rates, Math.min));
  const since = Math.floor(now / MINUTE_MS) - INVALID_MINUTES;
  const refusals = await store
    .selectFrom('refusal')
    .select(['lane', 'count'])
    .where('minute', '>', since)
    .execute();
  const invalid = refusals.map(({ lane, count }) => ({
    platform: platformOfLane(lane),
    value: count,
  }));
  numbers.show(
    'invalid_requests_10m',
    byPlatform(invalid, (one, other) => one + other),
  );
}

interface OfPlatform {
  readonly platform: string;
  readonly value: number;
}

/** Lanes are many, platforms few. */
function byPlatform(
  values: readonly OfPlatform[],
  fold: (one: number, other: number) => number,
): readonly Reading[] {
  const groups = Map.groupBy(values, ({ platform }) => platform);
  return [...groups].map(([platform, own]) => ({
    labels: { platform },
    value: own.map(({ value }) => value).reduce((one, other) => fold(one, other)),
  }));
}

/** `lane:slack:T0001` and all others of its platform are `lane:slack`. */
async function leaseEpochs(store: Store): Promise<readonly Reading[]> {
  const leases = await store.selectFrom('lease').select(['name', 'epoch']).execute();
  const groups = Map.groupBy(leases, ({ name }) => leaseKind(name));
  groups.delete('process');
  return [...groups].map(([name, own]) => ({
    labels: { name },
    value: own.reduce((sum, { epoch }) => sum + epoch, 0),
  }));
}

/** What may stand in a name beyond its kind is without number, a platform aside. */
function leaseKind(name: string): string {
  const [kind = name, of] = name.split(':');
  return (kind === 'lane' || kind === 'inbox') && of !== undefined ? `${kind}:${of}` : kind;
}

/** Whoever of the replicas read it. */
async function upstreamAge(store: Store, now: Instant): Promise<readonly Reading[]> {
  const at = await lastPull(store);
  return at === undefined ? [] : [{ value: Math.max(0, now - at) / 1_000 }];
}

/** When a list was last read; undefined when none ever was. */
export async function lastPull(store: Store): Promise<Instant | undefined> {
  const { at } = await store
    .selectFrom('day')
    .select((eb) => eb.fn.max('pulled_at').as('at'))
    .executeTakeFirstOrThrow();
  return at ?? undefined;
}
