import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';

const SIGNALS = new URL('../../../src/ops/signals.ts', import.meta.url).href;

/** Says `begun`, then `asked` when it is asked to end, and ends by itself when a line comes in. */
const PROGRAM = (sameMs: number) => `
  import { stopSignal } from ${JSON.stringify(SIGNALS)};
  const signal = stopSignal(${sameMs});
  signal.addEventListener('abort', () => {
    console.log('asked');
    setTimeout(() => console.log('later'), ${sameMs} + 100);
  });
  process.stdin.once('data', () => process.exit(7));
  console.log('begun');
`;

let program: ChildProcess | undefined;
afterEach(() => program?.kill('SIGKILL'));

function begin(sameMs: number) {
  const begun = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM(sameMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  program = begun;
  const lines = createInterface({ input: begun.stdout })[Symbol.asyncIterator]();
  return {
    kill: (signal: NodeJS.Signals) => begun.kill(signal),
    says: async () => (await lines.next()).value,
    type: () => begun.stdin.write('\n'),
    ended: once(begun, 'exit'),
  };
}

describe('a program that is asked to end', () => {
  it.each([
    ['SIGINT', 'SIGINT'],
    ['SIGINT', 'SIGTERM'],
  ] as const)('by %s and at once %s, as under npm, ends in its own time', async (one, other) => {
    const asked = begin(60_000);
    await asked.says();

    asked.kill(one);
    const first = await asked.says();
    asked.kill(other);
    asked.kill(other);
    asked.type();

    expect(first).toBe('asked');
    expect(await asked.ended).toEqual([7, null]);
  });

  it('ends at once when it is asked again later', async () => {
    const asked = begin(50);
    await asked.says();

    asked.kill('SIGINT');
    await asked.says();
    const later = await asked.says();
    asked.kill('SIGINT');

    expect(later).toBe('later');
    expect(await asked.ended).toEqual([null, 'SIGINT']);
  });
});
