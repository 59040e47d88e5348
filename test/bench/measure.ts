/** What came of one bench: a thing that was measured several times, beside what issue 3 promises of it. */
export interface Line {
  readonly what: string;
  readonly unit: 'ms' | 'MB' | 'calls' | 'times' | '%';
  /** One a run, in that unit. */
  readonly samples: readonly number[];
  /** Absent for what is printed for comparison only. */
  readonly aim?: Aim;
}

export type Aim = { readonly of: 'median' | 'p99' } & (
  | { readonly below: number }
  | { readonly atLeast: number }
);

/** Things beside each other, and what was measured of each. */
export interface Grid {
  readonly title: string;
  readonly columns: readonly string[];
  /** The name of a thing, and a cell for each column. */
  readonly rows: readonly (readonly string[])[];
}

/** A group of lines of the table, after grids of its own. @throws when it could not run */
export interface Bench {
  readonly name: string;
  readonly title: string;
  run(world: World): Promise<readonly (Grid | Line)[]>;
}

/** What the benches share. */
export interface World {
  /** A day with a list, and a paper in it. */
  readonly known: { readonly day: string; readonly paper: string };
  /** A new folder whose `data/paperboy.db` holds the archive; gone when the run ends. */
  furnish(): string;
}

/** How long it took, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

export async function timedOften(runs: number, work: () => unknown): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let run = 0; run < runs; run++) samples.push(await timed(work));
  return samples;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Of fewer than a hundred runs it is the worst. */
export function p99(samples: readonly number[]): number {
  return quantile(samples, 0.99);
}

/** By nearest rank. */
function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
