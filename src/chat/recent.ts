/** Remembers what was used last, and no more than that. */
export interface Recent<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): void;
}

export function createRecent<T>(most: number): Recent<T> {
  // A Map keeps the order of insertion: what is used goes to its end.
  const all = new Map<string, T>();
  const set = (key: string, value: T) => {
    all.delete(key);
    all.set(key, value);
    for (const oldest of all.keys()) {
      if (all.size <= most) break;
      all.delete(oldest);
    }
  };
  return {
    get: (key) => {
      const found = all.get(key);
      if (found !== undefined) set(key, found);
      return found;
    },
    set,
    delete: (key) => {
      all.delete(key);
    },
  };
}
