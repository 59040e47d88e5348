import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Keyv from 'keyv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import {
  BeyondLimitError,
  type BeyondOptions,
  createBeyond,
  nobodyBeyond,
} from '../../../src/papers/beyond.ts';
import type { Store } from '../../../src/store/open.ts';
import { type FakeHuggingFace, startFakeHuggingFace } from '../../fakes/hugging-face.ts';
import { openTestStore } from '../../fakes/store/index.ts';
import { aLog } from './a-log.ts';
import { recordedFolder } from './recorded.ts';

const NOON = Date.parse('2026-03-11T16:00:00Z');
const MINUTE = 60_000;
const HERE = 'slack:T1';
const THERE = 'discord:9';

let fake: FakeHuggingFace;
let folder: string;
let store: Store;
let now: number;
let log: ReturnType<typeof aLog>;

beforeEach(async () => {
  now = NOON;
  log = aLog();
  folder = mkdtempSync(join(tmpdir(), 'paperboy-'));
  store = await openTestStore(`${folder}/paperboy.db`);
  fake = await startFakeHuggingFace({ now: () => now });
  fake.setPaper({ id: '2404.04487', title: 'Kazakh Answers', upvotes: 7, numComments: 2 });
  fake.setPaper({ id: '2403.19399', title: 'Nothing of It' });
});
afterEach(async () => {
  await fake.stop();
  await store.destroy();
  rmSync(folder, { recursive: true });
});

function beyond(given: Partial<BeyondOptions> = {}) {
  return createBeyond({
    ...{ endpoint: `${fake.url}/`, cache: new Keyv(), store, log, timeLimitMs: 5_000 },
    clock: () => now,
    wait: async () => {},
    ...given,
  });
}

const item = (id: string, more: object = {}) => ({
  paper: {
    ...{ id, title: `Of ${id}`, summary: 'What it shows.', upvotes: 1 },
    ...{ authors: [{ name: 'Ada Lo' }], publishedAt: '2024-04-06T00:00:00.000Z' },
  },
  ...more,
});

/** So many different questions of a workspace; how many were asked. */
async function ask(times: number, workspace: string, client = beyond()): Promise<number> {
  let answered = 0;
  for (let time = 0; time < times; time++) {
    const asking = client.search(`kazakh ${workspace} ${time} ${now}`, workspace);
    answered += await asking.then(
      () => 1,
      (error: unknown) => {
        if (error instanceof BeyondLimitError) return 0;
        throw error;
      },
    );
  }
  return answered;
}

