import { DatabaseSync } from 'node:sqlite';
import type { Engine, Filled } from './engine.ts';

/** The first as SQLite has it, the second as it ranks papers best: stems, and a title that counts five times. */
export const unicode61 = fts5({
  name: 'FTS5 unicode61',
  tokenize: 'unicode61',
  rank: 'bm25()',
});
export const porter = fts5({
  name: 'FTS5 porter, title × 5',
  tokenize: 'porter unicode61',
  rank: 'bm25(5.0, 1.0, 1.0)',
});

interface Settings {
  readonly name: string;
  readonly tokenize: string;
  readonly rank: string;
}

function fts5(settings: Settings): Engine {
  return {
    fill: (papers, file) => {
      const database = new DatabaseSync(file);
      database.exec('pragma journal_mode = off; pragma synchronous = off');
      database.exec('create table paper (seq integer primary key, id text not null) strict');
      database.exec(`create virtual table words using fts5 (title, summary, authors, content = '',
        tokenize = '${settings.tokenize}'); begin`);
      const add = database.prepare('insert into paper (seq, id) values (?, ?)');
      const read = database.prepare(
        'insert into words (rowid, title, summary, authors) values (?, ?, ?, ?)',
      );
      let seq = 0;
      for (const { id, title, summary, authors } of papers) {
        seq++;
        add.run(seq, id);
        read.run(seq, title, summary, authors.join(', '));
      }
      database.exec('commit');
      return filled(database, settings);
    },
    open: (file) => filled(new DatabaseSync(file), settings),
  };
}

function filled(database: DatabaseSync, { name, rank }: Settings): Filled {
  const find = database.prepare(`select paper.id from (
      select rowid, rank from words where words match ? and rank match '${rank}' order by rank limit 10
    ) as best join paper on paper.seq = best.rowid order by best.rank`);
  const ask = (typed: string) => {
    const words = typed.match(/[\p{L}\p{N}]+/gu) ?? [];
    if (words.length === 0) return [];
    return find.all(words.map((word) => `"${word}"`).join(' OR ')).map(({ id }) => `${id}`);
  };
  return { ways: { [name]: ask }, keep: () => database.close() };
}
