import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { blindCases } from './blind.ts';
import { closedChannelCases } from './closed-channel.ts';
import { Crew } from './crew.ts';
import { deadChannels } from './dead-channels.ts';
import { momentCases } from './moments.ts';
import { pointCases } from './points.ts';
import { rehearse } from './rehearsal.ts';
import { type Row, sum, toTable, toVerdict } from './report.ts';
import type { Theatre } from './scene.ts';
import { stages } from './stages.ts';
import { Victims } from './victims.ts';

/** Random deaths per platform. */
const KILLS = 50;
/** Victims wait for leases most of their lives, so more than there are cores. */
const AT_ONCE = 3;
/** Two minutes are enough on two idle cores. */
const LIMIT_MS = 10 * 60_000;
/** Problems of a line of the table. */
const SHOWN = 5;

const { values } = parseArgs({
  options: { seed: { type: 'string' }, platform: { type: 'string', multiple: true } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const platforms = values.platform ?? Object.keys(stages);
setTimeout(giveUp, LIMIT_MS).unref();
process.exitCode = (await run()) ? 0 : 1;

/** Kills the delivery of digests wherever it can, and counts what arrived. True when all is well. */
async function run(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-chaos-'));
  using victims = new Victims(join(folder, 'node'));
  say(`seed ${seed}`);
  const crew = new Crew(AT_ONCE);
  const plays = platforms.map((platform) => {
    const openStage = stages[platform];
    if (openStage === undefined) throw new Error(`no platform ${platform}`);
    return play({ platform, victims, crew, folder, openStage, beganAt: Date.now() });
  });
  const rows = (await Promise.all(plays)).flat();
  const wrong = rows.filter(({ problems }) => problems.length > 0);
  say(toTable(rows));
  for (const row of wrong) say(`${row.platform}, ${inShort(row.problems)}`);
  if (wrong.length > 0) say(`again with --seed ${seed}; databases and logs: ${folder}`);
  else rmSync(folder, { recursive: true });
  say(toVerdict(rows));
  return wrong.length === 0;
}

function inShort(problems: readonly string[]): string {
  const more = problems.length - SHOWN;
  return [...problems.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

async function play(theatre: Theatre): Promise<readonly Row[]> {
  const { crew } = theatre;
  const blind = await crew.all(blindCases(theatre));
  const good = await crew.do(() => rehearse(theatre, 'good'));
  const bad = await crew.do(() => rehearse(theatre, 'bad'));
  const [points, closed, moments, dead] = await Promise.all([
    crew.all(pointCases(theatre, { good, bad })),
    crew.all(closedChannelCases(theatre)),
    crew.all(momentCases(theatre, { seed, kills: KILLS, ms: good.ms })),
    crew.do(() => deadChannels(theatre)),
  ]);
  const byPoint = Map.groupBy(points, ({ name }) => name);
  return [
    ...[...blind, good.row, bad.row],
    ...[...byPoint].map(([name, rows]) => sum(name, rows)),
    ...[sum(`${KILLS} random moments`, moments), sum('closed channel', closed), dead],
  ];
}

function giveUp(): never {
  say(`chaos: not done after ${LIMIT_MS / 60_000} minutes, seed ${seed}`);
  process.exit(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
