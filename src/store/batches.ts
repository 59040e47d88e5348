/** SQLite binds at most 32,766 values a statement, and long statements are slow to prepare. */
const TOGETHER = 500;

/** As many of them as one statement may name, one batch after another; none of nothing. */
export function* batches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += TOGETHER) {
    yield all.slice(start, start + TOGETHER);
  }
}
