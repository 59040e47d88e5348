import { setImmediate as breath } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Archive, createArchive, type DailyList } from '../../../src/papers/archive.ts';
import { createPuller } from '../../../src/papers/pull.ts';
import type { PaperSource } from '../../../src/papers/source.ts';
import type { Store } from '../../../src/store/open.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aLog } from './a-log.ts';

const DAY = '2026-03-11';

let store: Store;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.destroy());

it('a day is read once at a time, also when somebody joins a read that is just ending', async () => {
  const reads = [Promise.withResolvers<[]>(), Promise.withResolvers<[]>()];
  const looks = Array.from({ length: 4 }, () => Promise.withResolvers<DailyList | undefined>());
  const saved = Promise.withResolvers<void>();
  let begun = 0;
  let looked = 0;
  const source: PaperSource = {
    ...{ name: 'hugging-face', firstDay: DAY, today: () => DAY, paper: async () => undefined },
    dailyList: async () => reads[begun++]?.promise ?? [],
  };
  const archive: Archive = {
    ...createArchive(store),
    list: () => looks[looked++]?.promise ?? Promise.resolve(undefined),
    saveList: () => saved.promise,
  };
  const puller = createPuller({ source, archive, store, clock: () => 0, log: aLog() });
  const asked = [1, 2, 3, 4].map(() => puller.ensureListed(DAY));
  looks[0]?.resolve(undefined);
  reads[0]?.resolve([]);
  await breath();

  // In this order: the read ends, the second joins it, the first is through, the third begins one anew.
  saved.resolve();
  queueMicrotask(() => looks[2]?.resolve(undefined));
  looks[1]?.resolve(undefined);
  await breath();
  looks[3]?.resolve(undefined);
  await breath();

  expect(begun).toBe(2);
  reads[1]?.resolve([]);
  await Promise.all(asked);
});
