import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Archive, createArchive } from '../../../src/papers/archive.ts';
import { readArchive, readChanges } from '../../../src/search/reading.ts';
import type { Store } from '../../../src/store/open.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';

let store: Store;
let archive: Archive;
beforeEach(async () => {
  store = await openTestStore();
  archive = createArchive(store);
});
afterEach(() => store.destroy());

it('reads a paper as the index holds it, under the last day of its lists', async () => {
  const paper = aPaper('2603.00001', {
    ...{ title: 'Ants', summary: 'Of ants.', aiSummary: 'Ants!', authors: ['Ada Lovelace', 'Zoé'] },
    ...{ organization: 'Engines', upvotes: 7, codeUrl: 'https://github.com/ada/ants' },
  });
  for (const day of ['2026-03-10', '2026-03-12', '2026-03-11']) {
    await archive.saveList(day, [paper], { now: 1 });
  }

  const [change] = await readChanges(store, 0, 10);

  expect(change?.document()).toEqual({
    ...{ id: '2603.00001', title: 'Ants', summary: 'Of ants.', authors: ['Ada Lovelace', 'Zoé'] },
    ...{ organization: 'Engines', day: '2026-03-12', upvotes: 7, hasCode: true },
  });
});

it('reads one that is on no list under the day of arXiv', async () => {
  await archive.save(aPaper('2603.00001', { publishedOn: '2026-03-09' }), 1);

  const [change] = await readChanges(store, 0, 10);

  expect(change?.document()).toMatchObject({ day: '2026-03-09', hasCode: false });
  expect(change?.document()).not.toHaveProperty('organization');
});

it('reads changes in their order, each paper once, from a number on', async () => {
  for (const id of ['2603.00003', '2603.00001', '2603.00002']) await archive.save(aPaper(id), 1);
  await archive.save(aPaper('2603.00001', { title: 'Changed' }), 2);

  const first = await readChanges(store, 0, 2);
  const rest = await readChanges(store, first.at(-1)?.changed ?? 0, 2);

  const ids = (changes: typeof first) => changes.map(({ id }) => id);
  expect(ids(first)).toEqual(['2603.00003', '2603.00002']);
  expect(ids(rest)).toEqual(['2603.00001']);
  expect(await readArchive(store)).toEqual({ papers: 3, changed: rest[0]?.changed });
});

it('reads of an empty archive that nothing ever changed', async () => {
  expect(await readArchive(store)).toEqual({ papers: 0, changed: 0 });
});
