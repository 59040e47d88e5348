import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { searchAnswer } from './hugging-face-search.ts';
import { FixedWindow } from './hugging-face-window.ts';

/** A paper as the API writes it: give what matters, the rest is filled in. Unknown keys are sent as they are. */
export interface FakePaper {
  readonly id: string;
  readonly title?: string;
  readonly summary?: string;
  readonly authors?: readonly (string | { readonly name: string; readonly hidden?: boolean })[];
  readonly publishedAt?: string;
  readonly upvotes?: number;
  readonly numComments?: number;
  readonly ai_summary?: string;
  readonly githubRepo?: string;
  readonly githubStars?: number;
  readonly projectPage?: string;
  readonly organization?: { readonly name: string; readonly fullname?: string };
  readonly [key: string]: unknown;
}

/** How the next answers go wrong. `hang` never answers, `truncated` breaks off in the middle of the body. */
export type Fault =
  | 'hang'
  | 'truncated'
  | 'reset'
  | 'html'
  | 'not-json'
  | 'huge'
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };

export interface FakeRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** By its clock. */
  readonly at: number;
}

export interface FakeHuggingFaceOptions {
  readonly days?: Readonly<Record<string, readonly FakePaper[]>>;
  /** Decides which days are in the future; the machine's time unless handed in. */
  readonly now?: () => number;
  /** A folder of recorded answers, `YYYY-MM-DD.json.gz`, for the days that were not set. */
  readonly recordedDays?: string;
}

/** A server on loopback that answers as huggingface.co does (huggingface.md), remembers, and can misbehave. */
export interface FakeHuggingFace {
  /** What `HF_ENDPOINT` is set to. */
  readonly url: string;
  /** Every request so far, in order. */
  readonly requests: readonly FakeRequest[];
  setDay(day: string, papers: readonly FakePaper[]): void;
  /** Rows sent exactly as they are: for shapes that the real API should not have. */
  setRows(day: string, rows: readonly unknown[]): void;
  /** Known by its id, listed or not. */
  setPaper(paper: FakePaper): void;
  setNow(now: () => number): void;
  /** Items of every search from now on, sent exactly as they are. */
  setFound(items: readonly unknown[]): void;
  /** Every search goes wrong from now on, and nothing else does; undefined heals it. */
  failSearch(fault: Fault | undefined): void;
  /** After `after` good answers the next `times` go wrong; `Infinity` until `heal`. */
  failNext(fault: Fault, times?: number, after?: number): void;
  heal(): void;
  /** What the `RateLimit` header says: requests left, and seconds until the window ends. */
  setRateLimit(left: number, resetSeconds: number): void;
  /** Counts from now on, in windows of five minutes, and answers 429 beyond so many requests. */
  limitTo(requests: number): void;
  /** Ends open connections too. Safe to call twice. */
  stop(): Promise<void>;
}

interface State {
  readonly rows: Map<string, readonly unknown[]>;
  readonly papers: Map<string, FakePaper>;
  readonly requests: FakeRequest[];
  readonly recordedDays?: string;
  now: () => number;
  fault: Fault | undefined;
  faultsLeft: number;
  goodLeft: number;
  rateLimit: { left: number; resetSeconds: number };
  found: readonly unknown[] | undefined;
  searchFault: Fault | undefined;
  readonly searches: FixedWindow;
  window: FixedWindow | undefined;
}

