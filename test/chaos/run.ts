import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleVictim } from './bundle.ts';
import { NO_BOOKS, rowOf } from './case.ts';
import { Crew } from './crew.ts';
import { type DatabaseName, type Databases, openDatabases } from './databases.ts';
import { FAULTS, type Fault } from './faults.ts';
import { type Row, toTable, toVerdict } from './report.ts';
import type { Scene, Theatre } from './scene.ts';
import { FULL, SHORT } from './sizes.ts';
import { stages } from './stages.ts';
import { Victims } from './victims.ts';

/** Victims wait for leases most of their lives, so more than there are cores. */
const AT_ONCE = 4;
/** Problems of a line of the table. */
const SHOWN = 5;
const NAMES: readonly DatabaseName[] = ['sqlite', 'postgres'];

const { values } = parseArgs({
  options: {
    /** The same dice again. */
    seed: { type: 'string' },
    /** Under two minutes. */
    short: { type: 'boolean' },
    /** Only these: for whoever looks for a mistake. */
    platform: { type: 'string', multiple: true },
    database: { type: 'string', multiple: true },
    fault: { type: 'string', multiple: true },
  },
});
const isShort = values.short === true;
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const platforms = values.platform ?? Object.keys(stages);
const names = NAMES.filter((name) => values.database?.includes(name) ?? true);
const limitMs = (isShort ? 8 : 90) * 60_000;
const underWay = new Set<Scene>();
setTimeout(giveUp, limitMs).unref();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
process.exitCode = (await run()) ? 0 : 1;

/** Breaks the delivery of digests in every way it can, and counts what arrived. True when all is well. */
async function run(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-chaos-'));
  const path = await bundleVictim(join(folder, 'program'));
  using victims = new Victims({ path, cache: join(folder, 'compiled') });
  const crew = new Crew(AT_ONCE);
  say(`seed ${seed}`);
  const rows = (
    await Promise.all(
      names.map(async (name) => {
        await using databases = await openDatabases(name, folder);
        const rows = await play({ databases, victims, crew, folder });
        if (isWrong(rows)) say(`databases of ${name}: ${await databases.keep()}`);
        return rows;
      }),
    )
  ).flat();
  say(toTable(rows));
  for (const row of rows) if (row.problems.length > 0) say(complaint(row));
  if (isWrong(rows)) say(`again with --seed ${seed}; logs: ${folder}`);
  else rmSync(folder, { recursive: true });
  for (const name of names) say(toVerdict(name, rows));
  return !isWrong(rows);
}

type Tools = Pick<Theatre, 'databases' | 'victims' | 'crew' | 'folder'>;

async function play(tools: Tools): Promise<readonly Row[]> {
  const size = isShort ? SHORT : FULL;
  const jobs = FAULTS.flatMap((fault) =>
    platformsOf(fault, tools.databases).flatMap((platform) => {
      const openStage = stages[platform];
      if (openStage === undefined) throw new Error(`no platform ${platform}`);
      const theatre = { ...tools, platform, openStage, seed, underWay, beganAt: Date.now() };
      return fault.cases(theatre, size).map((job) => () => orBroken(job, theatre, fault));
    }),
  );
  return (await tools.crew.all(jobs)).flat().toSorted((a, b) => a.fault - b.fault);
}

/** What breaks is a case that went wrong, and no end of the others. */
async function orBroken(job: ReturnType<Fault['cases']>[number], theatre: Theatre, fault: Fault) {
  try {
    return await job();
  } catch (error) {
    const about = { fault: fault.number, name: 'could not be played', problems: [`${error}`] };
    return rowOf(theatre, about, NO_BOOKS);
  }
}

/** In a short run most faults come once: the databases take turns, and so do the platforms. */
function platformsOf(fault: Fault, databases: Databases): readonly string[] {
  const { number, only, always, isOfNoPlatform } = fault;
  if (values.fault?.includes(`${number}`) === false) return [];
  if (only !== undefined && only !== databases.name) return [];
  if (isOfNoPlatform === true && !isShort) return platforms.slice(0, 1);
  if (!isShort || always === true || values.platform !== undefined) return platforms;
  if (only === undefined && names[number % names.length] !== databases.name) return [];
  return platforms.slice(Math.floor(number / 2) % platforms.length).slice(0, 1);
}

function isWrong(rows: readonly Row[]): boolean {
  return rows.some(({ problems }) => problems.length > 0);
}

function complaint({ database, platform, fault, problems }: Row): string {
  const more = problems.length - SHOWN;
  const shown = [...problems.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])];
  return `${database}, ${platform}, fault ${fault}: ${shown.join('; ')}`;
}

function giveUp(): never {
  say(`chaos: not done after ${limitMs / 60_000} minutes, seed ${seed}`);
  for (const { home, stage } of underWay) say(`in ${home}: ${stage.count()} messages`);
  process.exit(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
