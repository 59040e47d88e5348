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
  it('has its limit and the states that it asks for written out, so that it is prepared once', () => {
    const { sql, parameters } = store
      .selectFrom('delivery')
      .select('id')
      .where('key', '=', 'pick')
      .where('delivery.state', '=', 'sending')
      .where('purpose', 'in', ['pick', 'share'])
      .limit(5)
      .compile();

    expect(sql).toContain(`"delivery"."state" = 'sending' and "purpose" in ('pick', 'share')`);
    expect(sql).toMatch(/ limit 5$/);
    expect(parameters).toEqual(['pick']);
  });

  it('binds what it writes and what stands in a subquery', () => {
    const { sql, parameters } = store
      .updateTable('delivery')
      .set({ state: 'sent' })
      .where('state', 'in', (eb) => eb.selectFrom('delivery as one').select('one.state').limit(1))
      .compile();

    expect(sql).toContain('limit 1)');
    expect(parameters).toEqual(['sent']);
  });

  it('cannot be left by a quotation mark', () => {
    const quoted = `'; --` as 'sent';
    const { sql } = store.selectFrom('delivery').select('id').where('state', '=', quoted).compile();

    expect(sql).toContain(`"state" = '''; --'`);
  });
});