describe('Hugging Face’s own search', () => {
  it('finds papers, with the pieces that it marked', async () => {
    const hits = await beyond({ token: 'hf_secret' }).search(' kazakh ', HERE);

    expect(fake.requests[0]).toMatchObject({
      path: '/api/papers/search',
      query: { q: 'kazakh', limit: '50' },
    });
    expect(fake.requests[0]?.headers.authorization).toBe('Bearer hf_secret');
    expect(hits).toHaveLength(1);
    expect(hits[0]).toMatchObject({
      paper: { id: '2404.04487', title: 'Kazakh Answers', upvotes: 7, comments: 2 },
      title: [
        { text: 'Kazakh', isMatch: true },
        { text: ' Answers', isMatch: false },
      ],
    });
  });

  it('keeps marks through hard wraps, and leaves out those of TeX that we read otherwise', async () => {
    const title = 'A $\\beta$ Model\n  for Kazakh,\n  and Kazakh\n  Only';
    const highlightedTitle = [
      { type: 'text', text: 'A ' },
      { type: 'highlight', text: '$\\beta$' },
      { type: 'text', text: ' Model\n  for ' },
      { type: 'highlight', text: 'Kazakh' },
      { type: 'text', text: ',\n  and ' },
      { type: 'highlight', text: 'Kazakh\n  Only' },
    ];
    const found = item('2404.04487', { highlightedTitle });
    fake.setFound([{ ...found, paper: { ...found.paper, title } }]);

    const [hit] = await beyond().search('kazakh', HERE);

    expect(hit?.title).toEqual([
      { text: 'A β Model for ', isMatch: false },
      { text: 'Kazakh', isMatch: true },
      { text: ', and ', isMatch: false },
      { text: 'Kazakh Only', isMatch: true },
    ]);
    expect(hit?.summary).toEqual([{ text: 'What it shows.', isMatch: false }]);
  });

  it('makes short ids whole, and drops what has none of arXiv, with one line of log', async () => {
    fake.setFound([
      ...[item('2406.105'), item('1206.12'), item('2413.00001'), item('cs/0112017')],
      ...[{ not: 'a paper' }, null, item('2406.10500'), item('2404.04487')],
    ]);

    const hits = await beyond().search('anything', HERE);

    expect(hits.map(({ paper }) => paper.id)).toEqual(['2406.10500', '1206.1200', '2404.04487']);
    expect(log.lines.map(({ sentence }) => sentence)).toEqual(['found papers left out']);
  });

  it('gives fifty at most, whatever was sent', async () => {
    fake.setFound(Array.from({ length: 120 }, (_, index) => item(`2404.${10_000 + index}`)));

    expect(await beyond().search('anything', HERE)).toHaveLength(50);
  });

  it.each([
    ['word '.repeat(60), /^(word ){49}word$/],
    ['x'.repeat(300), /^x{250}$/],
    [`${'x'.repeat(249)}😀😀`, /^x{249}$/],
    ['a\ud800b\n c', /^a\ufffdb c$/],
  ])('is asked at most 250 characters, cut at a word: %#', async (typed, sent) => {
    await beyond().search(typed, HERE);

    expect(fake.requests[0]?.query.q).toMatch(sent);
  });

  it('is not asked for nothing', async () => {
    expect(await beyond().search(' \n ', HERE)).toEqual([]);
    expect(fake.requests).toEqual([]);
  });

  it('is asked once for what is asked again within minutes, or at the same time', async () => {
    const client = beyond();

    await Promise.all([client.search('Kazakh', HERE), client.search('kazakh ', THERE)]);
    await client.search('kazakh', HERE);

    expect(fake.requests).toHaveLength(1);
  });

  const recorded = join(recordedFolder, '..', 'search-kazakh.json');
  it.skipIf(!existsSync(recorded))(
    'is read as it really answered (skipped without ../shared)',
    async () => {
      const items: unknown = JSON.parse(readFileSync(recorded, 'utf8'));
      fake.setFound(Array.isArray(items) ? items : []);

      const hits = await beyond().search('kazakh', HERE);

      expect(hits).toHaveLength(9);
      expect(log.lines).toEqual([]);
      for (const { paper, title, summary } of hits) {
        expect(title.map(({ text }) => text).join('')).toBe(paper.title);
        expect(summary.map(({ text }) => text).join('')).toBe(paper.summary);
        expect(title.filter(({ isMatch }) => isMatch).map(({ text }) => text)).toContain('Kazakh');
      }
    },
  );
});

describe('a search that fails', () => {
  it.each([
    'hang',
    'truncated',
    'reset',
    'html',
    'not-json',
    'huge',
    { status: 503 },
    { status: 400 },
  ] as const)('says so and is not kept: %j', async (fault) => {
    const cache = new Keyv();
    const client = beyond({ cache, ...(fault === 'hang' && { timeLimitMs: 100 }) });
    fake.failSearch(fault);

    await expect(client.search('kazakh', HERE)).rejects.toThrow(SourceError);
    fake.failSearch(undefined);

    const later = beyond({ cache });
    expect(await later.search('kazakh', HERE)).toHaveLength(1);
  });

  it('is logged once until it is back, and what was looked for never is', async () => {
    const client = beyond({ timeLimitMs: 200 });
    const problems: string[] = [];
    for (const fault of ['reset', 'hang', 'html', 'huge', { status: 503 }] as const) {
      fake.failSearch(fault);
      await client.search('zorblax acquisition', HERE).catch((error) => problems.push(`${error}`));
    }
    fake.failSearch(undefined);
    fake.setFound([item('2404.04487'), { not: 'a paper' }]);
    await client.search('zorblax acquisition', HERE);

    expect(log.lines.map(({ sentence }) => sentence)).toEqual([
      'hugging face search failed',
      'found papers left out',
      'hugging face search is back',
    ]);
    expect(problems).toHaveLength(5);
    expect(JSON.stringify([log.lines, problems])).not.toMatch(/zorblax/i);
  });

  it('is not what being asked too often is', async () => {
    fake.failSearch({ status: 429, headers: { 'retry-after': '60' } });
    await beyond()
      .search('kazakh', HERE)
      .catch(() => {});

    expect(log.lines).toEqual([]);
  });

  it('says so when nothing of an answer can be read', async () => {
    fake.setFound([{ not: 'a paper' }]);

    await expect(beyond().search('kazakh', HERE)).rejects.toThrow(/none of 1 items/);
  });

  it('does not keep daily lists from being read', async () => {
    fake.failSearch({ status: 429, headers: { 'retry-after': '300' } });

    await expect(beyond().search('kazakh', HERE)).rejects.toThrow(BeyondLimitError);

    expect((await fetch(`${fake.url}/api/daily_papers?date=2026-03-10`)).status).toBe(200);
  });

  it('says that nobody was asked where the bundled week stands in', async () => {
    await expect(nobodyBeyond.search('kazakh', HERE)).rejects.toThrow(SourceError);
  });
});

