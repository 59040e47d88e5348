import { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/store/schema.ts';
import { sqliteDialect } from '../../../src/store/sqlite.ts';

let store: Kysely<Database>;
beforeEach(() => {
  store = new Kysely<Database>({ dialect: sqliteDialect(':memory:', 0) });
});
afterEach(() => store.destroy());

describe('a statement for SQLite', () => {
  it('has the states that it asks for written out, so that it is prepared once', () => {
    const { sql, parameters } = store
      .selectFrom('delivery')
      .select('id')
      .where('key', '=', 'pick')
      .where('delivery.state', '=', 'sending')
      .where('purpose', 'in', ['pick', 'share'])
      .limit(5)
      .compile();

    expect(sql).toContain(`"delivery"."state" = 'sending' and "purpose" in ('pick', 'share')`);
    expect(parameters).toEqual(['pick', 5]);
  });

  it('binds what it writes and what stands in a subquery', () => {
    const { parameters } = store
      .updateTable('delivery')
      .set({ state: 'sent' })
      .where('state', 'in', (eb) => eb.selectFrom('delivery as one').select('one.state').limit(1))
      .compile();

    expect(parameters).toEqual(['sent', 1]);
  });

  it('cannot be left by a quotation mark', () => {
    const quoted = `'; --` as 'sent';
    const { sql } = store.selectFrom('delivery').select('id').where('state', '=', quoted).compile();

    expect(sql).toContain(`"state" = '''; --'`);
  });
});
