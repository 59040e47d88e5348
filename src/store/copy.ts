import { type Kysely, sql } from 'kysely';
import { CommandError } from '../errors.ts';
import type { Store } from './open.ts';

/** Told after each table. */
export type Report = (table: string, rows: number) => void;

/** `cache` is soon made anew; the others are each database's own. */
const LEFT_OUT = /^(?:cache$|sqlite_|kysely_)/;
/** Others refer to these. */
const FIRST = ['paper', 'delivery'];
/** What a migration has written. */
const BEGINS_WITH_ROWS = 'counter';
/** PostgreSQL binds 65,535 values a statement. */
const MOST_VALUES = 30_000;

type Row = Readonly<Record<string, unknown>>;
/** Tables by their names alone, so that none can be forgotten. */
type Handle = Kysely<Readonly<Record<string, Row>>>;

/**
 * Copies every row of a file to an empty server, all or nothing, and compares the numbers of rows. Nobody else writes to
 * the file meanwhile. Answers how many rows there are.
 * @throws CommandError when the server holds something already
 */
export async function copyStore(from: Store, to: Store, report: Report): Promise<number> {
  return from.transaction().execute((file) =>
    to.transaction().execute(async (server) => {
      const [source, target] = [file as unknown as Handle, server as unknown as Handle];
      const tables = await tablesOf(source);
      const all = sql.join(tables.map((table) => sql.table(table)));
      await sql`lock table ${all} in exclusive mode`.execute(target);
      await sql.raw(`delete from ${BEGINS_WITH_ROWS}`).execute(target);
      for (const table of tables) await mustBeEmpty(target, table);
      let total = 0;
      for (const table of tables) {
        const rows = await copyTable(table, source, target);
        report(table, rows);
        total += rows;
      }
      return total;
    }),
  );
}

async function tablesOf(source: Handle): Promise<readonly string[]> {
  const { rows } = await sql<{
    name: string;
  }>`select name from sqlite_master where type = 'table' order by name`.execute(source);
  const names = rows.map(({ name }) => name).filter((name) => !LEFT_OUT.test(name));
  return [...FIRST, ...names.filter((name) => !FIRST.includes(name))];
}

async function mustBeEmpty(target: Handle, table: string): Promise<void> {
  if ((await count(target, table)) === 0) return;
  throw new CommandError(
    `Nothing was copied: the server holds something already (rows in ${table}). Name an empty database.`,
  );
}

async function copyTable(table: string, source: Handle, target: Handle): Promise<number> {
  const name = sql.table(table);
  await sql`alter table ${name} disable trigger user`.execute(target);
  // In the order of the numbers: a delivery refers to one before it.
  const columns = await columnsOf(table, source);
  const some: Row[] = [];
  const most = Math.floor(MOST_VALUES / columns.length);
  const all = source
    .selectFrom(table)
    .selectAll()
    .$if(FIRST.includes(table), (query) => query.orderBy('id'));
  for await (const row of all.stream()) {
    some.push(row);
    if (some.length === most) await insert(table, some.splice(0), target);
  }
  await insert(table, some, target);
  await sql`alter table ${name} enable trigger user`.execute(target);
  await setNextNumber(table, target);
  return compared(table, source, target);
}

async function columnsOf(table: string, source: Handle): Promise<readonly string[]> {
  const { rows } = await sql<{
    name: string;
  }>`select name from pragma_table_info(${table})`.execute(source);
  return rows.map(({ name }) => name);
}

async function insert(table: string, rows: readonly Row[], target: Handle): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(values)}`.execute(target);
}

/** What the database numbers by itself goes on after the last number that was copied. */
async function setNextNumber(table: string, target: Handle): Promise<void> {
  const { rows } = await sql<{ column: string }>`select column_name as column
    from information_schema.columns
    where table_schema = current_schema() and table_name = ${table} and is_identity = 'YES'`.execute(
    target,
  );
  for (const { column } of rows) {
    const last = sql`(select max(${sql.ref(column)}) from ${sql.table(table)})`;
    await sql`select setval(pg_get_serial_sequence(${table}, ${column}), coalesce(${last}, 1), ${last} is not null)`.execute(
      target,
    );
  }
}

async function compared(table: string, source: Handle, target: Handle): Promise<number> {
  const [there, here] = [await count(source, table), await count(target, table)];
  if (there === here) return here;
  throw new CommandError(`Nothing was copied: of ${there} rows in ${table} only ${here} arrived.`);
}

async function count(db: Handle, table: string): Promise<number> {
  const { rows } = await sql<{
    rows: number;
  }>`select count(*) as rows from ${sql.table(table)}`.execute(db);
  return rows[0]?.rows ?? 0;
}