describe('the limit of searches', () => {
  it('is fifty in a window, half of it for one workspace', async () => {
    const client = beyond();

    expect(await ask(30, HERE, client)).toBe(25);
    expect(await ask(20, THERE, client)).toBe(20);
    expect(await ask(20, 'slack:T3', client)).toBe(5);
    now += 5 * MINUTE + 1_000;
    expect(await ask(30, HERE, client)).toBe(25);
  });

  it('says when to come back', async () => {
    await ask(25, HERE);
    now += MINUTE;

    const failure = await beyond()
      .search('one more', HERE)
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(BeyondLimitError);
    expect(failure).toHaveProperty('retryAfterMs', 4 * MINUTE + 1_000);
  });

  it('of one workspace refuses nobody else who asks the same in the same moment', async () => {
    const client = beyond();
    await ask(25, HERE, client);

    const [refused, answered, joined] = await Promise.allSettled(
      [HERE, THERE, 'slack:T3'].map((workspace) => client.search('kazakh', workspace)),
    );

    expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(BeyondLimitError) });
    for (const one of [answered, joined]) expect(one).toHaveProperty('value.length', 1);
    expect(fake.requests).toHaveLength(26);
  });

  it('is one row for all processes, which never ask more than that together', async () => {
    const stores = [store];
    for (let other = 0; other < 2; other++) {
      stores.push(await openTestStore(`${folder}/paperboy.db`));
    }
    const clients = stores.map((one) => beyond({ store: one }));

    const answered = await Promise.all(
      clients.flatMap((client, index) => [
        ...[ask(12, HERE, client), ask(12, THERE, client), ask(12, `slack:T${index + 5}`, client)],
      ]),
    );

    expect(answered.reduce((sum, count) => sum + count)).toBe(50);
    expect(fake.requests).toHaveLength(50);
    expect(await store.selectFrom('beyond_window').selectAll().execute()).toHaveLength(1);
    await Promise.all(stores.slice(1).map((one) => one.destroy()));
  });

  it('takes nothing for an answer that is kept', async () => {
    const client = beyond();
    for (let time = 0; time < 60; time++) await client.search('kazakh', HERE);

    expect(await ask(24, HERE, client)).toBe(24);
  });

  it('is obeyed by every process when Hugging Face says to wait', async () => {
    fake.failSearch({ status: 429, headers: { 'retry-after': '120' } });
    const told = await beyond()
      .search('kazakh', HERE)
      .catch((error: unknown) => error);
    fake.failSearch(undefined);

    const other = beyond();
    now += 119_000;
    await expect(other.search('kazakh', THERE)).rejects.toThrow(BeyondLimitError);
    now += 2_000;

    expect(told).toHaveProperty('retryAfterMs', 120_000);
    expect(await other.search('kazakh', THERE)).toHaveLength(1);
  });

  it('counts what others at this address have asked, and ends when Hugging Face’s own window does', async () => {
    now += 10_000;
    for (let time = 0; time < 40; time++) await fetch(`${fake.url}/api/papers/search?q=x`);
    now += 200_000;

    expect(await ask(20, HERE)).toBe(10);
    now += 102_000;
    expect(await ask(20, HERE)).toBe(20);
  });

  it('is not taken for longer than a window, whatever a header says', async () => {
    fake.failSearch({ status: 200, headers: { ratelimit: '"api";r=0;t=999999' } });
    await beyond()
      .search('kazakh', HERE)
      .catch(() => {});
    fake.failSearch(undefined);

    await expect(beyond().search('one more', THERE)).rejects.toThrow(BeyondLimitError);
    now += 5 * MINUTE + 1_000;

    expect(await ask(1, THERE)).toBe(1);
  });

  it('begins anew when a clock was set back', async () => {
    await ask(25, HERE);
    now -= 48 * 60 * MINUTE;

    expect(await ask(1, HERE)).toBe(1);
  });

  it('leaves no old windows behind', async () => {
    for (let window = 0; window < 4; window++) {
      await ask(1, HERE);
      now += 10 * MINUTE;
    }

    expect(await store.selectFrom('beyond_window').select('number').execute()).toEqual([
      { number: 4 },
    ]);
  });
});
