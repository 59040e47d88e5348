import { readFileSync, writeFileSync } from 'node:fs';
import { create, insertMultiple, load, save, search } from '@orama/orama';
import type { Engine, Filled } from './engine.ts';

const emptyOrama = () =>
  create({ schema: { id: 'string', title: 'string', summary: 'string', authors: 'string' } });

export const engine: Engine = {
  fill: async (papers, file) => {
    const orama = emptyOrama();
    const rows = Iterator.from(papers).map(({ id, title, summary, authors }) => {
      return { id, title, summary, authors: authors.join(', ') };
    });
    await insertMultiple(orama, rows.toArray());
    return filled(orama, file);
  },
  open: (file) => {
    const orama = emptyOrama();
    load(orama, JSON.parse(readFileSync(file, 'utf8')));
    return filled(orama, file);
  },
};

function filled(orama: ReturnType<typeof emptyOrama>, file: string): Filled {
  return {
    ways: {
      Orama: async (term) => {
        const { hits } = await search(orama, {
          term,
          limit: 10,
          properties: ['title', 'summary', 'authors'],
        });
        return hits.map(({ id }) => id);
      },
    },
    keep: () => writeFileSync(file, JSON.stringify(save(orama))),
  };
}
