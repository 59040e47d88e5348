import { systemWait } from '../../src/clock.ts';
import { openStore } from '../../src/store/open.ts';
import type { Env } from '../e2e/harness.ts';
import { startFakeHuggingFace } from '../fakes/hugging-face.ts';
import { askedKinds } from './asked.ts';
import { deliverMany } from './history.ts';
import { type Bench, type Line, median, timed, type World } from './measure.ts';
import { PAPERBOY, type Program, startProgram } from './program.ts';
import { type Asked, type Stage, stages } from './stages.ts';

const RUNS = 100;
const WARM_UP = 10;
/** discord.js lets 45 requests a second out, and an answer is two: whoever asks faster measures its patience. */
const PAUSE_MS = 45;
const AIM = { below: 20, of: 'p99' } as const;
const OLD_DELIVERIES = 100_000;

export const commands: Bench = {
  name: 'commands',
  title: 'A command, beyond the round trip of an empty handler beside it',
  run: async (world) => {
    const papers = await startFakeHuggingFace();
    try {
      const lines: Line[] = [];
      for (const open of stages) lines.push(...(await onStages(open, world, papers.url)));
      return lines;
    } finally {
      await papers.stop();
    }
  },
};

async function onStages(
  open: () => Promise<Stage>,
  { furnish, known }: World,
  papersUrl: string,
): Promise<readonly Line[]> {
  await using opened = new AsyncDisposableStack();
  const folder = furnish();
  await useMuch(folder);
  const [ours, empty] = [opened.use(await open()), opened.use(await open())];
  opened.use(startPaperboy(ours, { HF_ENDPOINT: papersUrl }, folder));
  opened.use(startEmpty(empty, folder));
  await Promise.all([ours.connected(), empty.connected()]);
  const kinds: Kind[] = [];
  for (const kind of askedKinds(known)) kinds.push(await askOften(kind, { ours, empty }));
  return linesOf(ours.name, kinds);
}

async function useMuch(folder: string): Promise<void> {
  await using store = await openStore(`file:${folder}/data/paperboy.db`, 5_000);
  await deliverMany(store, OLD_DELIVERIES);
}

function startPaperboy(stage: Stage, env: Env, folder: string): Program {
  return startProgram(PAPERBOY, { env: { ...env, ...stage.env }, folder });
}

function startEmpty({ access }: Stage, folder: string): Program {
  const file = new URL('./empty-bot.ts', import.meta.url).pathname;
  return startProgram([process.execPath, file, JSON.stringify(access)], { env: {}, folder });
}

interface Kind {
  readonly name: string;
  readonly ours: readonly number[];
  readonly empty: readonly number[];
}

/** By turns, so that whatever else this machine does hits both. */
async function askOften(
  kind: (run: number) => Asked,
  stages: Readonly<Record<'ours' | 'empty', Stage>>,
): Promise<Kind> {
  const ours: number[] = [];
  const empty: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const asked = kind(run);
    empty.push(await timed(() => stages.empty.ask(asked)));
    ours.push(await timed(() => stages.ours.ask(asked)));
    await systemWait(PAUSE_MS);
  }
  return { name: kind(0).name, ours: ours.slice(WARM_UP), empty: empty.slice(WARM_UP) };
}

function linesOf(platform: string, kinds: readonly Kind[]): readonly Line[] {
  const roundTrips = kinds.flatMap(({ empty }) => empty);
  return [
    { what: `${platform}: an empty handler (for comparison)`, unit: 'ms', samples: roundTrips },
    ...kinds.map(({ name, ours, empty }): Line => {
      const roundTrip = median(empty);
      const samples = ours.map((took) => took - roundTrip);
      return { what: `${platform}: ${name}`, unit: 'ms', samples, aim: AIM };
    }),
  ];
}
