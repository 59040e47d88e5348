import { CompiledQuery, type KyselyPlugin, type RootOperationNode } from 'kysely';
import { expect, it } from 'vitest';
import { systemClock, systemWait } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { createEngine } from '../../../src/ops/engine.ts';
import { createSample } from '../../../src/papers/sample.ts';
import { isOnServer, openTestStore } from '../../fakes/store/index.ts';

/** Of a large installation: a hundred thousand channels, and what was ever posted there. */
const LARGE = /^SCAN (?:subscription|delivery|digest|votable|shown|reaction)\b(?!.* USING )/;

it.skipIf(isOnServer())('a tick reads no large table from end to end', async () => {
  await using store = await openTestStore();
  const asked: RootOperationNode[] = [];
  const listening: KyselyPlugin = {
    transformQuery: ({ node }) => {
      asked.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const engine = await createEngine({
    ...{ store: store.withPlugin(listening), source: createSample(), platforms: [] },
    ...{ log: silentLog, clock: systemClock, wait: systemWait },
  });
  await engine.tick(systemClock()); // The first one reads what is due at a start.
  asked.length = 0;

  await engine.tick(systemClock());

  const executor = store.getExecutor();
  const scans: string[] = [];
  for (const node of asked.filter(({ kind }) => !/^(?:Raw|Create|Insert)/.test(kind))) {
    const query = executor.compileQuery(node, { queryId: 'scan' });
    const explained = CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]);
    const { rows } = await store.executeQuery<{ detail: string }>(explained);
    scans.push(...rows.filter(({ detail }) => LARGE.test(detail)).map(() => query.sql));
  }
  expect(asked.length).toBeGreaterThan(10);
  expect(scans).toEqual([]);
  await engine[Symbol.asyncDispose]();
});
