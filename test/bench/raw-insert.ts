// biome-ignore lint/correctness/noUnresolvedImports: Biome's list of Node's modules is older than this one.
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Store } from '../../src/store/open.ts';

type Row = Readonly<Record<string, SQLInputValue>>;

export interface Planned {
  readonly digests: readonly Row[];
  readonly deliveries: readonly Row[];
  readonly shown: readonly Row[];
}

/** What was planned at that moment, whole rows. */
export async function readPlanned(store: Store, at: number): Promise<Planned> {
  const digests = await store
    .selectFrom('digest')
    .selectAll()
    .where('created_at', '=', at)
    .execute();
  const deliveries = await store
    .selectFrom('delivery')
    .selectAll()
    .where('created_at', '=', at)
    .execute();
  const shown = await store
    .selectFrom('shown')
    .innerJoin('digest', 'digest.id', 'shown.digest')
    .selectAll('shown')
    .where('digest.created_at', '=', at)
    .execute();
  return { digests, deliveries, shown };
}

/** The least that storing these rows can cost here: one transaction, one prepared statement a table. */
export function insertRaw(path: string, { digests, deliveries, shown }: Planned): void {
  using database = new DatabaseSync(path);
  database.exec('pragma synchronous = full; begin immediate');
  insert(database, 'digest', digests);
  insert(database, 'delivery', deliveries);
  insert(database, 'shown', shown);
  database.exec('commit');
}

function insert(database: DatabaseSync, table: string, rows: readonly Row[]): void {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) throw new Error(`nothing was planned for ${table}`);
  const places = columns.map(() => '?').join(', ');
  const statement = database.prepare(
    `insert into ${table} (${columns.join(', ')}) values (${places})`,
  );
  for (const row of rows) statement.run(...Object.values(row));
}
