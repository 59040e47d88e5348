import type Keyv from 'keyv';
import type { Clock, Wait } from '../clock.ts';
import type { Log } from '../log.ts';
import { createCache } from '../papers/cache.ts';
import { isPostgres } from '../store/dialect.ts';
import { KeyvStore } from '../store/keyv-store.ts';
import type { Store } from '../store/open.ts';
import type { Outside } from './outside.ts';

export interface CachesDeps {
  readonly store: Store;
  readonly outside: Pick<Outside, 'numbers'>;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
}

/** A cache by its name: in memory, or in the database where replicas share it. */
export type Caches = (namespace: string) => Keyv;

export function createCaches(deps: CachesDeps): Caches {
  const { store, outside, log } = deps;
  const failed = () => outside.numbers?.count('cache_errors_total');
  return (namespace) =>
    createCache({
      ...{ log, failed },
      ...(isPostgres(store) && { shared: new KeyvStore({ ...deps, namespace }) }),
    });
}
