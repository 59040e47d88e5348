import Keyv from 'keyv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { type Archive, createArchive } from '../../../src/papers/archive.ts';
import { addDays, closesAt } from '../../../src/papers/feed-day.ts';
import { createHuggingFace } from '../../../src/papers/hugging-face.ts';
import { createPuller, type Puller } from '../../../src/papers/pull.ts';
import { createSample, sampleLists } from '../../../src/papers/sample.ts';
import type { Store } from '../../../src/store/open.ts';
import { type FakeHuggingFace, startFakeHuggingFace } from '../../fakes/hugging-face.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aLog } from './a-log.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Wednesday. */
const DAY = '2026-03-11';
const NOON = Date.parse('2026-03-11T16:00:00Z');

let fake: FakeHuggingFace;
let store: Store;
let archive: Archive;
let puller: Puller;
let now: number;
let log: ReturnType<typeof aLog>;
let cache: Keyv;

beforeEach(async () => {
  now = NOON;
  log = aLog();
  cache = new Keyv();
  fake = await startFakeHuggingFace({ now: () => now });
  store = await openTestStore();
  archive = createArchive(store);
  puller = aPuller();
});
afterEach(async () => {
  await fake.stop();
  await store.destroy();
});

/** Of a source that waits so long for an answer. */
function aPuller(timeLimitMs = 5_000): Puller {
  const clock = () => now;
  const wait = async (ms: number) => {
    now += ms;
  };
  const source = createHuggingFace({ endpoint: fake.url, cache, clock, wait, log, timeLimitMs });
  return createPuller({ source, archive, store, clock, log, random: () => 1 });
}

/** What is asked for when the clock stands at that moment. */
async function tickAt(moment: number): Promise<readonly (string | undefined)[]> {
  const before = fake.requests.length;
  now = moment;
  await cache.clear();
  await puller.tick(now);
  return fake.requests.slice(before).map((request) => request.query.date);
}

const sentences = () => log.lines.map((line) => line.sentence);

describe('the pull', () => {
  it('begins with the last ten days, newest first, and asks for each once', async () => {
    const first = await tickAt(NOON);
    const second = await tickAt(NOON + MINUTE);

    expect(first).toEqual(Array.from({ length: 10 }, (_, ago) => addDays(DAY, -ago)));
    expect(second).toEqual([]);
  });

  it('reads a growing list again every ten minutes until it has closed', async () => {
    await tickAt(NOON);
    fake.setDay(DAY, [{ id: '2603.00001' }]);

    expect(await tickAt(NOON + 9 * MINUTE)).toEqual([]);
    expect(await tickAt(NOON + 10 * MINUTE)).toEqual([DAY]);
    expect(await archive.list(DAY)).toMatchObject({
      state: 'open',
      papers: [{ id: '2603.00001' }],
    });
  });

  it('settles a list with the first good answer after it closed', async () => {
    await tickAt(closesAt(DAY) - 5 * MINUTE);
    fake.setDay(DAY, [{ id: '2603.00001' }]);
    const atClosing = await tickAt(closesAt(DAY));
    const settling = await tickAt(closesAt(DAY) + MINUTE);

    expect(atClosing).not.toContain(DAY);
    expect(settling).toContain(DAY);
    expect(await archive.list(DAY)).toMatchObject({ state: 'closed', settledAt: now });
  });

  it('reads upvotes again on days 1, 2 and 7, and then never', async () => {
    const settled = closesAt(DAY) + MINUTE;
    await tickAt(settled);
    const asked: number[] = [];
    for (let hour = 0; hour < 24 * 12; hour++) {
      const days = await tickAt(settled + hour * HOUR);
      if (days.includes(DAY)) asked.push(Math.floor(hour / 24));
    }

    expect(asked).toEqual([1, 2, 7]);
  });

  it('asks gently at weekends', async () => {
    const saturday = Date.parse('2026-03-14T15:00:00Z');
    await tickAt(saturday);

    expect(await tickAt(saturday + 59 * MINUTE)).toEqual([]);
    expect(await tickAt(saturday + 60 * MINUTE)).toEqual(['2026-03-14']);
  });

  it('turns to the new day when the feed day flips', async () => {
    await tickAt(closesAt(DAY) - MINUTE);

    expect(await tickAt(closesAt(DAY))).toEqual([addDays(DAY, 1)]);
  });

  it('asks again later, without a word, while Hugging Face has not begun the day', async () => {
    fake.failNext({ status: 400 });

    await tickAt(NOON);
    const soon = await tickAt(NOON + 10_000);
    const later = await tickAt(NOON + MINUTE);

    expect(soon).toEqual([]);
    expect(later).toEqual([DAY]);
    expect(log.lines).toEqual([]);
    expect(puller.status()).not.toHaveProperty('failingSince');
  });
});

