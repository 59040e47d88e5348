import type { WorkspaceId } from '#chat/platform.ts';
import { type Clock, type Wait, within } from '../clock.ts';
import { SourceError } from '../errors.ts';
import type { Archive } from '../papers/archive.ts';
import { type Beyond, type BeyondHit, BeyondLimitError } from '../papers/beyond.ts';
import type { Piece } from '../papers/marked.ts';
import type { PaperId } from '../papers/paper.ts';
import type { Store } from '../store/open.ts';
import { documentOf } from './paper-document.ts';
import { createIndex, type Wanted } from './search-index.ts';

/** What Hugging Face's own search finds beyond our lists, or why it does not say. */
export type SecondList =
  /** In its order; words are those that it marked. */
  | {
      readonly kind: 'found';
      readonly papers: readonly PaperId[];
      readonly words: readonly string[];
    }
  /** It does not answer, or not soon enough. */
  | { readonly kind: 'silent' }
  /** It was asked as often as it may be. */
  | { readonly kind: 'used-up'; readonly retryAfterMs: number };

export interface SecondListDeps {
  readonly store: Store;
  readonly archive: Archive;
  readonly beyond: Beyond;
  readonly clock: Clock;
  readonly wait: Wait;
}

export interface SecondAsked {
  /** What Hugging Face is asked. */
  readonly words: string;
  readonly workspace: WorkspaceId;
  /** Papers that whoever asks sees already. */
  readonly shown: ReadonlySet<PaperId>;
  /** What the first list was asked: its filters hold here as well. */
  readonly wanted: Wanted;
}

/** A person waits for the answer meanwhile. What comes later is kept for the next question. */
const PATIENCE_MS = 2_500;
/** Five pages; further down nothing was found that anybody looked for. */
const MOST = 25;

/** Asks Hugging Face. What is found is kept in the archive, so that it can be shown, saved and voted on like any other. */
export async function secondList(asked: SecondAsked, deps: SecondListDeps): Promise<SecondList> {
  try {
    const asking = deps.beyond.search(asked.words, asked.workspace);
    const hits = await within(PATIENCE_MS, asking, deps.wait);
    return hits === undefined ? { kind: 'silent' } : await kept(hits, asked, deps);
  } catch (error) {
    if (error instanceof BeyondLimitError) {
      return { kind: 'used-up', retryAfterMs: error.retryAfterMs };
    }
    if (error instanceof SourceError) return { kind: 'silent' };
    throw error;
  }
}

async function kept(
  hits: readonly BeyondHit[],
  { wanted, shown }: SecondAsked,
  { store, archive, clock }: SecondListDeps,
): Promise<SecondList> {
  const ids = hits.map(({ paper }) => paper.id);
  const listed = await listedAmong(store, ids);
  const passing = passingOf(hits, wanted);
  const news = hits
    .map(({ paper }) => paper)
    .filter(({ id }) => passing.has(id) && !listed.has(id) && !shown.has(id))
    .slice(0, MOST);
  const known = await archive.findMany(news.map(({ id }) => id));
  const unknown = news.filter(({ id }) => !known.has(id));
  if (unknown.length > 0) await archive.saveMany(unknown, clock());
  const met = new Set(news.map(({ id }) => id));
  const words = markedIn(hits.filter(({ paper }) => met.has(paper.id)));
  return { kind: 'found', papers: [...met], words };
}

/** What stands on a daily list is ours to find; a paper that was only met here before is not. */
async function listedAmong(store: Store, ids: readonly PaperId[]): Promise<ReadonlySet<PaperId>> {
  if (ids.length === 0) return new Set();
  const rows = await store
    .selectFrom('listing')
    .select('paper')
    .distinct()
    .where('paper', 'in', ids)
    .execute();
  return new Set(rows.map(({ paper }) => paper));
}

/** Those that the filters let through, whatever their words. */
function passingOf(hits: readonly BeyondHit[], wanted: Wanted): ReadonlySet<PaperId> {
  const index = createIndex();
  for (const { paper } of hits) index.put(documentOf(paper));
  const only = new Set(hits.map(({ paper }) => paper.id));
  const passing = index.find({ ...wanted, words: '', only }, { limit: only.size, offset: 0 });
  return new Set(passing.hits.map(({ id }) => id));
}

/** Whole words: Hugging Face marks pieces of them too. */
function markedIn(hits: readonly BeyondHit[]): readonly string[] {
  const words = hits.flatMap(({ title, summary }) => [title, summary].flatMap(markedWords));
  return [...new Set(words)];
}

function markedWords(pieces: readonly Piece[]): readonly string[] {
  const text = pieces.map((piece) => piece.text).join('');
  const marked = pieces.flatMap(({ text: { length }, isMatch }) => new Array(length).fill(isMatch));
  return text
    .matchAll(/[\p{L}\p{N}]+/gu)
    .filter(({ 0: word, index }) => marked.slice(index, index + word.length).includes(true))
    .map(([word]) => word)
    .toArray();
}
