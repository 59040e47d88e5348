import type Keyv from 'keyv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemWait } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { createCaches } from '../../../src/ops/caches.ts';
import { createCache } from '../../../src/papers/cache.ts';
import { KeyvStore } from '../../../src/store/keyv-store.ts';
import type { Store } from '../../../src/store/open.ts';
import { isOnServer, openTestStore } from '../../fakes/store/index.ts';

let store: Store;
let failed = 0;
beforeEach(async () => {
  store = await openTestStore();
  failed = 0;
});
afterEach(() => store.destroy());

function inMemory(): Keyv {
  return createCache({ log: silentLog, failed: () => failed++ });
}

function inDatabase(changes: Partial<ConstructorParameters<typeof KeyvStore>[0]> = {}): Keyv {
  const deps = { store, clock: Date.now, wait: systemWait, namespace: 'papers' };
  const shared = new KeyvStore({ ...deps, ...changes });
  return createCache({ log: silentLog, shared, failed: () => failed++ });
}

describe.each([
  ['in memory', inMemory],
  ['in the database', () => inDatabase()],
])('a cache %s', (_, open) => {
  it('gives back what it was given, and nothing else', async () => {
    const cache = open();
    await cache.set('list:1', { value: ['α', { deep: null }] }, 60_000);
    await cache.set('empty', { value: undefined }, 60_000);

    expect(await cache.get('list:1')).toEqual({ value: ['α', { deep: null }] });
    expect(await cache.get('empty')).toEqual({});
    expect(await cache.get('list:2')).toBeUndefined();
    expect(await cache.has('list:1')).toBe(true);
    expect(await cache.has('list:2')).toBe(false);
  });

  it('gives the newest', async () => {
    const cache = open();
    await cache.set('k', 1, 60_000);
    await cache.set('k', 2, 60_000);

    expect(await cache.get('k')).toBe(2);
  });

  it('forgets what is over', async () => {
    const cache = open();
    await cache.set('k', 1, 1);
    await expect.poll(() => cache.get('k')).toBeUndefined();

    expect(await cache.has('k')).toBe(false);
  });

  it('forgets what it is told to forget', async () => {
    const cache = open();
    await cache.set('a', 1, 60_000);
    await cache.set('b', 2, 60_000);

    expect(await cache.delete('a')).toBe(true);
    expect(await cache.delete('missing')).toBe(false);
    expect(await cache.getMany(['a', 'b', 'c'])).toEqual([undefined, 2, undefined]);
    await cache.clear();
    expect(await cache.get('b')).toBeUndefined();
  });

  it('takes keys of any length and letters', async () => {
    const cache = open();
    const key = `beyond:${'Zürich “x” %_\\ '.repeat(1_000)}`;
    await cache.set(key, 'found', 60_000);

    expect(await cache.get(key)).toBe('found');
    expect(await cache.get(`${key}!`)).toBeUndefined();
    expect(failed).toBe(0);
  });
});

it('keeps in memory the newest answers, however many days are asked for', async () => {
  const cache = inMemory();
  const keys = Array.from({ length: 1_000 }, (_, day) => `list:${day}`);

  for (const key of keys) await cache.set(key, { value: key }, 20_000);

  const kept = await Promise.all(keys.map((key) => cache.has(key)));
  expect(kept.filter(Boolean)).toHaveLength(100);
  expect(await cache.get('list:999')).toEqual({ value: 'list:999' });
});

describe('the cache that replicas share', () => {
  it('is used where they share a server', async () => {
    const deps = { store, outside: {}, clock: Date.now, wait: systemWait, log: silentLog };
    await createCaches(deps)('papers').set('k', 1, 60_000);

    expect(await createCaches(deps)('papers').get('k')).toBe(isOnServer() ? 1 : undefined);
  });

  it('gives one what another was given, under its own name only', async () => {
    await inDatabase().set('k', 1, 60_000);
    const others = inDatabase({ namespace: 'beyond' });
    await others.set('other', 2, 60_000);
    await others.clear();

    expect(await inDatabase().get('k')).toBe(1);
    expect(await others.get('k')).toBeUndefined();
  });

  it('gives nothing that is over, by itself', async () => {
    const deps = { store, wait: systemWait, namespace: 'papers' };
    await new KeyvStore({ ...deps, clock: () => 1_000 }).set('k', 'text', 2_000);

    const got = [1_999, 2_000].map((now) => new KeyvStore({ ...deps, clock: () => now }).get('k'));

    expect(await Promise.all(got)).toEqual(['text', undefined]);
  });

  it('keeps no words of people readable', async () => {
    await inDatabase().set('beyond:my secret words', 1, 60_000);

    const rows = await store.selectFrom('cache').selectAll().execute();

    expect(JSON.stringify(rows)).not.toContain('secret');
  });

  it('misses, and counts it, while the database fails', async () => {
    await store.schema.alterTable('cache').renameTo('away').execute();
    const cache = inDatabase();

    const got = await cache.get('k');
    await cache.set('k', 1, 60_000);
    await store.schema.alterTable('away').renameTo('cache').execute();

    expect(got).toBeUndefined();
    expect(failed).toBe(2);
  });

  it('misses rather than waits for a database that hangs', async () => {
    const { promise: hangs, resolve: goOn } = Promise.withResolvers<void>();
    const late = inDatabase({
      store: hanging(hangs),
      wait: (_, signal) => systemWait(5, signal),
    });

    const got = await late.get('k');
    goOn();

    expect(got).toBeUndefined();
    expect(failed).toBe(1);
  });
});

/** The same store, whose every statement waits. */
function hanging(until: Promise<void>): Store {
  return store.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      await until;
      return result;
    },
  });
}
