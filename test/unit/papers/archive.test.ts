import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Archive, createArchive } from '../../../src/papers/archive.ts';
import { closesAt } from '../../../src/papers/feed-day.ts';
import type { Store } from '../../../src/store/open.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';

const DAY = '2026-03-10';
const OPEN = closesAt(DAY) - 3_600_000;
const CLOSED = closesAt(DAY) + 60_000;

let store: Store;
let archive: Archive;

beforeEach(async () => {
  store = await openTestStore();
  archive = createArchive(store);
});
afterEach(() => store.destroy());

const idsOf = (list: { readonly papers: readonly { readonly id: string }[] } | undefined) =>
  list?.papers.map((paper) => paper.id);

describe('a list in the archive', () => {
  it('is open, then closed, and remembers when it settled', async () => {
    await archive.saveList(DAY, [aPaper('2603.00001')], { now: OPEN });
    const open = await archive.list(DAY);
    await archive.saveList(DAY, [aPaper('2603.00001')], { now: CLOSED });
    await archive.saveList(DAY, [aPaper('2603.00001')], { now: CLOSED + 86_400_000 });
    const closed = await archive.list(DAY);

    expect(open).toMatchObject({ state: 'open', pulledAt: OPEN });
    expect(open).not.toHaveProperty('settledAt');
    expect(closed).toMatchObject({
      state: 'closed',
      settledAt: CLOSED,
      pulledAt: CLOSED + 86_400_000,
    });
  });

  it('is empty only when it closed without a paper', async () => {
    await archive.saveList(DAY, [], { now: OPEN });
    const before = await archive.list(DAY);
    await archive.saveList(DAY, [], { now: CLOSED });

    expect(before?.state).toBe('open');
    expect(await archive.list(DAY)).toMatchObject({ state: 'empty', papers: [] });
  });

  it('is ordered by upvotes, then as the source lists them', async () => {
    const papers = [
      aPaper('2603.00002', { upvotes: 5 }),
      aPaper('2603.00001', { upvotes: 5 }),
      aPaper('2603.00003', { upvotes: 9 }),
    ];

    await archive.saveList(DAY, papers, { now: OPEN });

    expect(idsOf(await archive.list(DAY))).toEqual(['2603.00003', '2603.00002', '2603.00001']);
  });

  it('grows, and keeps what the source no longer lists', async () => {
    await archive.saveList(DAY, [aPaper('2603.00001'), aPaper('2603.00002')], { now: OPEN });
    await archive.saveList(DAY, [aPaper('2603.00002'), aPaper('2603.00003')], { now: CLOSED });

    expect(idsOf(await archive.list(DAY))?.toSorted()).toEqual([
      '2603.00001',
      '2603.00002',
      '2603.00003',
    ]);
  });

  it('is not lost to an empty answer', async () => {
    await archive.saveList(DAY, [aPaper('2603.00001')], { now: OPEN });
    await archive.saveList(DAY, [], { now: CLOSED });

    expect(await archive.list(DAY)).toMatchObject({
      state: 'closed',
      papers: [{ id: '2603.00001' }],
    });
  });

  it('follows upvotes up and down, and keeps a summary that came once', async () => {
    await archive.saveList(DAY, [aPaper('2603.00001', { upvotes: 9, aiSummary: 'Theirs.' })], {
      now: OPEN,
    });
    await archive.saveList(DAY, [aPaper('2603.00001', { upvotes: 7 })], { now: CLOSED });

    expect(await archive.find('2603.00001')).toMatchObject({ upvotes: 7, aiSummary: 'Theirs.' });
  });

  it('folds a paper given twice', async () => {
    await archive.saveList(DAY, [aPaper('2603.00001'), aPaper('2603.00001', { upvotes: 2 })], {
      now: OPEN,
    });

    expect(await archive.list(DAY)).toMatchObject({ papers: [{ id: '2603.00001', upvotes: 2 }] });
  });

  it('may share a paper with another day', async () => {
    await archive.saveList('2026-04-10', [aPaper('2604.07429')], { now: closesAt('2026-04-10') });
    await archive.saveList('2026-04-16', [aPaper('2604.07429')], { now: closesAt('2026-04-16') });

    expect(idsOf(await archive.list('2026-04-10'))).toEqual(['2604.07429']);
    expect(idsOf(await archive.list('2026-04-16'))).toEqual(['2604.07429']);
    expect(await archive.listedOn('2604.07429')).toBe('2026-04-16');
    expect(await archive.count()).toBe(1);
  });

  it('is written whole or not at all', async () => {
    const broken = aPaper('2603.00002', { upvotes: Number.NaN });

    await expect(
      archive.saveList(DAY, [aPaper('2603.00001'), broken], { now: OPEN }),
    ).rejects.toThrow(/NaN/);

    expect(await archive.count()).toBe(0);
    expect(await archive.list(DAY)).toBeUndefined();
  });
});

