import { KEPT_VERSION } from '../../../../src/search/kept-index.ts';
import { documentOf } from '../../../../src/search/paper-document.ts';
import {
  createIndex,
  fromBytes,
  type SearchIndex,
  toPieces,
} from '../../../../src/search/search-index.ts';
import { readSnapshot, writeSnapshot } from '../../../../src/search/snapshot.ts';
import type { Engine, Filled } from './engine.ts';

/** As beside a database of its own. */
const OF = { stamp: 'f3f7f3a0-8d0e-4f5e-9d43-0f2b8e1f9d11', version: KEPT_VERSION, upTo: 1 };

export const engine: Engine = {
  fill: (papers, file) => {
    const index = createIndex();
    for (const paper of papers) index.put(documentOf(paper));
    return filled(index, file);
  },
  open: async (file) => {
    const snapshot = await readSnapshot(file);
    if (snapshot === undefined) throw new Error(`no snapshot ${file}`);
    return filled(fromBytes(snapshot.bytes), file);
  },
};

function filled(index: SearchIndex, file: string): Filled {
  const page = { limit: 10, offset: 0 };
  return {
    ways: { ours: (words) => index.find({ words }, page).hits.map(({ id }) => id) },
    keep: () => writeSnapshot(file, OF, toPieces(index)),
  };
}
