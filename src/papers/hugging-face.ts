import type Keyv from 'keyv';
import { z } from 'zod';
import type { Clock, Wait } from '../clock.ts';
import { SourceError } from '../errors.ts';
import type { Log } from '../log.ts';
import { FIRST_DAY, feedDay, isWeekday } from './feed-day.ts';
import { type Answer, createHttp, type Http, readJson } from './http.ts';
import { readPaper, readRow } from './hugging-face-schema.ts';
import type { Day, Paper, PaperId } from './paper.ts';
import { NotYetError, type PaperSource } from './source.ts';

export interface HuggingFaceOptions {
  /** `https://huggingface.co`, or what stands in for it. */
  readonly endpoint: string;
  readonly token?: string;
  readonly cache: Keyv;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
  /** For a whole answer; 10 s. */
  readonly timeLimitMs?: number;
}

/** A list is asked for again at every pull; this only joins pulls and commands of the same moment. */
const LIST_TTL_MS = 20_000;
const PAPER_TTL_MS = 10 * 60_000;
/** 100 papers a page; the largest day seen had 92 (huggingface.md, section 4). */
const MAX_PAGES = 20;
/** What brings more is no daily list, and no statement of SQLite holds it. */
const MAX_ROWS = 2_000;
/** A row has as many mistakes as it likes; the first say enough. */
const MAX_PROBLEM = 300;

/** Hugging Face's public API (facts: huggingface.md). */
export function createHuggingFace(options: HuggingFaceOptions): PaperSource {
  const http = createHttp(options);
  const base = options.endpoint.replace(/\/+$/, '');
  const deps = { base, http, clock: options.clock, warnOnce: createWarnOnce(options.log) };
  return {
    name: 'hugging-face',
    firstDay: FIRST_DAY,
    today: feedDay,
    dailyList: (day, beforePage) =>
      cached(options.cache, { key: `list:${day}`, ttl: LIST_TTL_MS }, () =>
        fetchList(day, { ...deps, ...(beforePage !== undefined && { beforePage }) }),
      ),
    paper: (id) =>
      cached(options.cache, { key: `paper:${id}`, ttl: PAPER_TTL_MS }, () =>
        fetchPaper(id, base, http),
      ),
    spare: http.spare,
  };
}

async function cached<T>(
  cache: Keyv,
  { key, ttl }: { readonly key: string; readonly ttl: number },
  fetchIt: () => Promise<T>,
): Promise<T> {
  const known = await cache.get<{ value: T }>(key);
  if (known !== undefined) return known.value;
  const value = await fetchIt();
  await cache.set(key, { value }, ttl);
  return value;
}

type WarnOnce = (url: string, problem: string) => void;

/** A growing list is read every ten minutes: a bad row is worth one line, not a hundred. */
function createWarnOnce(log: Log): WarnOnce {
  const warned = new Set<string>();
  return (url, problem) => {
    if (warned.has(problem)) return;
    if (warned.size > 1_000) warned.clear();
    warned.add(problem);
    log.warn({ url, problem }, 'paper left out');
  };
}

interface ListDeps {
  readonly base: string;
  readonly http: Http;
  readonly clock: Clock;
  readonly warnOnce: WarnOnce;
  readonly beforePage?: () => Promise<void>;
}

async function fetchList(day: Day, deps: ListDeps): Promise<readonly Paper[]> {
  const papers = new Map<PaperId, Paper>();
  let url: string | undefined = `${deps.base}/api/daily_papers?date=${day}&limit=100`;
  for (let page = 0; url !== undefined && page < MAX_PAGES; page++) {
    if (page > 0) await deps.beforePage?.();
    const answer: Answer = await deps.http.get(url);
    if (page === 0 && answer.status === 400) return emptyOrNotYet(day, answer, deps.clock);
    const known = papers.size;
    for (const paper of readRows(answer, MAX_ROWS - known, deps.warnOnce)) {
      if (!papers.has(paper.id)) papers.set(paper.id, paper);
    }
    // A page without news that still points to another one leads nowhere.
    url = papers.size > known ? answer.next : undefined;
  }
  return [...papers.values()];
}

/** A future day answers 400; so did a weekend just past, once: then it is an empty day (section 5). A weekday has a list. */
function emptyOrNotYet(day: Day, answer: Answer, clock: Clock): readonly Paper[] {
  if (day >= feedDay(clock())) {
    throw new NotYetError(`GET ${answer.url}: HTTP 400, the list of ${day} has not begun`);
  }
  if (isWeekday(day)) throw new SourceError(`GET ${answer.url}: HTTP 400`);
  return [];
}

function readRows(answer: Answer, most: number, warnOnce: WarnOnce): readonly Paper[] {
  const rows = readJson(answer);
  if (!Array.isArray(rows))
    throw new SourceError(`GET ${answer.url}: HTTP 200, but the answer is no list`);
  if (rows.length > most)
    throw new SourceError(`GET ${answer.url}: HTTP 200, but ${rows.length} rows`);
  const papers: Paper[] = [];
  for (const [index, row] of rows.entries()) {
    const read = readRow(row);
    if ('problem' in read)
      warnOnce(answer.url, `${idOf(row) ?? `row ${index + 1}`}: ${short(read.problem)}`);
    else papers.push(read);
  }
  if (rows.length > 0 && papers.length === 0) {
    throw new SourceError(
      `GET ${answer.url}: HTTP 200, but none of ${rows.length} rows could be read`,
    );
  }
  return papers;
}

function short(problem: string): string {
  return problem.length > MAX_PROBLEM ? `${problem.slice(0, MAX_PROBLEM)}…` : problem;
}

/** Which row it is that cannot be read. */
function idOf(row: unknown): string | undefined {
  return RowId.safeParse(row).data?.paper.id;
}

const RowId = z.object({ paper: z.object({ id: z.string().max(40) }) });

async function fetchPaper(id: PaperId, base: string, http: Http): Promise<Paper | undefined> {
  const answer = await http.get(`${base}/api/papers/${id}`);
  if (answer.status === 404) return undefined;
  const read = readPaper(readJson(answer));
  if ('problem' in read) throw new SourceError(`GET ${answer.url}: ${short(read.problem)}`);
  if (read.id !== id) throw new SourceError(`GET ${answer.url}: the answer is paper ${read.id}`);
  return read;
}
