import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Arrivals, Orders } from './orders.ts';

export interface VictimEnd {
  readonly how: 'killed' | 'finished' | 'failed' | 'stuck';
  /** From the moment at which it began to work. */
  readonly ms: number;
  /** Of one that finished. */
  readonly arrivals: Arrivals;
  /** What it logged: warnings and errors. */
  readonly log: string;
}

export interface Victim {
  /** As a machine that loses its power; nothing when it has ended already. */
  kill(): void;
  /** Stops it in the middle of whatever it does, until `wake`. */
  freeze(): void;
  wake(): void;
  /** When it last said that it is about to post; 0 before. */
  lastPostAt(): number;
  readonly ended: Promise<VictimEnd>;
}

/** Whoever takes this long hangs. */
const STUCK_MS = 600_000;

/** What a victim runs, and a folder that keeps what Node compiled of it. */
export interface Program {
  readonly path: string;
  readonly cache: string;
}

/** Starts victims and ends those that are left. */
export class Victims implements Disposable {
  readonly #program: Program;
  readonly #alive = new Set<ChildProcess>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** Resolves when it begins to work. */
  async start(orders: Orders): Promise<Victim> {
    const child = spawn(process.execPath, [this.#program.path, JSON.stringify(orders)], {
      stdio: 'pipe',
      env: { NODE_COMPILE_CACHE: this.#program.cache },
    });
    this.#alive.add(child);
    const lines = createInterface({ input: child.stdout });
    const said: string[] = [];
    let lastPostAt = 0;
    lines.on('line', (line) => {
      if (line === 'post') lastPostAt = performance.now();
      else said.push(line);
    });
    const log: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text));
    const watchdog = setTimeout(() => child.kill('SIGTERM'), STUCK_MS);
    const closed = once(child, 'close').finally(() => {
      clearTimeout(watchdog);
      this.#alive.delete(child);
    });
    await Promise.race([once(lines, 'line'), closed]);
    const began = performance.now();
    return {
      kill: () => void child.kill('SIGKILL'),
      freeze: () => void child.kill('SIGSTOP'),
      wake: () => void child.kill('SIGCONT'),
      lastPostAt: () => lastPostAt,
      ended: closed.then(([code, signal]) => ({
        how: howOf(code, signal),
        ms: performance.now() - began,
        arrivals: code === 0 ? JSON.parse(said[1] ?? '{}') : {},
        log: log.join(''),
      })),
    };
  }

  [Symbol.dispose](): void {
    for (const child of this.#alive) child.kill('SIGKILL');
  }
}

function howOf(code: number | null, signal: NodeJS.Signals | null): VictimEnd['how'] {
  if (signal === 'SIGKILL') return 'killed';
  if (signal === 'SIGTERM') return 'stuck';
  return code === 0 ? 'finished' : 'failed';
}
