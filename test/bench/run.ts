import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fillArchive, PAPERS } from './archive.ts';
import { commands } from './commands.ts';
import { delivery } from './delivery/delivery.ts';
import { soakFor } from './delivery/soak.ts';
import { gates } from './gates.ts';
import { handlers } from './handlers.ts';
import type { Bench, World } from './measure.ts';
import { memory } from './memory.ts';
import { planning } from './planning.ts';
import { scales } from './scale.ts';
import { search } from './search/search.ts';
import { start } from './start.ts';
import { toTable } from './table.ts';
import { tick } from './tick.ts';
import { votes } from './votes.ts';

/** Of the soak, which runs only when it is named. */
const MINUTES = 60;

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string' } },
  allowPositionals: true,
});

/** In the order of the table. */
const benches: readonly Bench[] = [
  ...[start, memory, commands, handlers, tick, planning, ...scales, delivery, votes, search, gates],
];

const soak = soakFor(Number(values.minutes ?? MINUTES));

/** `npm run bench`, `npm run bench -- tick planning`, or `npm run bench -- soak --minutes 5`: 0 unless a bench could not run. */
process.exitCode = await runBenches(positionals);

async function runBenches(names: readonly string[]): Promise<number> {
  const all = [...benches, soak];
  const unknown = names.filter((name) => !all.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    say(
      `There is no bench ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}.`,
    );
    return 2;
  }
  const chosen = names.length === 0 ? benches : all.filter(({ name }) => names.includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-bench-'));
  try {
    return await runIn(folder, chosen);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runIn(folder: string, chosen: readonly Bench[]): Promise<number> {
  const archive = join(folder, 'archive.db');
  const { areReal, known } = await fillArchive(archive);
  say(`Node ${process.version}, ${PAPERS} ${areReal ? 'real' : 'invented'} papers\n`);
  const world: World = { known, furnish: () => furnish(folder, archive) };
  let code = 0;
  for (const bench of chosen) {
    try {
      say(toTable(bench.title, await bench.run(world)));
      say(`  (load of this machine meanwhile: ${loadavg()[0]?.toFixed(1)})\n`);
    } catch (error) {
      code = 1;
      say(`${bench.title}\n  could not run: ${error instanceof Error ? error.stack : error}\n`);
    }
  }
  return code;
}

function furnish(folder: string, archive: string): string {
  const home = mkdtempSync(join(folder, 'home-'));
  mkdirSync(join(home, 'data'));
  copyFileSync(archive, join(home, 'data', 'paperboy.db'));
  return home;
}

function say(words: string): void {
  process.stdout.write(`${words}\n`);
}
