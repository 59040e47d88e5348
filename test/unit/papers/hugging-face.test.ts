import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import Keyv from 'keyv';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { createHuggingFace, type HuggingFaceOptions } from '../../../src/papers/hugging-face.ts';
import { NotYetError } from '../../../src/papers/source.ts';
import {
  type FakeHuggingFace,
  type Fault,
  startFakeHuggingFace,
} from '../../fakes/hugging-face.ts';
import { aLog } from './a-log.ts';

const DAY = '2026-03-10';
const WEDNESDAY_NOON = Date.parse('2026-03-11T16:00:00Z');

let fake: FakeHuggingFace;
let now: number;
let waits: number[];
let log: ReturnType<typeof aLog>;
let cache: Keyv;

beforeEach(async () => {
  now = WEDNESDAY_NOON;
  waits = [];
  log = aLog();
  cache = new Keyv();
  fake = await startFakeHuggingFace({ now: () => now });
});
afterEach(() => fake.stop());

function source(given: Partial<HuggingFaceOptions> = {}) {
  return createHuggingFace({
    endpoint: `${fake.url}/`,
    cache,
    clock: () => now,
    wait: async (ms) => {
      waits.push(ms);
      now += ms;
    },
    log,
    ...given,
  });
}

/** The rows of the day in one answer, as no page of the real API has them. */
async function wholeDay(rows: number): Promise<string> {
  const pages = Array.from({ length: Math.ceil(rows / 100) }, async (_, page) => {
    const url = `${fake.url}/api/daily_papers?date=${DAY}&limit=100&p=${page}`;
    const answer: unknown = await (await fetch(url)).json();
    return Array.isArray(answer) ? answer : [];
  });
  return JSON.stringify((await Promise.all(pages)).flat());
}

