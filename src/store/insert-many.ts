import type { Compilable, CompiledQuery } from 'kysely';
import { batches } from './batches.ts';
import type { StoreHandle } from './open.ts';

/**
 * Inserts rows, many a statement; `insert` writes the statement for some of them, and what it returns comes back.
 * The rows must have the same columns in the same order: a statement is compiled once, whatever the number of rows.
 */
export async function insertMany<Row extends object, Returned>(
  db: StoreHandle,
  rows: readonly Row[],
  insert: (some: readonly Row[]) => Compilable<Returned>,
): Promise<readonly Returned[]> {
  const compiled = new Map<number, CompiledQuery<Returned>>();
  const returned: Returned[] = [];
  for (const some of batches(rows)) {
    const query = compiled.get(some.length) ?? insert(some).compile();
    compiled.set(some.length, query);
    const answer = await db.executeQuery<Returned>({
      ...query,
      parameters: some.flatMap(Object.values),
    });
    returned.push(...answer.rows);
  }
  return returned;
}
