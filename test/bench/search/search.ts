import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Grid, Line } from '../measure.ts';
import { type Corpus, hasQueries, judgedQueries } from './corpus.ts';
import type { Followed } from './following.ts';
import { qualityGrid, speedGrid } from './grids.ts';
import { type EngineName, inItsOwnProcess, type Tried } from './trials.ts';

const SKIPPED: Grid = {
  title:
    'Search is measured on papers and queries that lie beside the project on some machines; here they do not.',
  columns: [],
  rows: [],
};

export const search: Bench = {
  name: 'search',
  title: 'The index that follows the archive, as the service has it',
  run: async () => {
    if (!hasQueries) return [SKIPPED];
    const folder = mkdtempSync(join(tmpdir(), 'paperboy-search-'));
    try {
      return [...(await compare(folder)), ...(await follow(folder))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const ALL = 100;
/** Of 100,000 papers MiniSearch alone would take longer than all others together. FTS5 takes minutes, and is asked everything. */
const SAMPLE = 5;

async function compare(folder: string): Promise<readonly Grid[]> {
  const tryOut = async (corpus: Corpus, engines: Readonly<Partial<Record<EngineName, number>>>) => {
    const trials: Tried[] = [];
    for (const [engine, percent] of Object.entries(engines)) {
      const trial = { engine, corpus, percent, file: join(folder, `${engine}-${corpus}`) };
      trials.push((await inItsOwnProcess('trial', trial)) as Tried);
    }
    return trials;
  };
  const archive = await tryOut('archive', {
    ...{ ours: ALL, unicode61: ALL, porter: ALL, minisearch: ALL, orama: ALL },
  });
  const recombined = await tryOut('recombined', {
    ...{ ours: ALL, unicode61: ALL, porter: ALL, minisearch: SAMPLE },
  });
  return [
    qualityGrid(archive, judgedQueries()),
    speedGrid('12,693 papers (FTS5 works on its file)', archive, AIMS.archive),
    speedGrid('100,000 of recombined sentences', recombined, AIMS.recombined),
  ];
}

const AIMS = {
  archive: { p50Ms: 1, p99Ms: 3, buildMs: 2_000, memoryMb: 60, openMs: 100 },
  recombined: { p50Ms: 2, p99Ms: 8, memoryMb: 150, openMs: 300 },
} as const;

const FOLLOWED = [
  { corpus: 'archive', papers: '12,693', lines: 10_000 },
  { corpus: 'recombined', papers: '100,000', lines: 1_000 },
] as const;

async function follow(folder: string): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const { papers, ...following } of FOLLOWED) {
    const database = join(folder, `${following.corpus}.db`);
    const followed = await inItsOwnProcess('following', { ...following, database });
    lines.push(...linesOf(papers, followed as Followed));
  }
  return lines;
}

const BLOCK = { below: 50, of: 'p99' } as const;

function linesOf(papers: string, followed: Followed): readonly Line[] {
  const line = (what: string, ...samples: readonly number[]): Line => {
    return { what: `${papers}: ${what}`, unit: 'ms', samples };
  };
  return [
    line('built from the database, others having their turn', followed.build),
    { ...line('the event loop’s longest wait meanwhile', followed.buildBlock), aim: BLOCK },
    line('the snapshot written', followed.snapshot),
    { ...line('the event loop’s longest wait meanwhile', followed.snapshotBlock), aim: BLOCK },
    line('opened from the snapshot, and caught up', followed.open),
    { ...line('the event loop’s longest wait meanwhile', followed.openBlock), aim: BLOCK },
    {
      ...line('what another process wrote is found', ...followed.findable),
      aim: { below: 5_000, of: 'p99' },
    },
    line('a random line that somebody might type', ...followed.lines),
    { ...line('the slowest of them', Math.max(...followed.lines)), aim: BLOCK },
  ];
}