describe('lists of the bundled week', () => {
  it('count as closed and wait to be read from the real source', async () => {
    await archive.saveList(DAY, [aPaper('2603.00001')], { now: OPEN, isSample: true });

    const row = await store.selectFrom('day').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'closed', next_pull_at: OPEN });
  });

  it('never take the place of a real list or a real paper', async () => {
    const real = aPaper('2603.00001', { summary: 'The abstract.' });
    const ours = aPaper('2603.00001', { summary: 'Our words.' });
    await archive.saveList(DAY, [real], { now: CLOSED });

    await archive.saveList(DAY, [ours, aPaper('2603.00002')], { now: CLOSED, isSample: true });
    await archive.saveList('2026-03-11', [ours], { now: CLOSED, isSample: true });

    expect(await archive.list(DAY)).toMatchObject({ papers: [real] });
    expect(await archive.find('2603.00001')).toEqual(real);
  });

  it('give way to the real ones', async () => {
    const real = aPaper('2603.00001', { summary: 'The abstract.' });
    await archive.saveList(DAY, [aPaper('2603.00001')], { now: CLOSED, isSample: true });

    await archive.saveList(DAY, [real], { now: CLOSED });

    expect(await archive.find('2603.00001')).toEqual(real);
  });
});

describe('several papers at once', () => {
  it('are kept, one that is there twice as it came last', async () => {
    await archive.saveMany(
      [aPaper('2603.00001'), aPaper('2603.00002'), aPaper('2603.00001', { upvotes: 7 })],
      OPEN,
    );

    expect(await archive.find('2603.00001')).toMatchObject({ upvotes: 7 });
    expect(await archive.count()).toBe(2);
    expect(await archive.list(DAY)).toBeUndefined();
  });

  it('are kept all or none, however many they are', async () => {
    const many = Array.from({ length: 1_500 }, (_, n) => aPaper(`2603.${10_000 + n}`));
    const broken = aPaper('2603.00002', { upvotes: Number.NaN });

    await expect(archive.saveMany([...many, broken], OPEN)).rejects.toThrow();

    expect(await archive.count()).toBe(0);
  });
});

describe('the archive', () => {
  it('finds the newest list that has a paper', async () => {
    await archive.saveList('2026-03-06', [aPaper('2603.00001')], { now: CLOSED });
    await archive.saveList('2026-03-07', [], { now: CLOSED });
    await archive.saveList(DAY, [aPaper('2603.00002')], { now: CLOSED });

    expect((await archive.newestList('2026-03-09'))?.day).toBe('2026-03-06');
    expect((await archive.newestList('2026-12-31'))?.day).toBe(DAY);
    expect(await archive.newestList('2026-03-05')).toBeUndefined();
  });

  it('gives the lists of some days, oldest first, and none for days never read', async () => {
    await archive.saveList(DAY, [aPaper('2603.00002')], { now: CLOSED });
    await archive.saveList('2026-03-06', [aPaper('2603.00001')], { now: CLOSED });
    await archive.saveList('2026-03-07', [], { now: CLOSED });

    const lists = await archive.lists('2026-03-06', DAY);

    expect(lists.map(({ day, papers }) => [day, papers.length])).toEqual([
      ['2026-03-06', 1],
      ['2026-03-07', 0],
      [DAY, 1],
    ]);
  });

  it('gives back a paper as it was kept', async () => {
    const full = aPaper('2603.00001', {
      aiSummary: 'Theirs.',
      organization: 'Databricks',
      comments: 2,
      codeUrl: 'https://github.com/a/b',
      codeStars: 98,
      projectUrl: 'https://example.org/',
    });
    await archive.save(full, OPEN);
    await archive.save(aPaper('2603.00002'), OPEN);

    expect(await archive.find('2603.00001')).toEqual(full);
    expect(await archive.find('2603.00002')).toEqual(aPaper('2603.00002'));
    expect(await archive.find('2603.00003')).toBeUndefined();
    expect([...(await archive.findMany(['2603.00002', '2603.00003'])).keys()]).toEqual([
      '2603.00002',
    ]);
    expect(await archive.findMany([])).toEqual(new Map());
    expect(await archive.listedOn('2603.00001')).toBeUndefined();
  });
});
