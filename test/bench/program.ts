import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Env, ROOT } from '../e2e/harness.ts';

/** What `npm start` runs, from any folder. */
export const PAPERBOY: readonly string[] = startScript()
  .replace(/^exec /, '')
  .split(' ')
  .map((word) => (word === 'node' ? process.execPath : word.replace(/^bin/, join(ROOT, 'bin'))));

function startScript(): string {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts.start;
}

/** What it tells Node; our own processes are measured with the same. */
export const FLAGS: readonly string[] = PAPERBOY.filter((word) => word.startsWith('--'));

export interface Program extends AsyncDisposable {
  readonly pid: number;
  /** Resolves when this is on its standard output, now or later; rejects when it ends without. */
  wrote(words: string): Promise<void>;
  write(line: string): void;
}

/** Starts a program of which only its standard output is of interest. */
export function startProgram(
  [file = '', ...args]: readonly string[],
  { env, folder }: { readonly env: Env; readonly folder: string },
): Program {
  const child = spawn(file, args, {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: '/usr/bin:/bin', HOME: folder, ARCHIVE_SINCE: 'none', ...env },
  });
  const ended = once(child, 'close');
  return {
    pid: child.pid ?? 0,
    wrote: wroteBy(child),
    write: (line) => void child.stdin.write(`${line}\n`),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function wroteBy(child: ChildProcess): Program['wrote'] {
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return (words) =>
    new Promise((resolve, reject) => {
      const look = () => output.includes(words) && resolve();
      child.stdout?.on('data', look);
      child.on('error', reject);
      child.on('close', (code) =>
        reject(new Error(`ended with ${code}, having written: ${output}`)),
      );
      look();
    });
}

export interface Memory {
  readonly now: number;
  readonly peak: number;
}

/** In megabytes, as the kernel counts what is resident. @throws where there is no /proc */
export function memoryOf({ pid }: Pick<Program, 'pid'>): Memory {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) throw new Error(`memory is read from ${file}, which is not there`);
  const status = readFileSync(file, 'utf8');
  return { now: megabytes(status, 'VmRSS'), peak: megabytes(status, 'VmHWM') };
}

function megabytes(status: string, name: string): number {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return (Number(kilobytes) * 1_024) / 1_000_000;
}
