import { readFileSync, writeFileSync } from 'node:fs';
import MiniSearch, { type SearchOptions } from 'minisearch';
import type { Engine, Filled } from './engine.ts';

const FIELDS = { fields: ['title', 'summary', 'authors'] };

export const engine: Engine = {
  fill: (papers, file) => {
    const index = new MiniSearch(FIELDS);
    for (const { id, title, summary, authors } of papers) {
      index.add({ id, title, summary, authors: authors.join(', ') });
    }
    return filled(index, file);
  },
  open: (file) => filled(MiniSearch.loadJSON(readFileSync(file, 'utf8'), FIELDS), file),
};

function filled(index: MiniSearch, file: string): Filled {
  const ask = (options: SearchOptions) => (typed: string) =>
    index
      .search(typed, options)
      .slice(0, 10)
      .map(({ id }) => `${id}`);
  return {
    ways: {
      MiniSearch: ask({}),
      'MiniSearch, fuzzy 0.2 + prefix': ask({ fuzzy: 0.2, prefix: true }),
    },
    keep: () => writeFileSync(file, JSON.stringify(index)),
  };
}
