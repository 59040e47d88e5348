import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The project's folder. */
export const ROOT = join(import.meta.dirname, '..', '..');
const PROGRAM = join(ROOT, 'bin', 'paperboy.mjs');
/** A port on which nobody listens: nothing leaves this machine. */
export const NOBODY = 'http://127.0.0.1:9';

export type Env = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output without its last line end. */
  readonly lines: readonly string[];
}

/** A folder that is gone after the test. */
export function temporaryFolder(): { readonly path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'paperboy-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: Env;
  /** What is piped into standard input; nothing when absent. */
  readonly input?: string;
  /** Once standard error says this, the program is interrupted as by Ctrl-C. */
  readonly interruptOn?: string;
  /** The working folder, where the database lies. */
  readonly folder: string;
}

/** Runs the real program to its end. */
export async function run(options: RunOptions): Promise<Ended> {
  const program = begin(options);
  program.stdin.end(options.input ?? '');
  const { interruptOn } = options;
  if (interruptOn !== undefined) {
    program.stderr.on('data', (text: unknown) => {
      if (!String(text).includes(interruptOn)) return;
      // As npm does: it passes on what the terminal has sent already.
      program.kill('SIGINT');
      setTimeout(() => program.kill('SIGINT'), 5);
    });
  }
  return ended(program);
}

export interface Service {
  /** Of `/healthz`. */
  readonly url: string;
  /** Every line of its log so far, read. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Resolves when its log says this, now or later; rejects when it ends without. */
  logged(sentence: string): Promise<void>;
  /** Resolves when so many platforms are connected; rejects when it ends without. */
  connected(platforms: number): Promise<void>;
  /** Asks it to end, and waits. */
  stop(): Promise<Ended>;
  /** As a machine that loses its power. */
  kill(): Promise<void>;
  /** Stands still, as a machine that is suspended. */
  pause(): void;
  /** Goes on as if nothing had been. */
  goOn(): void;
}

/** Starts the real program and waits until it listens. */
export async function startService(options: RunOptions): Promise<Service> {
  const program = begin({ ...options, env: { PORT: '0', LOG_LEVEL: 'info', ...options.env } });
  program.stdin.end();
  const log: Readonly<Record<string, unknown>>[] = [];
  const lines = createInterface({ input: program.stderr }).on('line', (line) => {
    log.push(readLine(line));
  });
  const result = ended(program);
  const entry = (sentence: string, times = 1) =>
    new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
      const look = () => {
        const found = log.filter(({ msg }) => msg === sentence)[times - 1];
        if (found !== undefined) resolve(found);
      };
      lines.on('line', look);
      void result.then(({ stderr }) => reject(new Error(`ended without “${sentence}”: ${stderr}`)));
      look();
    });
  const { port } = await entry('listening');
  return {
    url: `http://127.0.0.1:${port}`,
    log,
    logged: async (sentence) => void (await entry(sentence)),
    connected: async (platforms) => void (await entry('platform connected', platforms)),
    stop: () => {
      program.kill('SIGTERM');
      return result;
    },
    pause: () => void program.kill('SIGSTOP'),
    goOn: () => void program.kill('SIGCONT'),
    kill: async () => {
      program.kill('SIGKILL');
      await result;
    },
  };
}

function begin({ args = [], env = {}, folder }: RunOptions) {
  const program = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    stdio: 'pipe',
    env: { HOME: folder, HF_ENDPOINT: NOBODY, ARCHIVE_SINCE: 'none', ...env },
  });
  // One that has ended already reads no more.
  program.stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return program;
}

async function ended(program: ReturnType<typeof begin>): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  program.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  program.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const [code] = await once(program, 'close');
  const stdout = out.join('');
  return { code, stdout, stderr: err.join(''), lines: stdout.trimEnd().split('\n') };
}

function readLine(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line);
  } catch {
    return { msg: line };
  }
}

/** What `/healthz` says now. */
export async function health(
  service: Service,
): Promise<{ readonly code: number; readonly body: Readonly<Record<string, unknown>> }> {
  const response = await fetch(`${service.url}/healthz`);
  return { code: response.status, body: await response.json() };
}
