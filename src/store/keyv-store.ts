import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { type KeyvStorageAdapter, type KeyvStorageEntry, keyvStorageCapability } from 'keyv';
import { type Clock, type Wait, within } from '../clock.ts';
import type { Store } from './open.ts';

export interface KeyvStoreDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly wait: Wait;
  /** Whose entries these are: others do not see them. */
  readonly namespace: string;
}

/** A cache that takes longer is no help. */
const LONGEST_MS = 1_000;

/**
 * Keyv on the table `cache`, for answers that replicas share. Everything rejects after a second, and Keyv makes a miss
 * of whatever rejects here. The published adapters do not fit Keyv 6 (delivery.md, section 3).
 */
export class KeyvStore extends EventEmitter implements KeyvStorageAdapter {
  readonly namespace: string;
  readonly #deps: KeyvStoreDeps;

  constructor(deps: KeyvStoreDeps) {
    super();
    this.#deps = deps;
    this.namespace = deps.namespace;
  }

  get capabilities() {
    return keyvStorageCapability(this);
  }

  async get<Value>(key: string): Promise<Value | undefined> {
    const [value] = await this.getMany<Value>([key]);
    return value;
  }

  /** What Keyv has made of a value is text, and whoever asks knows of which. */
  async getMany<Value>(keys: string[]): Promise<Array<Value | undefined>> {
    if (keys.length === 0) return [];
    const rows = await this.#inTime(
      this.#live().select(['k', 'v']).where('k', 'in', keys.map(hashOf)).execute(),
    );
    const found = new Map<string, unknown>(rows.map(({ k, v }) => [k, v]));
    return keys.map((key) => found.get(hashOf(key)) as Value | undefined);
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    await this.setMany([{ key, value, ...(expires !== undefined && { expires }) }]);
    return true;
  }

  async setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]> {
    for (const { key, value, expires } of entries) {
      const row = { v: String(value), expires: expires ?? null };
      await this.#inTime(
        this.#deps.store
          .insertInto('cache')
          .values({ ns: this.namespace, k: hashOf(key), ...row })
          .onConflict((conflict) => conflict.columns(['ns', 'k']).doUpdateSet(row))
          .execute(),
      );
    }
    return entries.map(() => true);
  }

  async delete(key: string): Promise<boolean> {
    const [isDeleted = false] = await this.deleteMany([key]);
    return isDeleted;
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    if (keys.length === 0) return [];
    const rows = await this.#inTime(
      this.#deps.store
        .deleteFrom('cache')
        .where('ns', '=', this.namespace)
        .where('k', 'in', keys.map(hashOf))
        .returning('k')
        .execute(),
    );
    const deleted = new Set(rows.map(({ k }) => k));
    return keys.map((key) => deleted.has(hashOf(key)));
  }

  async has(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return (await this.getMany(keys)).map((value) => value !== undefined);
  }

  async clear(): Promise<void> {
    await this.#inTime(
      this.#deps.store.deleteFrom('cache').where('ns', '=', this.namespace).execute(),
    );
  }

  #live() {
    return this.#deps.store
      .selectFrom('cache')
      .where('ns', '=', this.namespace)
      .where((eb) => eb.or([eb('expires', 'is', null), eb('expires', '>', this.#deps.clock())]));
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    const done = await within(
      LONGEST_MS,
      work.then((value) => ({ value })),
      this.#deps.wait,
    );
    if (done !== undefined) return done.value;
    throw new Error(`the cache did not answer for ${LONGEST_MS / 1_000} second`);
  }
}

/** Keys hold words that people search for, of any length; an index takes short ones, and nobody else needs to read them. */
function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