export async function startFakeHuggingFace(
  options: FakeHuggingFaceOptions = {},
): Promise<FakeHuggingFace> {
  const state: State = {
    rows: new Map(),
    papers: new Map(),
    requests: [],
    ...(options.recordedDays !== undefined && { recordedDays: options.recordedDays }),
    now: options.now ?? (() => Date.now()),
    fault: undefined,
    faultsLeft: 0,
    goodLeft: 0,
    rateLimit: { left: 489, resetSeconds: 189 },
    found: undefined,
    searchFault: undefined,
    searches: new FixedWindow(() => state.now(), SEARCHES),
    window: undefined,
  };
  for (const [day, papers] of Object.entries(options.days ?? {})) setDay(state, day, papers);
  const server = createServer((request, response) => answer(state, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    requests: state.requests,
    setDay: (day, papers) => setDay(state, day, papers),
    setRows: (day, rows) => void state.rows.set(day, rows),
    setPaper: (paper) => void state.papers.set(paper.id, paper),
    setNow: (now) => {
      state.now = now;
    },
    failNext: (fault, times = 1, after = 0) =>
      Object.assign(state, { fault, faultsLeft: times, goodLeft: after }),
    setFound: (found) => Object.assign(state, { found }),
    failSearch: (searchFault) => Object.assign(state, { searchFault }),
    heal: () => Object.assign(state, { fault: undefined, faultsLeft: 0 }),
    setRateLimit: (left, resetSeconds) =>
      Object.assign(state, { rateLimit: { left, resetSeconds } }),
    limitTo: (requests) => {
      state.window = new FixedWindow(() => state.now(), requests);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function setDay(state: State, day: string, papers: readonly FakePaper[]): void {
  for (const paper of papers) state.papers.set(paper.id, { ...paper, listedOn: day });
  state.rows.set(
    day,
    papers.map((paper) => toRow(paper, day)),
  );
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly link?: string;
}

function answer(state: State, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  state.requests.push({
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    at: state.now(),
  });
  const isSearch = url.pathname === '/api/papers/search';
  const window = isSearch ? state.searches : state.window;
  const limit = window?.next() ?? { ...state.rateLimit, of: 500 };
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('ratelimit', `"api";r=${limit.left};t=${limit.resetSeconds}`);
  response.setHeader('ratelimit-policy', `"fixed window";"api";q=${limit.of};w=300`);
  const { status, body, link } = window?.isUsedUp() ? TOO_MANY : route(state, url);
  if (isSearch && state.searchFault !== undefined) {
    misbehave(state.searchFault, response, JSON.stringify(body));
    return;
  }
  if (state.fault !== undefined && state.goodLeft-- <= 0 && state.faultsLeft > 0) {
    state.faultsLeft--;
    misbehave(state.fault, response, JSON.stringify(body));
    return;
  }
  if (link !== undefined) response.setHeader('link', link);
  response.writeHead(status).end(JSON.stringify(body));
}

function misbehave(fault: Fault, response: ServerResponse, body: string): void {
  if (typeof fault === 'object') {
    response.writeHead(fault.status, fault.headers).end(fault.body ?? '{"error":"Internal Error"}');
    return;
  }
  switch (fault) {
    case 'hang':
      return;
    case 'reset':
      response.destroy();
      return;
    case 'truncated':
      response.writeHead(200, { 'content-length': body.length + 100 });
      response.write(body.slice(0, body.length / 2), () => response.destroy());
      return;
    case 'html':
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>Hugging Face</title><h1>Something went wrong</h1>');
      return;
    case 'not-json':
      response.end(body.slice(0, -1));
      return;
    case 'huge':
      response.end(`[${' '.repeat(11 * 1024 * 1024)}]`);
      return;
  }
}

const NOT_FOUND: Answer = {
  status: 404,
  body: { error: "Sorry, we can't find the page you are looking for." },
};

function route(state: State, url: URL): Answer {
  if (url.pathname === '/api/daily_papers') return dailyPapers(state, url);
  if (url.pathname === '/api/papers/search') return search(state, url);
  const id = /^\/api\/papers\/([^/]+)$/.exec(url.pathname)?.[1];
  if (id === undefined) return NOT_FOUND;
  const paper = state.papers.get(id);
  return paper === undefined ? NOT_FOUND : { status: 200, body: flatPaper(paper) };
}

/** Of search, whatever else was asked (section 6). */
const SEARCHES = 50;
const TOO_MANY: Answer = { status: 429, body: { error: 'Too many requests' } };

function search(state: State, url: URL): Answer {
  const papers = [...state.papers.values()].map((paper) => ({
    paper: flatPaper(paper),
    numComments: paper.numComments ?? 0,
  }));
  return searchAnswer(url, { papers, found: state.found });
}

function dailyPapers(state: State, url: URL): Answer {
  const limit = Number(url.searchParams.get('limit') ?? 50);
  const page = Number(url.searchParams.get('p') ?? 0);
  const day = url.searchParams.get('date');
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) return invalid('limit');
  if (day !== null && !isDay(day)) return invalid('date');
  if (day !== null && day > newestDay(state.now())) return invalid('date');
  const rows = day === null ? newestRows(state) : rowsOf(state, day);
  const start = page * limit;
  const next = new URL(url);
  next.searchParams.set('p', String(page + 1));
  const hasMore = day !== null && start + limit < rows.length;
  return {
    status: 200,
    body: rows.slice(start, start + limit),
    ...(hasMore && { link: `<${next.href}>; rel="next"` }),
  };
}

function invalid(field: string): Answer {
  return { status: 400, body: { error: `✖ Invalid input\n  → at ${field}` } };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** Two and a half hours after the wall clock of New York: the day flips there at 21:30. */
function newestDay(now: number): string {
  return Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO('America/New_York')
    .toPlainDateTime()
    .add({ hours: 2, minutes: 30 })
    .toPlainDate()
    .toString();
}

/** With a date always by upvotes, ties in feed order. */
function rowsOf(state: State, day: string): readonly unknown[] {
  const rows = state.rows.get(day) ?? recordedRows(state, day);
  return rows.toSorted((one, other) => upvotesOf(other) - upvotesOf(one));
}

function newestRows(state: State): readonly unknown[] {
  const days = [...state.rows.keys()].toSorted().toReversed();
  return days.flatMap((day) => rowsOf(state, day)).slice(0, 50);
}

function recordedRows(state: State, day: string): readonly unknown[] {
  const file = state.recordedDays && join(state.recordedDays, `${day}.json.gz`);
  if (!file || !existsSync(file)) return [];
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
}

function upvotesOf(row: unknown): number {
  const { paper } = (row ?? {}) as { readonly paper?: { readonly upvotes?: unknown } };
  return typeof paper?.upvotes === 'number' ? paper.upvotes : 0;
}

/** The wrapper as it looks since 2026-05: its own date is the arXiv date minus some hours, a trap. */
function toRow(given: FakePaper, day: string): unknown {
  const { numComments = 1, ...paper } = given;
  const flat = flatPaper({ ...paper, listedOn: day });
  return {
    paper: flat,
    publishedAt: new Date(Date.parse(flat.publishedAt) - 4 * 3_600_000).toISOString(),
    title: flat.title,
    summary: flat.summary,
    thumbnail: `https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/${given.id}.png`,
    numComments,
    submittedBy: { _id: '6039478ab3ecf716b1a5fd4d', name: 'taesiri', fullname: 'taesiri' },
    isAuthorParticipating: false,
    ...(given.organization !== undefined && { organization: given.organization }),
  };
}

function flatPaper({ listedOn, numComments: _, authors, ...given }: FakePaper) {
  const publishedAt = given.publishedAt ?? '2026-03-09T00:00:00.000Z';
  return {
    title: `A paper called ${given.id}`,
    summary: `What ${given.id} shows is written here. It takes two sentences.`,
    upvotes: 0,
    discussionId: '69af8b2d5a3ff8f4a1a7c1d0',
    ...given,
    publishedAt,
    authors: (authors ?? ['Ada Lovelace', 'Bo Chen']).map((author, index) => ({
      _id: `69af8b2d5a3ff8f4a1a7c1${String(index).padStart(2, '0')}`,
      hidden: false,
      ...(typeof author === 'string' ? { name: author } : author),
    })),
    ...(typeof listedOn === 'string' && { submittedOnDailyAt: `${listedOn}T00:00:00.000Z` }),
  };
}
