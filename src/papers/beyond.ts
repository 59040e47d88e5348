import type Keyv from 'keyv';
import type { WorkspaceId } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import { SourceError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import { ensureSlot, followSource, MOST } from './beyond-window.ts';
import { type Answer, createHttp, type Http, readJson } from './http.ts';
import { readSearchItem } from './hugging-face-schema.ts';
import { toPaperId } from './links.ts';
import { markedPieces, type Piece } from './marked.ts';
import type { Paper } from './paper.ts';

export interface BeyondHit {
  readonly paper: Paper;
  /** Its title in pieces, with those that Hugging Face marked. */
  readonly title: readonly Piece[];
  /** Its abstract, likewise. */
  readonly summary: readonly Piece[];
}

/** Hugging Face's own search, over every paper it has, listed or not. */
export interface Beyond {
  /**
   * What it finds, best first, at most 50; nothing for blank words. `q` is cut at 250 characters. The answer takes up to
   * 10 s, and is kept for ten minutes: whoever does not wait for it finds it when they ask again.
   * @throws BeyondLimitError when it was asked as often as it may be, by all or by this workspace
   * @throws SourceError when it does not answer
   */
  search(q: string, workspace: WorkspaceId): Promise<readonly BeyondHit[]>;
}

export class BeyondLimitError extends SourceError {
  override readonly name = 'BeyondLimitError';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`Hugging Face’s search may be asked again in ${Math.ceil(retryAfterMs / 1000)} s`);
    this.retryAfterMs = retryAfterMs;
  }
}

export interface BeyondOptions {
  /** `https://huggingface.co`, or what stands in for it. */
  readonly endpoint: string;
  readonly token?: string;
  readonly cache: Keyv;
  /** Where processes share the limit. */
  readonly store: Store;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
  /** For a whole answer; 10 s. */
  readonly timeLimitMs?: number;
}

/** huggingface.md, section 1. */
const LONGEST_QUERY = 250;
const MOST_HITS = 50;
const KEPT_MS = 10 * 60_000;

/** @see Beyond */
export function createBeyond(options: BeyondOptions): Beyond {
  // It has a limit of its own: when that is used up, lists are still read.
  const deps = { ...options, http: createHttp(options) };
  const silence = createSilence(options.log);
  const underWay = new Map<string, Promise<readonly BeyondHit[]>>();
  const askAndKeep = async (key: string, words: string, workspace: WorkspaceId) => {
    try {
      const hits = await ask(words, workspace, deps);
      silence.ended();
      await options.cache.set(key, { hits }, KEPT_MS);
      return hits;
    } catch (error) {
      if (error instanceof SourceError && !(error instanceof BeyondLimitError)) silence.met(error);
      throw error;
    } finally {
      underWay.delete(key);
    }
  };
  return {
    search: async (q, workspace) => {
      const words = cutQuery(q);
      if (words === '') return [];
      const key = `beyond:${words.toLowerCase()}`;
      const known = await options.cache.get<{ readonly hits: readonly BeyondHit[] }>(key);
      if (known !== undefined) return known.hits;
      for (let other = underWay.get(key); other !== undefined; other = underWay.get(key)) {
        const hits = await unlessLimited(other);
        if (hits !== undefined) return hits;
      }
      const asking = askAndKeep(key, words, workspace);
      underWay.set(key, asking);
      return asking;
    },
  };
}

/** Logged once, however often it is met before it ends. */
function createSilence(log: Log) {
  let isLogged = false;
  return {
    met: ({ message: problem }: SourceError) => {
      if (!isLogged) log.warn({ problem }, 'hugging face search failed');
      isLogged = true;
    },
    ended: () => {
      if (isLogged) log.info({}, 'hugging face search is back');
      isLogged = false;
    },
  };
}

/** Undefined where the limit was that of the workspace that asked first: another one may still ask. */
async function unlessLimited(
  asking: Promise<readonly BeyondHit[]>,
): Promise<readonly BeyondHit[] | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof BeyondLimitError) return undefined;
    throw error;
  }
}

/** In place of Hugging Face, where nobody can be asked. */
export const nobodyBeyond: Beyond = {
  search: async () => {
    throw new SourceError('Hugging Face could not be reached; nobody was asked');
  },
};

/** One line, at a word's end. */
function cutQuery(q: string): string {
  const line = q.toWellFormed().replace(/\s+/g, ' ').trim();
  if (line.length <= LONGEST_QUERY) return line;
  const start = line.slice(0, LONGEST_QUERY + 1);
  const end = start.lastIndexOf(' ');
  const cut = end > 0 ? start.slice(0, end) : line.slice(0, LONGEST_QUERY);
  return cut.toWellFormed().replace(/\ufffd$/, '');
}

interface Asking extends BeyondOptions {
  readonly http: Http;
}

async function ask(
  words: string,
  workspace: WorkspaceId,
  deps: Asking,
): Promise<readonly BeyondHit[]> {
  const { endpoint, store, clock, http } = deps;
  const slot = await ensureSlot(store, workspace, clock());
  if (slot.kind === 'full') throw new BeyondLimitError(slot.retryAfterMs);
  const url = `${endpoint.replace(/\/+$/, '')}/api/papers/search`;
  const answer = await getSilently(http, url, { q: words, limit: `${MOST_HITS}` });
  await follow(deps);
  if (answer.status === 429) {
    throw new BeyondLimitError(Math.max(0, http.spare().silentUntil - clock()));
  }
  return readHits(answer, deps);
}

/** What somebody looks for is told to Hugging Face and to nobody else: neither errors nor the log have it. */
async function getSilently(
  http: Http,
  url: string,
  query: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { href } = new URL(`${url}?${new URLSearchParams(query)}`);
  try {
    return { ...(await http.get(href)), url };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new SourceError(error.message.replaceAll(href, url), { cause: error.cause });
  }
}

/** So that every process knows what was said to this one. */
async function follow({ http, store, clock }: Asking): Promise<void> {
  const { silentUntil, left, of, windowEndsAt = 0 } = http.spare();
  const now = clock();
  if (silentUntil > now) await followSource(store, { left: 0, endsAt: silentUntil });
  else if (left !== undefined && of === MOST && windowEndsAt > now) {
    await followSource(store, { left, endsAt: windowEndsAt });
  }
}

function readHits(answer: Answer, { log }: Asking): readonly BeyondHit[] {
  const items = readJson(answer);
  if (!Array.isArray(items)) throw new SourceError(`GET ${answer.url}: the answer is no list`);
  const read = items.slice(0, MOST_HITS).map(readHit);
  const hits = read.filter((hit) => typeof hit !== 'string');
  const [problem] = read.filter((hit) => typeof hit === 'string');
  if (problem !== undefined) {
    const facts = { url: answer.url, items: items.length, left: read.length - hits.length };
    log.warn({ ...facts, problem: problem.slice(0, 300) }, 'found papers left out');
  }
  if (problem !== undefined && hits.length === 0) {
    throw new SourceError(`GET ${answer.url}: none of ${items.length} items could be read`);
  }
  return [...new Map(hits.map((hit) => [hit.paper.id, hit])).values()];
}

/** What is wrong with it, when it cannot be used. */
function readHit(item: unknown): BeyondHit | string {
  const read = readSearchItem(item);
  if ('problem' in read) return read.problem;
  const { paper } = read;
  if (toPaperId(paper.id) === undefined) return `${paper.id} is no id of arXiv`;
  return {
    paper,
    title: markedPieces(paper.title, read.title),
    summary: markedPieces(paper.summary, read.summary),
  };
}
