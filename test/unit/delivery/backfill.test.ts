import { describe, expect, it } from 'vitest';
import { daysBetween, isWeekday } from '../../../src/papers/feed-day.ts';
import { aPaper } from '../digest/papers.ts';
import { House, PLACE, WORKSPACE } from './house.ts';

const SINCE = '2025-12-01';

/** A week of a channel that has everything switched on, with lists from the first of December; what was posted in it. */
async function week(archiveSince?: string) {
  await using house = await House.open(archiveSince === undefined ? {} : { archiveSince });
  for (const [index, day] of daysBetween(SINCE, '2026-03-17').filter(isWeekday).entries()) {
    const ids = [1, 2, 3].map((n) => `2603.${10_000 + index * 10 + n}`);
    // The older, the better: whoever takes old lists for news shows them first.
    house.source.lists.set(
      day,
      ids.map((id) => aPaper(id, { upvotes: 500 - index })),
    );
  }
  await house.subscribe();
  await house.store
    .insertInto('threshold')
    .values({ workspace: WORKSPACE, channel: PLACE.channel, votes: 1, created_at: 0 })
    .execute();
  house.run();
  const stopping = new AbortController();
  const filling = house.engine.backfill.run(stopping.signal);

  await house.live('2026-03-17T12:00:00Z');

  stopping.abort();
  await filling;
  const posted = (await house.deliveries()).map(({ purpose, part, state }) => [
    purpose,
    part,
    state,
  ]);
  return { posted, papers: await house.services.archive.count() };
}

describe('an archive that fills itself', () => {
  it('posts nothing: digests are the same with old lists and without', async () => {
    const without = await week();
    const filled = await week(SINCE);

    expect(filled.papers).toBeGreaterThan(without.papers + 150);
    expect(without.posted.length).toBeGreaterThan(10);
    expect(filled.posted).toEqual(without.posted);
  });
});
