import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { FLAGS } from '../program.ts';
import type { Corpus } from './corpus.ts';

export type EngineName = 'ours' | 'unicode61' | 'porter' | 'minisearch' | 'orama';

/** What a process of its own is asked for. */
export interface Trial {
  readonly engine: EngineName;
  readonly corpus: Corpus;
  /** Of each hundred queries so many are asked; of an engine that is only sampled, neither other ways nor its file. */
  readonly percent: number;
  /** Where the engine may keep its papers. */
  readonly file: string;
}

/** What it measured. */
export interface Tried {
  readonly buildMs: number;
  /** Bytes: by how much heap and buffers have grown. */
  readonly memory: number;
  readonly kept?: {
    /** Bytes. */
    readonly size: number;
    /** From the file to the first answer. */
    readonly openMs: number;
  };
  readonly ways: readonly Way[];
}

/** One way of asking an engine. */
export interface Way {
  readonly name: string;
  readonly answers: readonly Answer[];
}

export interface Answer {
  /** Its place in `judgedQueries`. */
  readonly query: number;
  readonly found: readonly string[];
  readonly ms: number;
}

const PROGRAMS = {
  trial: {
    file: new URL('./trial.ts', import.meta.url).pathname,
    // MiniSearch needs more than Node would give it.
    options: ['--expose-gc', '--max-old-space-size=8000'],
  },
  following: {
    file: new URL('./following.ts', import.meta.url).pathname,
    // As `npm start` has it.
    options: FLAGS,
  },
} as const;

const LONGEST_ANSWER = 64 * 1024 * 1024;

/** Runs a program in a process of its own, so that nothing shares its memory; what it wrote. */
export async function inItsOwnProcess(
  program: keyof typeof PROGRAMS,
  asked: object,
): Promise<unknown> {
  const { file, options } = PROGRAMS[program];
  const command = [...options, file, JSON.stringify(asked)];
  const running = promisify(execFile)(process.execPath, command, { maxBuffer: LONGEST_ANSWER });
  return JSON.parse((await running).stdout);
}