describe('a source that fails', () => {
  it('is logged once with URL and status, and once when it is back', async () => {
    fake.failNext({ status: 502 }, Number.POSITIVE_INFINITY);
    for (let minute = 0; minute < 30; minute++) await tickAt(NOON + minute * MINUTE);
    fake.heal();
    await tickAt(NOON + 60 * MINUTE);

    expect(sentences()).toEqual(['paper source failed', 'paper source is back']);
    expect(log.lines[0]?.facts).toMatchObject({
      problem: `GET ${fake.url}/api/daily_papers?date=${DAY}&limit=100: HTTP 502`,
    });
  });

  it('is asked one list at a time, and ever more rarely', async () => {
    await tickAt(NOON);
    fake.failNext('reset', Number.POSITIVE_INFINITY);
    const asked: number[] = [];
    for (let minute = 10; minute < 130; minute++) {
      const days = await tickAt(NOON + minute * MINUTE);
      if (days.length > 0) asked.push(minute - 10);
    }

    expect(asked).toEqual([0, 1, 2, 4, 8, 16, 31, 46, 61, 76, 91, 106]);
  });

  it('says since when it has not answered, and what it did', async () => {
    await tickAt(NOON);
    fake.failNext('html', 2);
    await tickAt(NOON + 10 * MINUTE);
    await tickAt(NOON + 11 * MINUTE);

    expect(puller.status()).toEqual({
      lastAnswerAt: NOON,
      failingSince: NOON + 10 * MINUTE,
      lastError: expect.stringContaining('no JSON'),
    });

    await tickAt(NOON + 30 * MINUTE);
    expect(puller.status()).toEqual({ lastAnswerAt: NOON + 30 * MINUTE });
  });

  it.each(['html', 'not-json', 'truncated', 'reset', 'hang'] as const)(
    'keeps the last good list through %s',
    async (fault) => {
      fake.setDay(DAY, [{ id: '2603.00001', upvotes: 4 }]);
      await tickAt(NOON);
      fake.failNext(fault);
      if (fault === 'hang') puller = aPuller(200);
      await tickAt(NOON + 10 * MINUTE);

      expect(await archive.list(DAY)).toMatchObject({
        pulledAt: NOON,
        papers: [{ id: '2603.00001', upvotes: 4 }],
      });
    },
  );

  it('on one day only does not keep the others from being read', async () => {
    fake.setRows(DAY, [{ not: 'a paper' }]);
    for (let minute = 0; minute < 20; minute++) await tickAt(NOON + minute * MINUTE);

    expect(await archive.lists('2026-03-01', '2026-03-10')).toHaveLength(9);
    expect(await archive.list(DAY)).toBeUndefined();
    expect(sentences()).toEqual(['paper left out', 'paper source failed', 'paper source is back']);
  });

  it('settles the list late, at the first good answer', async () => {
    await tickAt(NOON);
    fake.failNext({ status: 500 }, Number.POSITIVE_INFINITY);
    await tickAt(closesAt(DAY) + MINUTE);
    fake.heal();
    await tickAt(closesAt(DAY) + 50 * MINUTE);

    expect((await archive.list(DAY))?.settledAt).toBe(closesAt(DAY) + 50 * MINUTE);
  });
});

describe('a list or a paper that is wanted now', () => {
  it('is fetched when it was never read, once for all who ask', async () => {
    fake.setDay('2026-01-05', [{ id: '2601.00001' }]);

    const lists = await Promise.all([
      puller.ensureListed('2026-01-05'),
      puller.ensureListed('2026-01-05'),
    ]);

    expect(lists.map((list) => list?.papers.length)).toEqual([1, 1]);
    expect(fake.requests).toHaveLength(1);
    await puller.ensureListed('2026-01-05');
    expect(fake.requests).toHaveLength(1);
  });

  it('is none in the future and none before there was a list', async () => {
    expect(await puller.ensureListed('2026-03-12')).toBeUndefined();
    expect(await puller.ensureListed('2023-05-03')).toBeUndefined();
  });

  it('is an error while the source does not answer', async () => {
    fake.failNext({ status: 500 }, 2);

    await expect(puller.ensureListed('2026-01-05')).rejects.toThrow(SourceError);
    await expect(puller.findOrFetch('2509.24002')).rejects.toThrow(SourceError);
  });

  it('is a paper of the archive, or one that the archive then keeps', async () => {
    fake.setPaper({ id: '2509.24002', title: 'MCPMark' });

    expect(await puller.findOrFetch('2509.24002')).toMatchObject({ title: 'MCPMark' });
    expect(await archive.find('2509.24002')).toMatchObject({ title: 'MCPMark' });
    expect(await puller.findOrFetch('2509.99999')).toBeUndefined();
  });
});

describe('the bundled week', () => {
  const ofSample = () =>
    createPuller({ source: createSample(), archive, store, clock: () => now, log });

  it('fills an archive with its five lists and nothing else', async () => {
    const sample = ofSample();
    await sample.tick(now);
    await sample.tick(now + HOUR);

    const days = await store.selectFrom('day').selectAll().orderBy('day').execute();
    expect(days.map(({ day, state }) => [day, state])).toEqual(
      sampleLists.map(({ day }) => [day, 'closed']),
    );
    expect(await archive.count()).toBe(50);
    await expect(sample.ensureListed('2026-03-06')).rejects.toThrow(/not in the bundled sample/);
    expect(await sample.ensureListed('2026-03-16')).toBeUndefined();
  });

  it('is read again from Hugging Face as soon as that answers', async () => {
    const paper = sampleLists[4]?.papers[0];
    await ofSample().tick(now);
    fake.setDay('2026-03-13', [{ id: paper?.id ?? '', summary: 'The abstract.', upvotes: 99 }]);

    await tickAt(Date.parse('2026-06-01T12:00:00Z'));

    expect(await archive.find(paper?.id ?? '')).toMatchObject({ summary: 'The abstract.' });
    expect((await archive.list('2026-03-13'))?.papers).toHaveLength(10);
  });
});