describe('a daily list', () => {
  it('is asked for by day, a hundred a page, with a name and with the token', async () => {
    fake.setDay(DAY, [{ id: '2603.00001' }]);

    await source({ token: 'hf_secret' }).dailyList(DAY);

    expect(fake.requests).toHaveLength(1);
    expect(fake.requests[0]).toMatchObject({
      path: '/api/daily_papers',
      query: { date: DAY, limit: '100' },
    });
    expect(fake.requests[0]?.headers['user-agent']).toMatch(/^Paperboy\//);
    expect(fake.requests[0]?.headers.authorization).toBe('Bearer hf_secret');
  });

  it('comes whole, however many pages it has, by upvotes', async () => {
    fake.setDay(
      DAY,
      Array.from({ length: 230 }, (_, index) => ({
        id: `2603.${String(10_000 + index)}`,
        upvotes: index,
      })),
    );

    const papers = await source().dailyList(DAY);

    expect(papers).toHaveLength(230);
    expect(papers[0]?.upvotes).toBe(229);
    expect(new Set(papers.map((paper) => paper.id)).size).toBe(230);
    expect(fake.requests.map((request) => request.query.p ?? '0')).toEqual(['0', '1', '2']);
  });

  it('reads what a paper has, cleaned, and leaves out what it has not', async () => {
    fake.setDay(DAY, [
      {
        id: '2603.00001',
        title: 'Synth$^2$: A Title\n  with a Wrap',
        summary: 'It\nworks.',
        ai_summary: 'A line  of theirs.',
        authors: ['Ada Lovelace', { name: 'Nobody', hidden: true }],
        publishedAt: '2026-03-09T00:00:00.000Z',
        upvotes: 29,
        numComments: 2,
        githubRepo: 'https://github.com/a/\nb.git',
        githubStars: 98,
        projectPage: ' https://example.org/b ',
        organization: { name: 'databricks', fullname: 'Databricks' },
      },
      { id: '2603.00002', githubRepo: 'https://github.com/a', githubStars: 4, projectPage: 'soon' },
    ]);

    const [full, bare] = await source().dailyList(DAY);

    expect(full).toEqual({
      id: '2603.00001',
      title: 'Synth²: A Title with a Wrap',
      summary: 'It works.',
      aiSummary: 'A line of theirs.',
      authors: ['Ada Lovelace'],
      publishedOn: '2026-03-09',
      upvotes: 29,
      comments: 2,
      codeUrl: 'https://github.com/a/b',
      codeStars: 98,
      projectUrl: 'https://example.org/b',
      organization: 'Databricks',
    });
    expect(Object.keys(bare ?? {}).toSorted()).toEqual(
      ['id', 'title', 'summary', 'authors', 'publishedOn', 'upvotes', 'comments'].toSorted(),
    );
  });

  it('is empty at a weekend', async () => {
    expect(await source().dailyList('2026-03-08')).toEqual([]);
  });

  it.each([400, 'html'] as const)('is not empty because of a %s on a weekday', async (answer) => {
    fake.failNext({ status: 400, ...(answer === 'html' && { body: '<h1>Bad Request</h1>' }) });

    await expect(source().dailyList('2026-03-09')).rejects.toThrow(/2026-03-09.*: HTTP 400$/);
  });

  it('folds a paper that is listed twice', async () => {
    fake.setDay(DAY, [
      { id: '2603.00001', upvotes: 3 },
      { id: '2603.00001', upvotes: 2 },
    ]);

    expect(await source().dailyList(DAY)).toMatchObject([{ id: '2603.00001', upvotes: 3 }]);
  });

  it('loses a row that cannot be read, with one warning however often it comes, and keeps the rest', async () => {
    const client = source();
    fake.setDay(DAY, [
      { id: '2603.00001' },
      { id: '2603.00002', upvotes: -1 },
      { id: '2603.00003' },
    ]);

    const papers = await client.dailyList(DAY);
    await cache.clear();
    await client.dailyList(DAY);

    expect(papers.map((paper) => paper.id)).toEqual(['2603.00001', '2603.00003']);
    expect(fake.requests).toHaveLength(2);
    expect(log.lines).toHaveLength(1);
    expect(log.lines[0]).toMatchObject({
      sentence: 'paper left out',
      facts: { problem: expect.stringContaining('2603.00002') },
    });
  });

  it('keeps a paper whose spare facts are strange', async () => {
    fake.setDay(DAY, [{ id: '2603.00001', githubStars: -5, ai_summary: 7 as unknown as string }]);

    expect(await source().dailyList(DAY)).toMatchObject([{ id: '2603.00001' }]);
    expect(log.lines).toEqual([]);
  });

  it('has not begun while its day is in the future', async () => {
    await expect(source().dailyList('2026-03-12')).rejects.toThrow(NotYetError);
  });

  it('has not begun while Hugging Face still says so of today', async () => {
    fake.failNext({ status: 400 });

    await expect(source().dailyList('2026-03-11')).rejects.toThrow(NotYetError);
  });

  it('is empty when Hugging Face answers 400 for a weekend that is past', async () => {
    fake.failNext({ status: 400 });

    expect(await source().dailyList('2026-03-08')).toEqual([]);
  });

  it('is asked for once in the same moment', async () => {
    const client = source();
    fake.setDay(DAY, [{ id: '2603.00001' }]);

    await client.dailyList(DAY);
    await client.dailyList(DAY);

    expect(fake.requests).toHaveLength(1);
  });
});

describe('a bad answer', () => {
  const answers: readonly (readonly [Fault, RegExp])[] = [
    [{ status: 500 }, /HTTP 500/],
    [{ status: 503, body: '<html>' }, /HTTP 503/],
    [{ status: 401 }, /HTTP 401/],
    [{ status: 429 }, /HTTP 429/],
    ['html', /no JSON/],
    ['not-json', /no JSON/],
    [{ status: 200, body: '{"error":"no"}' }, /HTTP 200, but .* no list/],
    [{ status: 200, body: '[{"a":1},null,7]' }, /HTTP 200, but none of 3 rows/],
    ['truncated', /HTTP 200, but .*(?:terminated|closed|aborted)/],
    ['reset', /closed|reset/i],
    ['huge', /HTTP 200, but more than 10485760 bytes/],
    ['hang', /no answer within 0.2 s/],
  ];
  it.each(answers)('%j is an error that names the URL and what happened', async (fault, reason) => {
    fake.setDay(DAY, [{ id: '2603.00001' }]);
    fake.failNext(fault);

    const error = await source(fault === 'hang' ? { timeLimitMs: 200 } : {})
      .dailyList(DAY)
      .catch((caught) => caught);

    expect(error).toBeInstanceOf(SourceError);
    expect(error.message).toContain(`${fake.url}/api/daily_papers?date=${DAY}`);
    expect(error.message).toMatch(reason);
  });

  it('is not kept: the next one may be good', async () => {
    const client = source();
    fake.setDay(DAY, [{ id: '2603.00001' }]);
    fake.failNext('html');

    await expect(client.dailyList(DAY)).rejects.toThrow(SourceError);

    expect(await client.dailyList(DAY)).toHaveLength(1);
  });

  it.each([{ status: 400 }, { status: 500 }, 'html'] as const)(
    '%j on a later page spoils the whole list',
    async (fault) => {
      fake.setDay(
        DAY,
        Array.from({ length: 150 }, (_, index) => ({ id: `2603.${10_000 + index}` })),
      );
      fake.failNext(fault, 1, 1);

      await expect(source().dailyList(DAY)).rejects.toThrow(/&p=1: HTTP/);
    },
  );

  it('with thousands of rows is no daily list', async () => {
    const rows = Array.from({ length: 2_001 }, (_, index) => ({ id: `2603.${10_000 + index}` }));
    fake.setDay(DAY, rows);
    const body = await wholeDay(rows.length);
    fake.failNext({ status: 200, body });

    await expect(source().dailyList(DAY)).rejects.toThrow('2001 rows');
  });

  it('with a row of many mistakes is worth a short line of the log', async () => {
    const row = { paper: { id: '2603.00002', authors: Array(5_000).fill(1) } };
    fake.failNext({ status: 200, body: JSON.stringify([row]) });

    await expect(source().dailyList(DAY)).rejects.toThrow('none of 1 rows');

    expect(JSON.stringify(log.lines).length).toBeLessThan(1_000);
    expect(JSON.stringify(log.lines)).toContain('2603.00002');
  });

  it('whose pages link to themselves ends', async () => {
    fake.setDay(DAY, [{ id: '2603.00001' }]);
    const headers = { link: '</api/daily_papers?p=1>; rel="next"' };
    const body = await wholeDay(1);
    fake.failNext({ status: 200, headers, body }, Number.POSITIVE_INFINITY);

    expect(await source().dailyList(DAY)).toHaveLength(1);
    expect(fake.requests.length).toBeLessThan(5);
  });

  it('of a server that is not there is an error too', async () => {
    const client = source();
    await fake.stop();

    await expect(client.dailyList(DAY)).rejects.toThrow(SourceError);
  });
});

describe('a proxy of the environment', () => {
  let proxy: Server;
  let proxied: string[];

  beforeEach(async () => {
    proxied = [];
    proxy = createServer(async (request, response) => {
      proxied.push(request.url ?? '');
      const { pathname, search } = new URL(request.url ?? '', fake.url);
      response.end(await (await fetch(`${fake.url}${pathname}${search}`)).text());
    });
    proxy.on('connect', (request, socket) => {
      proxied.push(request.url ?? '');
      const upstream = connect(Number(new URL(fake.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    vi.stubEnv('http_proxy', `http://127.0.0.1:${port}`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    proxy.close();
    proxy.closeAllConnections();
  });

  it('is obeyed', async () => {
    fake.setDay(DAY, [{ id: '2603.00001' }]);

    const papers = await source({ endpoint: 'http://papers.example' }).dailyList(DAY);

    expect(papers).toHaveLength(1);
    expect(proxied).toHaveLength(1);
    expect(proxied[0]).toContain('papers.example');
  });

  it('is not asked for this machine', async () => {
    await source().dailyList(DAY);

    expect(proxied).toEqual([]);
  });
});

describe('the limits of the source', () => {
  it('are obeyed when nothing is left of a window', async () => {
    const client = source();
    fake.setRateLimit(0, 2);

    await client.dailyList(DAY);
    await client.dailyList('2026-03-09');

    expect(waits).toEqual([3_000]);
  });

  it('are not sat out when the wait is long: nothing is sent', async () => {
    const client = source();
    fake.setRateLimit(0, 189);

    await client.dailyList(DAY);

    await expect(client.dailyList('2026-03-09')).rejects.toThrow('asked to wait 190 s');
    expect(fake.requests).toHaveLength(1);
  });

  it.each([
    [429, 'seconds', '120'],
    [429, 'a date', new Date(WEDNESDAY_NOON + 120_000).toUTCString()],
    [503, 'seconds', '120'],
  ])('are obeyed when a %i names them as %s', async (status, _, value) => {
    const client = source();
    fake.failNext({ status, headers: { 'retry-after': value } });

    await expect(client.dailyList(DAY)).rejects.toThrow(`HTTP ${status}`);
    await expect(client.dailyList(DAY)).rejects.toThrow('asked to wait 120 s');
    now += 120_000;

    expect(await client.dailyList(DAY)).toEqual([]);
    expect(fake.requests).toHaveLength(2);
  });
});

describe('what the source may not do with its limits', () => {
  it('is to silence us by a 503 that does not say for how long, or for longer than an hour', async () => {
    const client = source();
    fake.failNext({ status: 503 });
    await expect(client.dailyList(DAY)).rejects.toThrow('HTTP 503');
    fake.failNext({ status: 503, headers: { 'retry-after': '86400' } });

    await expect(client.dailyList(DAY)).rejects.toThrow('HTTP 503');
    await expect(client.dailyList(DAY)).rejects.toThrow('asked to wait 3600 s');
  });

  it('is to silence us for longer than one of its windows, by a header that is wrong', async () => {
    const client = source();
    fake.setRateLimit(0, 1_770_000_000);
    await client.dailyList(DAY);
    fake.setRateLimit(500, 300);

    await expect(client.dailyList('2026-03-09')).rejects.toThrow('asked to wait 301 s');
    now += 301_000;

    expect(await client.dailyList('2026-03-09')).toEqual([]);
  });

  it('is to silence us until a clock that was set back is where it was', async () => {
    const client = source();
    fake.setRateLimit(0, 60);
    await client.dailyList(DAY);
    fake.setRateLimit(500, 300);
    now -= 5 * 3_600_000;

    expect(await client.dailyList('2026-03-09')).toEqual([]);
  });
});

describe('one paper', () => {
  it('is read flat and without comments', async () => {
    fake.setPaper({ id: '2509.24002', title: 'MCPMark', upvotes: 12 });

    const paper = await source().paper('2509.24002');

    expect(paper).toMatchObject({ id: '2509.24002', title: 'MCPMark', upvotes: 12 });
    expect(paper).not.toHaveProperty('comments');
  });

  it('may not be there, which is remembered for a while', async () => {
    const client = source();

    expect(await client.paper('2509.99999')).toBeUndefined();
    expect(await client.paper('2509.99999')).toBeUndefined();
    expect(fake.requests).toHaveLength(1);
  });

  it('is an error when it is another one', async () => {
    fake.setPaper({ id: '2509.24002' });
    const other = await (await fetch(`${fake.url}/api/papers/2509.24002`)).text();
    fake.failNext({ status: 200, body: other });

    await expect(source().paper('2603.00001')).rejects.toThrow('the answer is paper 2509.24002');
  });

  it('is an error when it cannot be read', async () => {
    fake.failNext({ status: 200, body: '{}' });

    await expect(source().paper('2509.24002')).rejects.toThrow(SourceError);
  });
});
