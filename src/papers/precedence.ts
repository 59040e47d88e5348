/** Lets what people wait for go before what works in the background. */
export interface Precedence {
  /** Does what somebody waits for. */
  first<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nobody waits for anything. */
  idle(): Promise<void>;
}

export function createPrecedence(): Precedence {
  let underWay = 0;
  let free = Promise.withResolvers<void>();
  free.resolve();
  return {
    first: async (work) => {
      if (underWay++ === 0) free = Promise.withResolvers();
      try {
        return await work();
      } finally {
        if (--underWay === 0) free.resolve();
      }
    },
    idle: async () => {
      while (underWay > 0) await free.promise;
    },
  };
}
