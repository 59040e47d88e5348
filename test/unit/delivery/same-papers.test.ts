import { describe, expect, it } from 'vitest';
import { samePapers } from '../../../src/delivery/same-papers.ts';
import { createArchive } from '../../../src/papers/archive.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aPaper } from '../digest/papers.ts';

describe('papers that many channels show', () => {
  it('are read once a second', async () => {
    await using store = await openTestStore();
    const archive = createArchive(store);
    let now = 0;
    let reads = 0;
    const counted = { ...archive, findMany: archive.findMany };
    counted.findMany = (ids) => {
      reads += 1;
      return archive.findMany(ids);
    };
    const find = samePapers(counted, () => now);
    await archive.save(aPaper('2603.00001', { title: 'Before' }), now);

    const [first] = (await find(['2603.00001'])).values();
    await archive.save(aPaper('2603.00001', { title: 'After' }), now);
    now = 999;
    const [soon] = (await find(['2603.00001'])).values();
    now = 1_000;
    const [later] = (await find(['2603.00001'])).values();

    expect([first?.title, soon?.title, later?.title]).toEqual(['Before', 'Before', 'After']);
    expect(reads).toBe(2);
  });

  it('are not mixed up', async () => {
    await using store = await openTestStore();
    const archive = createArchive(store);
    const ids = Array.from({ length: 60 }, (_, n) => `2603.${String(n).padStart(5, '0')}`);
    await archive.saveMany(
      ids.map((id) => aPaper(id)),
      0,
    );
    const find = samePapers(archive, () => 0);

    for (const id of [...ids, ...ids]) expect([...(await find([id])).keys()]).toEqual([id]);
    for (const id of ids.slice(0, -1)) {
      await find([id]);
      expect((await find([id, ids.at(-1) ?? ''])).size).toBe(2);
    }
  });
});
