import { expect, it } from 'vitest';
import { silentLog } from '../../../src/log.ts';
import { createCache } from '../../../src/papers/cache.ts';

it('keeps the newest answers, however many days are asked for', async () => {
  const cache = createCache(silentLog);
  const keys = Array.from({ length: 1_000 }, (_, day) => `list:${day}`);

  for (const key of keys) await cache.set(key, { value: key }, 20_000);

  const kept = await Promise.all(keys.map((key) => cache.has(key)));
  expect(kept.filter(Boolean)).toHaveLength(100);
  expect(await cache.get('list:999')).toEqual({ value: 'list:999' });
});
