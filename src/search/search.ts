import { sql } from 'kysely';
import { toPaperId } from '../papers/links.ts';
import type { PaperId } from '../papers/paper.ts';
import type { Store } from '../store/open.ts';

export interface Found {
  /** How many papers match in all. */
  readonly total: number;
  /** One page of them, best first. */
  readonly ids: readonly PaperId[];
}

export interface Search {
  /**
   * Papers with all of the words in title, abstract or authors, or else with any of them, best first; the one paper
   * when an id or a link was typed. Anything may be typed; nothing throws.
   */
  find(words: string, page: { readonly limit: number; readonly offset: number }): Promise<Found>;
}

/** A question's small words find everything; only when nothing else was typed are they asked for. */
const SMALL_WORDS = new Set(
  'a an the of to in on by for with and or is are be as at from how what which why do does can it its this that'.split(
    ' ',
  ),
);
/** Longer lines are somebody's pasted abstract: the first words say what it is about. */
const MOST_WORDS = 40;

export function createSearch(store: Store): Search {
  return {
    find: async (words, page) => {
      const named = await namedPaper(store, words);
      if (named !== undefined) return { total: 1, ids: page.offset === 0 ? [named] : [] };
      const wanted = wantedWords(words);
      if (wanted.length === 0) return { total: 0, ids: [] };
      const all = await match(store, allOf(wanted, words), page);
      return all.total > 0 ? all : match(store, wanted.join(' OR '), page);
    },
  };
}

async function namedPaper(store: Store, words: string): Promise<PaperId | undefined> {
  const id = toPaperId(words);
  if (id === undefined) return undefined;
  const row = await store.selectFrom('paper').select('id').where('id', '=', id).executeTakeFirst();
  return row?.id;
}

/** All of the words; those that have them side by side, as in a name, come first because the phrase counts as well. */
function allOf(wanted: readonly string[], words: string): string {
  const all = wanted.join(' AND ');
  return wanted.length === 1 ? all : `(${all}) OR "${typedWords(words).join(' ')}"`;
}

async function match(
  store: Store,
  expression: string,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<Found> {
  const matches = sql<boolean>`paper_words match ${expression}`;
  const { total } = await store
    .selectFrom('paper_words')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where(matches)
    .executeTakeFirstOrThrow();
  // Ranked before joined: FTS5 sorts by itself, and only a page of papers is looked up.
  const best = store
    .selectFrom('paper_words')
    .select(['paper_words.rowid', 'paper_words.rank'])
    .where(matches)
    .where(sql<boolean>`rank match 'bm25(5.0, 1.0, 2.0)'`)
    .orderBy('rank')
    .limit(limit)
    .offset(offset);
  const rows = await store
    .selectFrom(best.as('best'))
    .innerJoin('paper', 'paper.seq', 'best.rowid')
    .select('paper.id')
    .orderBy('best.rank')
    .execute();
  return { total, ids: rows.map((row) => row.id) };
}

/** Every word quoted: FTS5 would read `AND`, `c++` or `a:b` as its own language. */
function wantedWords(words: string): readonly string[] {
  const all = typedWords(words);
  const telling = all.filter((word) => !SMALL_WORDS.has(word));
  return [...new Set(telling.length > 0 ? telling : all)].map((word) => `"${word}"`);
}

function typedWords(words: string): readonly string[] {
  return (
    words
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).slice(0, MOST_WORDS);
}
