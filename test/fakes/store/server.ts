import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Store } from '../../../src/store/open.ts';
import { createPool, PATIENT, postgresStore, USUAL } from '../../../src/store/postgres.ts';
import type { Database } from '../../../src/store/schema.ts';

/** A real PostgreSQL, and the database on it that all others are copies of. */
export interface TestServer {
  /** Of the server's own database. */
  readonly url: string;
  readonly template: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    server: TestServer | undefined;
    /** `TEST_DATABASE_URL`. */
    serverUrl: string | undefined;
  }
}

type Pool = ReturnType<typeof createPool>;

/** A database of this worker, in use by one test at a time, with connections that outlive the stores. */
interface Lent {
  readonly pool: Pool;
  open: number;
}

/** Emptying one takes milliseconds, making one a tenth of a second, and connecting to it a hundredth. */
const free: Lent[] = [];
const byPath = new Map<string, Lent>();
const pools: Pool[] = [];

/** Whether a statement or a transaction is under way in a test's store. */
export function isServerBusy(): boolean {
  return pools.some(
    ({ totalCount, idleCount, waitingCount }) => waitingCount > 0 || totalCount > idleCount,
  );
}

export async function openOnServer(server: TestServer, path?: string): Promise<Store> {
  const known = path === undefined ? undefined : byPath.get(path);
  const database = known ?? free.pop() ?? (await make(server));
  if (path !== undefined) byPath.set(path, database);
  database.open++;
  const store = storeOn(database);
  const close = store.destroy.bind(store);
  let closing: Promise<void> | undefined;
  const destroy = () => {
    closing ??= close().then(() => (path === undefined ? giveBack(database) : leave(database)));
    return closing;
  };
  return Object.assign(store, { destroy, [Symbol.asyncDispose]: destroy });
}

function storeOn({ pool }: Lent): Kysely<Database> {
  return postgresStore<Database>({
    options: pool.options,
    connect: () => pool.connect(),
    end: async () => {},
  });
}

async function leave(database: Lent): Promise<void> {
  database.open--;
}

/** After each test: those that were opened by their path and that nobody has open any more. */
export async function giveBackClosed(): Promise<void> {
  for (const [path, database] of byPath) {
    if (database.open > 0) continue;
    byPath.delete(path);
    await giveBack(database);
  }
}

async function giveBack(database: Lent): Promise<void> {
  const store = storeOn(database);
  database.open = 0;
  // One that its test has left in pieces is not used again.
  const isEmpty = await sql
    .raw(await emptying(store))
    .execute(store)
    .then(
      () => true,
      () => false,
    );
  if (isEmpty) free.push(database);
}

/** Columns and triggers: a test may have changed them. */
const SHAPE = `select md5(string_agg(part, ' ' order by part)) from (
  select table_name || '.' || column_name as part from information_schema.columns where table_schema = 'public'
  union all select tgrelid::regclass || '.' || tgname from pg_trigger) as parts`;

let kept: string | undefined;

/** What to say to a database so that it is as its migrations left it. */
async function emptying(store: Kysely<Database>): Promise<string> {
  if (kept !== undefined) return kept;
  const tables = await store.introspection.getTables();
  const deletes = tables
    .filter(({ name }) => name !== 'counter')
    .map(({ name }) => `delete from "${name}";`);
  const numbered = tables.flatMap(({ name, columns }) =>
    columns
      .filter((column) => column.isAutoIncrementing)
      .map((column) => `alter table "${name}" alter column "${column.name}" restart;`),
  );
  // As a replica it neither runs triggers nor minds the order.
  const { rows } = await sql<{ shape: string }>`select (${sql.raw(SHAPE)}) as shape`.execute(store);
  const shape = rows[0]?.shape ?? '';
  kept = `do $$ begin
    if (${SHAPE}) <> '${shape}' then raise exception 'its schema is not what it was'; end if;
    set local session_replication_role = replica;
    ${deletes.join('\n')}
    update counter set value = 0;
    ${numbered.join('\n')}
  end $$`;
  return kept;
}

let made = 0;

async function make({ url, template }: TestServer): Promise<Lent> {
  const name = `${template}_${process.pid}_${made++}`;
  await using server = postgresStore<Database>(createPool(url, PATIENT));
  await sql.raw(`create database ${name} template ${template}`).execute(server);
  const pool = createPool(urlOf(url, name), { ...USUAL, connections: 4 });
  pools.push(pool);
  return { pool, open: 0 };
}

/** Tests need no disk. */
export function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  url.searchParams.set('options', '-c synchronous_commit=off');
  return url.href;
}
