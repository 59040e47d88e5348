import Keyv, { type KeyvStorageAdapter } from 'keyv';
import type { Log } from '../log.ts';

/** Answers kept at once: a morning needs fewer, and a day's list takes a tenth of a megabyte. */
const MOST_KEPT = 100;

export interface CacheDeps {
  readonly log: Log;
  /** Where replicas share what they keep; in memory without it. */
  readonly shared?: KeyvStorageAdapter;
  /** Told of every call that failed. */
  readonly failed?: () => void;
}

/**
 * For answers of the source. What fails is a miss: whoever asked goes to the source. In memory those kept for longest go,
 * as Keyv itself forgets only what is asked for again; in the database the sweep deletes what is over.
 */
export function createCache({ log, shared, failed }: CacheDeps): Keyv {
  const cache = new Keyv({ store: shared ?? new Kept<string, unknown>() });
  cache.on('error', (error: unknown) => {
    failed?.();
    log.warn({ error: `${error}` }, 'cache failed');
  });
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
