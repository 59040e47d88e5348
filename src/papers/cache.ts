import Keyv from 'keyv';
import type { Log } from '../log.ts';

/** Answers kept at once: a morning needs fewer, and a day's list takes a tenth of a megabyte. */
const MOST_KEPT = 100;

/** For answers of the source. Keyv itself forgets only what is asked for again, so those kept for longest go. */
export function createCache(log: Log): Keyv {
  const cache = new Keyv({ store: new Kept<string, unknown>() });
  cache.on('error', (error: unknown) => log.warn({ error: `${error}` }, 'cache failed'));
  return cache;
}

class Kept<K, V> extends Map<K, V> {
  override set(key: K, value: V): this {
    this.delete(key);
    super.set(key, value);
    for (const oldest of this.keys()) {
      if (this.size <= MOST_KEPT) break;
      this.delete(oldest);
    }
    return this;
  }
}
