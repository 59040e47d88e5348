import { type RawBuilder, sql } from 'kysely';
import { isPostgres } from '../../../src/store/dialect.ts';
import type { Store } from '../../../src/store/open.ts';

export type Change = 'insert' | 'update' | 'delete';

/** From now on the database refuses such changes of the table, as when its disk is full; what is returned ends that. */
export async function refuseChanges(
  store: Store,
  table: string,
  changes: readonly Change[] = ['insert', 'update', 'delete'],
): Promise<() => Promise<void>> {
  const names = changes.map((change) => sql.ref(`no_${change}_of_${table}`));
  for (const [place, change] of changes.entries()) {
    const trigger = sql`create trigger ${names[place]} before ${sql.raw(change)} on ${sql.table(table)}`;
    await sql`${trigger} ${await refusal(store)}`.execute(store);
  }
  return async () => {
    const of = isPostgres(store) ? sql`on ${sql.table(table)}` : sql``;
    for (const name of names) await sql`drop trigger ${name} ${of}`.execute(store);
  };
}

/** From now on the database refuses new rows of the table of which this is so; they are called `new`. */
export async function refuseRows(
  store: Store,
  table: string,
  condition: RawBuilder<unknown>,
): Promise<void> {
  const trigger = sql`create trigger no_row before insert on ${sql.table(table)}`;
  const when = isPostgres(store) ? sql`for each row when (${condition})` : sql`when ${condition}`;
  await sql`${trigger} ${when} ${await toRefuse(store)}`.execute(store);
}

async function refusal(store: Store): Promise<RawBuilder<unknown>> {
  const act = await toRefuse(store);
  return isPostgres(store) ? sql`for each statement ${act}` : act;
}

async function toRefuse(store: Store): Promise<RawBuilder<unknown>> {
  const words = sql.lit('database or disk is full');
  if (!isPostgres(store)) return sql`begin select raise(abort, ${words}); end`;
  await sql`create or replace function refuse() returns trigger language plpgsql as
    ${sql.lit(`begin raise exception 'database or disk is full'; end`)}`.execute(store);
  return sql`execute function refuse()`;
}

/** The same for every table: reads go on. */
export async function refuseAllChanges(store: Store): Promise<() => Promise<void>> {
  const ends: (() => Promise<void>)[] = [];
  for (const { name } of await store.introspection.getTables()) {
    ends.push(await refuseChanges(store, name));
  }
  return async () => {
    for (const end of ends) await end();
  };
}
