import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Keyv from 'keyv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Archive, createArchive } from '../../../src/papers/archive.ts';
import { type Backfill, type BackfillDeps, createBackfill } from '../../../src/papers/backfill.ts';
import { daysRead } from '../../../src/papers/coverage.ts';
import { daysBetween, FIRST_DAY } from '../../../src/papers/feed-day.ts';
import { fillRange } from '../../../src/papers/fill-range.ts';
import { createHuggingFace } from '../../../src/papers/hugging-face.ts';
import { createPrecedence, type Precedence } from '../../../src/papers/precedence.ts';
import { createPuller } from '../../../src/papers/pull.ts';
import { createSample } from '../../../src/papers/sample.ts';
import type { PaperSource, Spare } from '../../../src/papers/source.ts';
import { ensureLease } from '../../../src/store/lease.ts';
import type { Store } from '../../../src/store/open.ts';
import { type FakeHuggingFace, startFakeHuggingFace } from '../../fakes/hugging-face.ts';
import { FixedWindow } from '../../fakes/hugging-face-window.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aPaper } from '../../fixtures/papers/paper.ts';
import { aLog } from './a-log.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** A Wednesday. */
const TODAY = '2026-03-11';
const NOON = Date.parse('2026-03-11T16:00:00Z');
/** The newest day that is not the pull's. */
const NEWEST_OLD = '2026-03-01';

let fake: FakeHuggingFace;
let store: Store;
let archive: Archive;
let now: number;
let log: ReturnType<typeof aLog>;
let precedence: Precedence;

beforeEach(async () => {
  now = NOON;
  log = aLog();
  precedence = createPrecedence();
  fake = await startFakeHuggingFace({ now: () => now });
  await openHouse();
});
afterEach(async () => {
  await fake.stop();
  await store.destroy();
});

async function openHouse(path?: string): Promise<void> {
  store = await openTestStore(path);
  archive = createArchive(store);
  for (const day of daysBetween('2026-03-02', TODAY)) await archive.saveList(day, [], { now });
}

function depsOf(given: Partial<BackfillDeps> = {}): BackfillDeps {
  const wait: BackfillDeps['wait'] = async (ms, signal) => {
    signal?.throwIfAborted();
    now += ms;
  };
  const source = createHuggingFace({
    ...{ endpoint: fake.url, cache: new Keyv(), clock: () => now, log },
    wait: async () => {},
  });
  return {
    ...{ source, archive, store, log, wait, clock: () => now, random: () => 0.5 },
    ...{ since: '2026-02-01', idle: () => precedence.idle() },
    ...given,
  };
}

/** A process that fills until so much time is over; its waits move the clock. */
async function fillFor(ms: number, given: Partial<BackfillDeps> = {}): Promise<Backfill> {
  const stopping = new AbortController();
  const deps = depsOf(given);
  const endsAt = now + ms;
  const backfill = createBackfill({
    ...deps,
    wait: async (pause, signal) => {
      await deps.wait(pause, signal);
      if (now >= endsAt) stopping.abort();
    },
  });
  await backfill.run(stopping.signal);
  return backfill;
}

/** Somebody else has it from now on, whoever had it. */
async function takeLease(name: string, until: number): Promise<void> {
  const theirs = { owner: 'somebody', epoch: 1, until };
  await store
    .insertInto('lease')
    .values({ name, ...theirs })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(theirs))
    .execute();
}

const FILLING = { name: 'backfill', forMs: 20 * SECOND };

const asked = () => fake.requests.map(({ query }) => query.date);

/** Says what its limit leaves, as the fake does, without the thousand requests over HTTP that years take. */
function limitedSource(quota: number) {
  const window = new FixedWindow(() => now, quota);
  const [times, days]: [number[], string[]] = [[], []];
  let spare: Spare = { silentUntil: 0 };
  const source: PaperSource = {
    ...depsOf().source,
    dailyList: async (day) => {
      times.push(now);
      days.push(day);
      const { left, resetSeconds } = window.next();
      spare = { silentUntil: 0, left, windowEndsAt: now + (resetSeconds + 1) * SECOND };
      return [];
    },
    spare: () => spare,
  };
  return { source, times, days };
}

