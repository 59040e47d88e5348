import type { Env } from '../e2e/harness.ts';
import { type FakeHuggingFace, startFakeHuggingFace } from '../fakes/hugging-face.ts';
import type { Bench, Line, World } from './measure.ts';
import { PAPERBOY, startProgram } from './program.ts';
import { type Stage, stages } from './stages.ts';

const RUNS = 9;
const AIM = { below: 1_500, of: 'median' } as const;

export const start: Bench = {
  name: 'start',
  title: 'From the start to the first answer',
  run: async (world) => {
    const papers = await startFakeHuggingFace();
    try {
      return [
        await bareNode(world),
        await terminal(world, papers, true),
        await terminal(world, papers, false),
        ...(await services(world, papers)),
      ];
    } finally {
      await papers.stop();
    }
  },
};

async function bareNode({ furnish }: World): Promise<Line> {
  const samples: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const words = 'here';
    const command = [process.execPath, '-e', `console.log('${words}'); setInterval(() => {}, 99)`];
    samples.push(await firstAnswer(command, { env: {}, folder: furnish(), words }));
  }
  return { what: 'an empty program (for comparison)', unit: 'ms', samples };
}

/** `isFirst`: nothing that Node compiled before is of use. */
async function terminal(
  { furnish }: World,
  { url }: FakeHuggingFace,
  isFirst: boolean,
): Promise<Line> {
  const samples: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const folder = furnish();
    const env = { HF_ENDPOINT: url, ...(isFirst && { NODE_COMPILE_CACHE: folder }) };
    const line = '/papers today';
    samples.push(await firstAnswer(PAPERBOY, { env, folder, line, words: 'Daily Papers' }));
  }
  const what = `a terminal: /papers today${isFirst ? ', at the very first start' : ''}`;
  return { what, unit: 'ms', samples, aim: AIM };
}

interface Beginning {
  readonly env: Env;
  readonly folder: string;
  readonly line?: string;
  /** What the answer holds. */
  readonly words: string;
}

async function firstAnswer(
  command: readonly string[],
  { line, words, ...beginning }: Beginning,
): Promise<number> {
  const startedAt = performance.now();
  await using program = startProgram(command, beginning);
  if (line !== undefined) program.write(line);
  await program.wrote(words);
  return performance.now() - startedAt;
}

async function services({ furnish }: World, { url }: FakeHuggingFace): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const open of stages) {
    const samples: number[] = [];
    let name = '';
    for (let run = 0; run < RUNS; run++) {
      await using stage = await open();
      name = stage.name;
      samples.push(await firstCommand(stage, { HF_ENDPOINT: url }, furnish()));
    }
    lines.push({ what: `the service on ${name}: today`, unit: 'ms', samples, aim: AIM });
  }
  return lines;
}

async function firstCommand(stage: Stage, env: Env, folder: string): Promise<number> {
  const startedAt = performance.now();
  await using _ = startProgram(PAPERBOY, { env: { ...env, ...stage.env }, folder });
  await stage.connected();
  await stage.ask({ name: 'today' });
  return performance.now() - startedAt;
}
