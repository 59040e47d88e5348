import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../e2e/harness.ts';
import type { Bench, Line } from './measure.ts';

/** The commands that everybody waits for. A run that found something wrong counts too, and says so. */
export const gates: Bench = {
  name: 'gates',
  title: 'What everybody waits for',
  run: async () => [
    await gate(['npm', 'run', 'check'], { runs: 3, below: 20_000 }),
    await gate(['npm', 'test'], { runs: 1, below: 60_000 }),
  ],
};

async function gate(
  command: readonly [string, ...string[]],
  { runs, below }: { readonly runs: number; readonly below: number },
): Promise<Line> {
  const samples: number[] = [];
  let code = 0;
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    code = await codeOf(command);
    samples.push(performance.now() - startedAt);
  }
  const result = code === 0 ? '' : `, which ended with ${code}`;
  const what = `${command.join(' ')}${result}`;
  return { what, unit: 'ms', samples, aim: { below, of: 'median' } };
}

async function codeOf([file, ...args]: readonly [string, ...string[]]): Promise<number> {
  const [code] = await once(spawn(file, args, { cwd: ROOT, stdio: 'ignore' }), 'exit');
  return code ?? 1;
}