describe('the archive', () => {
  it('fills itself backwards from the days of the pull, each day once, and then rests', async () => {
    fake.setDay('2026-02-10', [{ id: '2602.00001' }]);

    await fillFor(HOUR);

    expect(asked()).toEqual(daysBetween('2026-02-01', NEWEST_OLD).toReversed());
    expect(await archive.find('2602.00001')).toBeDefined();
    expect(log.lines.map(({ sentence }) => sentence)).toEqual([
      'archive fills backwards',
      'archive is filled',
    ]);
  });

  it('leaves the newest days to the pull', async () => {
    await store.deleteFrom('day').where('day', 'in', ['2026-03-02', '2026-03-08']).execute();

    await fillFor(MINUTE);

    expect(asked()[0]).toBe(NEWEST_OLD);
    expect(asked()).not.toContain('2026-03-02');
  });

  it('is filled back to the first list within the hour, below half of the limit, a request a second', async () => {
    const { source, times, days } = limitedSource(500);

    const backfill = await fillFor(HOUR, { since: '2020-01-01', source });

    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    const inWindows = Map.groupBy(times, (at) => Math.floor((at - (times[0] ?? 0)) / (5 * MINUTE)));
    expect(days).toEqual(daysBetween(FIRST_DAY, NEWEST_OLD).toReversed());
    expect(await backfill.coverage()).toMatchObject({ backTo: FIRST_DAY });
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(SECOND);
    expect(Math.max(...[...inWindows.values()].map((one) => one.length))).toBeLessThanOrEqual(250);
    expect((times.at(-1) ?? 0) - NOON).toBeLessThan(40 * MINUTE);
  });

  it('goes on where it was after a restart', async () => {
    await fillFor(10 * SECOND);
    const before = asked();

    await fillFor(HOUR);

    expect(before.length).toBeLessThan(12);
    expect(new Set(asked()).size).toBe(asked().length);
    expect(asked()).toEqual(daysBetween('2026-02-01', NEWEST_OLD).toReversed());
  });

  it('waits for today’s list, and for whoever waits for an answer', async () => {
    await store.deleteFrom('day').execute();
    await fillFor(MINUTE);
    const withoutToday = asked();
    await archive.saveList(TODAY, [], { now });
    const command = Promise.withResolvers<void>();
    const answering = precedence.first(() => command.promise);
    const filling = fillFor(MINUTE);
    await new Promise((resolve) => setImmediate(resolve));
    const during = asked();
    command.resolve();
    await answering;
    await filling;

    expect(withoutToday).toEqual([]);
    expect(during).toEqual([]);
    expect(asked().length).toBeGreaterThan(20);
  });

  it('lets a command have its day at once', async () => {
    fake.setDay('2026-02-03', [{ id: '2602.00003' }]);
    const { source } = depsOf();
    const puller = createPuller({ ...{ source, archive, store, log }, clock: () => now });
    const asleep = Promise.withResolvers<void>();
    const stopping = new AbortController();
    const backfill = createBackfill(depsOf({ source, wait: () => asleep.promise }));
    const filling = backfill.run(stopping.signal);

    const list = await puller.ensureListed('2026-02-03');
    stopping.abort();
    asleep.reject(new Error('aborted'));
    await filling;

    expect(list?.papers).toHaveLength(1);
    expect(asked()).toEqual(['2026-02-03']);
  });

  it('asks for no day that somebody asked for', async () => {
    await archive.saveList('2026-02-03', [], { now });

    await fillFor(HOUR);

    expect(asked()).not.toContain('2026-02-03');
  });

  it('asks for each page of a long list at the same pace', async () => {
    const papers = Array.from({ length: 230 }, (_, index) => ({ id: `2602.${10_000 + index}` }));
    fake.setDay('2026-03-01', papers);

    await fillFor(30 * SECOND);

    const times = fake.requests.map(({ at }) => at);
    expect(asked().slice(0, 4)).toEqual(['2026-03-01', '2026-03-01', '2026-03-01', '2026-02-28']);
    expect((times[3] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(3 * SECOND);
    expect((await archive.list('2026-03-01'))?.papers).toHaveLength(230);
  });

  it('keeps old lists for good: none is read again', async () => {
    await fillFor(HOUR);

    const rows = await store
      .selectFrom('day')
      .selectAll()
      .where('day', '<=', NEWEST_OLD)
      .where('next_pull_at', 'is not', null)
      .execute();
    expect(rows).toEqual([]);
  });

  it('undoes nothing that is known of a paper from a newer list', async () => {
    const newer = aPaper('2602.00001', { upvotes: 9, comments: 3, aiSummary: 'Theirs.' });
    await archive.saveList('2026-03-05', [newer], { now });
    fake.setDay('2026-02-10', [{ id: '2602.00001', upvotes: 12, numComments: 4 }]);

    await fillFor(HOUR);

    expect(await archive.find('2602.00001')).toMatchObject({
      ...{ upvotes: 12, comments: 4, aiSummary: 'Theirs.' },
    });
    expect(await archive.listedOn('2602.00001')).toBe('2026-03-05');
  });
});

describe('a day that cannot be read', () => {
  it('keeps no other waiting, and is asked for again, ever more rarely', async () => {
    fake.setRows('2026-02-20', [{ not: 'a paper' }]);

    const backfill = await fillFor(8 * HOUR);

    const tries = fake.requests.filter(({ query }) => query.date === '2026-02-20');
    const minutes = tries.slice(1).map(({ at }, index) => (at - (tries[index]?.at ?? 0)) / MINUTE);
    expect(await daysRead(store, { from: '2026-02-01', to: NEWEST_OLD })).toHaveProperty(
      'size',
      28,
    );
    expect(minutes.slice(0, 4).map(Math.round)).toEqual([1, 2, 4, 8]);
    expect(tries.length).toBeLessThan(12);
    expect(await backfill.coverage()).toMatchObject({ backTo: '2026-02-01' });
    expect(log.lines.filter(({ sentence }) => sentence === 'old list not read')).toHaveLength(1);
  });

  it('is read when the source is back, which is hardly asked meanwhile', async () => {
    fake.failNext('reset', Number.POSITIVE_INFINITY);
    await fillFor(HOUR);
    const whileDown = fake.requests.length;
    fake.heal();

    await fillFor(HOUR);

    expect(whileDown).toBeLessThan(25);
    expect(await daysRead(store, { from: '2026-02-01', to: NEWEST_OLD })).toHaveProperty(
      'size',
      29,
    );
  });

  it('is left alone as long as a 429 asks for', async () => {
    fake.failNext({ status: 429, headers: { 'retry-after': '600' } }, 1, 3);

    await fillFor(HOUR);

    const times = fake.requests.map(({ at }) => at);
    expect((times[4] ?? 0) - (times[3] ?? 0)).toBeGreaterThanOrEqual(600 * SECOND);
    expect(await daysRead(store, { from: '2026-02-01', to: NEWEST_OLD })).toHaveProperty(
      'size',
      29,
    );
  });
});

describe('how far the archive is', () => {
  it('is the day back to which nothing is missing, and a share', async () => {
    const backfill = createBackfill(depsOf({ since: '2026-02-20' }));
    await archive.saveList('2026-03-01', [], { now });
    await archive.saveList('2026-02-22', [], { now });

    expect(await backfill.coverage()).toEqual({
      backTo: '2026-03-01',
      share: 12 / 20,
      isFilling: true,
    });
  });

  it('is whole when every day is there', async () => {
    const backfill = createBackfill(depsOf({ since: '2026-03-10' }));

    expect(await backfill.coverage()).toEqual({ backTo: '2026-03-10', share: 1, isFilling: false });
  });

  it('is not said before today’s list, nor where the archive does not fill itself', async () => {
    await store.deleteFrom('day').execute();
    const { since: _, ...without } = depsOf();

    expect(await createBackfill(depsOf()).coverage()).toEqual({ share: 0, isFilling: true });
    expect(await createBackfill(without).coverage()).toBeUndefined();
    expect(await createBackfill(depsOf({ source: createSample() })).coverage()).toBeUndefined();
  });

  it('does not change where it is switched off, or the bundled week stands in', async () => {
    const { since: _, ...without } = depsOf();
    const stopping = new AbortController();
    const wait = async () => stopping.abort();

    await createBackfill({ ...without, wait }).run(stopping.signal);
    await fillFor(MINUTE, { source: createSample() });

    expect(asked()).toEqual([]);
    expect(await daysRead(store, { from: FIRST_DAY, to: NEWEST_OLD })).toEqual(new Set());
  });
});

describe('two processes on one database', () => {
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'paperboy-'));
    await store.destroy();
    await openHouse(`${folder}/paperboy.db`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('fill it once between them, and one goes on when the other is gone', async () => {
    const other = await openTestStore(`${folder}/paperboy.db`);
    const turns: string[] = [];
    // Whoever comes first is gone after ten lists.
    const run = (name: string, itsStore = store) => {
      const life = new AbortController();
      const wait = async (ms: number) => {
        life.signal.throwIfAborted();
        now += ms / 2;
        await new Promise((resolve) => setImmediate(resolve));
        if (name === turns[0] && fake.requests.length >= 10) life.abort();
        if (now > NOON + HOUR) life.abort();
      };
      const idle = async () => void turns.push(name);
      return createBackfill(depsOf({ wait, idle, store: itsStore })).run(life.signal);
    };

    await Promise.all([run('first'), run('second', other)]);
    await other.destroy();

    expect(asked()).toEqual(daysBetween('2026-02-01', NEWEST_OLD).toReversed());
    expect(new Set(turns.slice(0, 9))).toEqual(new Set([turns[0]]));
    expect(new Set(turns)).toEqual(new Set(['first', 'second']));
  });

  it('never fill at the same time, though one stands still for as long as somebody is answered', async () => {
    const idle = async () => {
      now += MINUTE;
      await takeLease('backfill', now + 10 * SECOND);
    };

    await fillFor(10 * MINUTE, { idle });

    expect(asked()).toEqual([]);
  });

  it('rest as soon as somebody fills by hand', async () => {
    const idle = async () => takeLease('backfill by hand', now + 20 * SECOND);

    await fillFor(MINUTE, { idle });

    expect(asked()).toEqual([]);
  });

  it('keep each other out while the source is slow, page after page', async () => {
    const others: boolean[] = [];
    const { source } = depsOf();
    const slow: BackfillDeps['source'] = {
      ...source,
      dailyList: async (_, beforePage) => {
        for (let page = 0; page < 4; page++) {
          if (page > 0) await beforePage?.();
          now += 9 * SECOND;
          others.push(await ensureLease(store, { ...FILLING, owner: 'somebody' }, now));
        }
        return [];
      },
    };

    await fillFor(MINUTE, { source: slow });

    expect(others.length).toBeGreaterThan(4);
    expect(others).not.toContain(true);
  });

  it('take over within half a minute from one that was killed', async () => {
    await takeLease('backfill', now + 20 * SECOND);

    await fillFor(40 * SECOND);

    expect(fake.requests[0]?.at).toBeGreaterThanOrEqual(NOON + 20 * SECOND);
    expect(fake.requests[0]?.at).toBeLessThan(NOON + 30 * SECOND);
  });
});

describe('a range that is filled at once', () => {
  const RANGE = { from: '2026-01-05', to: '2026-01-09' };
  const filling = (lefts: number[] = []) => ({
    signal: new AbortController().signal,
    onDay: (left: number) => void lefts.push(left),
  });

  it('is read at the same pace, but for what is there, and says how far it is', async () => {
    await archive.saveList('2026-01-07', [], { now });
    const lefts: number[] = [];

    const { failed } = await fillRange(RANGE, depsOf(), filling(lefts));

    expect(asked()).toEqual(['2026-01-09', '2026-01-08', '2026-01-06', '2026-01-05']);
    expect(lefts).toEqual([4, 3, 2, 1, 0]);
    expect(failed).toBe(0);
    expect(now - NOON).toBeGreaterThanOrEqual(4 * SECOND);
  });

  it('keeps what was read when it is stopped, and goes on from there', async () => {
    const stopping = new AbortController();
    const stopped = fillRange(RANGE, depsOf(), {
      signal: stopping.signal,
      onDay: (left) => left === 3 && stopping.abort(),
    });
    await expect(stopped).rejects.toThrow();

    await fillRange(RANGE, depsOf(), filling());

    expect(asked()).toEqual(daysBetween(RANGE.from, RANGE.to).toReversed());
  });

  it('tries a day again after all others, and counts what cannot be read', async () => {
    fake.setRows('2026-01-08', [{ not: 'a paper' }]);
    fake.failNext({ status: 500 }, 1);

    const { failed } = await fillRange(RANGE, depsOf(), filling());

    expect(failed).toBe(1);
    expect(asked().slice(0, 6)).toEqual([
      ...['2026-01-09', '2026-01-08', '2026-01-07', '2026-01-06', '2026-01-05'],
      '2026-01-09',
    ]);
  });

  it('is given up when the source is down', async () => {
    fake.failNext({ status: 502 }, Number.POSITIVE_INFINITY);

    await expect(fillRange(RANGE, depsOf(), filling())).rejects.toThrow(/HTTP 502/);

    expect(fake.requests).toHaveLength(5);
  });

  it('lets the background rest, and is not begun twice', async () => {
    await takeLease('backfill by hand', now + 30 * SECOND);

    await expect(fillRange(RANGE, depsOf(), filling())).rejects.toThrow(/under way/);
    await fillFor(25 * SECOND);

    expect(asked()).toEqual([]);
    await fillFor(MINUTE);
    expect(asked().length).toBeGreaterThan(10);
  });

  it('ends when another one has begun while it stood still', async () => {
    const wait = async () => {
      now += MINUTE;
      await takeLease('backfill by hand', now + 20 * SECOND);
    };

    await expect(fillRange(RANGE, depsOf({ wait }), filling())).rejects.toThrow(/has begun/);

    expect(asked()).toEqual([]);
  });
});
