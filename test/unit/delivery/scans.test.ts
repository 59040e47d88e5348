import { CompiledQuery, type KyselyPlugin, type RootOperationNode } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock, systemWait } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { createEngine, type Engine } from '../../../src/ops/engine.ts';
import { createSample } from '../../../src/papers/sample.ts';
import type { Store } from '../../../src/store/open.ts';
import { subscribeMany } from '../../bench/subscriptions.ts';
import { isOnServer, openTestStore } from '../../fakes/store/index.ts';

/** Of a large installation: a hundred thousand channels, and what was ever posted there. */
const LARGE = /^SCAN (?:subscription|delivery|digest|votable|shown|reaction)\b(?!.* USING )/;

let store: Store;
let engine: Engine;
const asked: RootOperationNode[] = [];
const listening: KyselyPlugin = {
  transformQuery: ({ node }) => {
    asked.push(node);
    return node;
  },
  transformResult: async ({ result }) => result,
};
beforeEach(async () => {
  store = await openTestStore();
  engine = await createEngine({
    ...{ store: store.withPlugin(listening), source: createSample(), platforms: [] },
    ...{ log: silentLog, clock: systemClock, wait: systemWait },
  });
  await engine.tick(systemClock()); // The first one reads what is due at a start.
  asked.length = 0;
});
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await store.destroy();
});

/** Those of the statements asked so far that read a large table from end to end. */
async function scans(): Promise<readonly string[]> {
  const executor = store.getExecutor();
  const found: string[] = [];
  for (const node of asked.filter(({ kind }) => !/^(?:Raw|Create|Insert)/.test(kind))) {
    const query = executor.compileQuery(node, { queryId: 'scan' });
    const explained = CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]);
    const { rows } = await store.executeQuery<{ detail: string }>(explained);
    found.push(...rows.filter(({ detail }) => LARGE.test(detail)).map(() => query.sql));
  }
  return found;
}

it.skipIf(isOnServer())('a tick reads no large table from end to end', async () => {
  await engine.tick(systemClock());

  expect(asked.length).toBeGreaterThan(10);
  expect(await scans()).toEqual([]);
});

it.skipIf(isOnServer())('nor does one that plans digests, or ends them', async () => {
  await subscribeMany(store, 3, systemClock());

  await engine.tick(systemClock());
  await store
    .updateTable('delivery')
    .set({ deliver_by: systemClock() - 1 })
    .execute();
  await engine.tick(systemClock());

  const ended = store.selectFrom('delivery').select('id').where('state', '=', 'skipped');
  expect(await ended.execute()).toHaveLength(3 * 6);
  expect(await store.selectFrom('shown').selectAll().execute()).toEqual([]);
  expect(await scans()).toEqual([]);
});
