import type { Env } from '../e2e/harness.ts';
import { startFakeHuggingFace } from '../fakes/hugging-face.ts';
import { askedKinds } from './asked.ts';
import type { Bench, Line, World } from './measure.ts';
import { type Memory, memoryOf, PAPERBOY, startProgram } from './program.ts';
import { type Stage, stages } from './stages.ts';

const RUNS = 3;
const ROUNDS = 50;
const AIM = { below: 180, of: 'p99' } as const;

export const memory: Bench = {
  name: 'memory',
  title: 'Resident memory with 12,693 papers',
  run: async (world) => {
    const papers = await startFakeHuggingFace();
    try {
      const env = { HF_ENDPOINT: papers.url };
      const runs: Weights[] = [];
      for (let run = 0; run < RUNS; run++) runs.push(await weighAll(world, env));
      return linesOf(runs);
    } finally {
      await papers.stop();
    }
  },
};

interface Weights {
  readonly empty: Memory;
  readonly terminal: Memory;
  readonly connected: Memory;
  readonly busy: Memory;
}

function linesOf(runs: readonly Weights[]): readonly Line[] {
  const samplesOf = (pick: (weights: Weights) => number) =>
    ({ unit: 'MB', samples: runs.map(pick) }) as const;
  return [
    { what: 'an empty program (for comparison)', ...samplesOf(({ empty }) => empty.now) },
    { what: 'a terminal after a list', ...samplesOf(({ terminal }) => terminal.now), aim: AIM },
    {
      what: 'the service, connected to Slack and Discord',
      ...samplesOf(({ connected }) => connected.now),
      aim: AIM,
    },
    { what: 'after 300 commands on each', ...samplesOf(({ busy }) => busy.now), aim: AIM },
    { what: 'at its peak', ...samplesOf(({ busy }) => busy.peak), aim: AIM },
  ];
}

async function weighAll(world: World, env: Env): Promise<Weights> {
  const empty = await weighEmpty(world);
  const terminal = await weighTerminal(world, env);
  return { empty, terminal, ...(await weighService(world, env)) };
}

async function weighEmpty({ furnish }: World): Promise<Memory> {
  const idle = 'console.log("here"); setInterval(() => {}, 99)';
  const command = [process.execPath, '-e', idle];
  await using program = startProgram(command, { env: {}, folder: furnish() });
  await program.wrote('here');
  return memoryOf(program);
}

async function weighTerminal({ furnish }: World, env: Env): Promise<Memory> {
  await using program = startProgram(PAPERBOY, { env, folder: furnish() });
  program.write('/papers today');
  await program.wrote('Daily Papers');
  return memoryOf(program);
}

async function weighService(
  { furnish, known }: World,
  env: Env,
): Promise<Pick<Weights, 'connected' | 'busy'>> {
  await using opened = new AsyncDisposableStack();
  const open: Stage[] = [];
  for (const openStage of stages) open.push(opened.use(await openStage()));
  const settings = Object.assign({}, env, ...open.map((stage) => stage.env));
  const program = opened.use(startProgram(PAPERBOY, { env: settings, folder: furnish() }));
  for (const stage of open) await stage.connected();
  const connected = memoryOf(program);
  const kinds = askedKinds(known);
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of kinds) for (const stage of open) await stage.ask(kind(round));
  }
  return { connected, busy: memoryOf(program) };
}
