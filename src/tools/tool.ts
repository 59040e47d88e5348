import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Message } from '#chat/message.ts';
import { UsageError } from '../errors.ts';
import type { Engine } from '../ops/engine.ts';

/** A word of the command line: `npm run paperboy -- send …`. */
export interface Tool {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly of?: never;
  /** @throws UsageError, CommandError, SourceError or PlatformError: their message is what the operator sees */
  run(args: readonly string[], deps: ToolDeps): Promise<void>;
}

/** One that works on databases alone: no platform and no database is opened for it. */
export interface StoreTool extends Omit<Tool, 'run' | 'of'> {
  readonly of: 'store';
  /** @throws UsageError, CommandError or ConfigError */
  run(args: readonly string[], deps: StoreToolDeps): Promise<void>;
}

export interface StoreToolDeps extends Pick<ToolDeps, 'say' | 'terminal'> {
  /** Of the settings. */
  readonly databaseUrl: string;
}

export interface ToolDeps {
  readonly engine: Engine;
  /** One line of standard output. */
  readonly say: (line: string) => void;
  readonly show: (message: Message) => void;
  /** Where a long job says how far it is: standard error, so that its answer can be piped. */
  readonly terminal: Terminal;
  /** From now on Ctrl-C asks to end, and does not kill; a second one does. */
  readonly stopSignal: () => AbortSignal;
}

export interface Terminal {
  /** False when it is a file or a pipe: nothing that was written can be written over. */
  readonly isTerminal: boolean;
  readonly write: (text: string) => void;
}

/** What to type, whole, so that it can be copied. */
export function howToCall(usage: string): string {
  return `npm run paperboy -- ${usage}`;
}

export function tryThis(usage: string): string {
  return `Try: ${howToCall(usage)}`;
}

interface Typed {
  readonly word: string;
  readonly options: Readonly<Record<string, string>>;
}

/** One word and options with values. @throws UsageError */
export function readArgs(
  args: readonly string[],
  { names, usage }: { readonly names: readonly string[]; readonly usage: string },
): Typed {
  const options: ParseArgsOptionsConfig = Object.fromEntries(
    names.map((name) => [name, { type: 'string' as const }]),
  );
  try {
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [word] = positionals;
    if (word === undefined || positionals.length > 1) throw new UsageError(tryThis(usage));
    const given = Object.entries(values).filter((entry): entry is [string, string] => {
      return typeof entry[1] === 'string';
    });
    return { word, options: Object.fromEntries(given) };
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof TypeError)) throw error;
    throw new UsageError(`${error.message.split('. ')[0]}. ${tryThis(usage)}`, { cause: error });
  }
}
