import { PlatformError } from '#chat/platform.ts';
import { CommandError, ConfigError, SourceError, StoppedError, UsageError } from '../errors.ts';
import { DamagedError } from '../store/damage.ts';

/** As a shell says of a program that Ctrl-C ended: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

const REFUSED_TOKEN =
  'That is Paperboy’s token: put one that is valid into the settings (README.md says where it comes from).';

/** What the operator reads when Paperboy ends with an error, and its exit code: 2 for what was typed or set wrongly. */
export function explain(error: unknown): { readonly words: string; readonly code: number } {
  if (error instanceof ConfigError) {
    const lines = error.problems.map((problem) => `- ${problem}`);
    return { words: ['These settings cannot be used:', ...lines].join('\n'), code: 2 };
  }
  if (error instanceof UsageError) return { words: error.message, code: 2 };
  if (error instanceof StoppedError) return { words: error.message, code: INTERRUPTED };
  if (error instanceof PlatformError && error.failure.kind === 'unauthorized') {
    return { words: `${error.message}. ${REFUSED_TOKEN}`, code: 1 };
  }
  const isTold = [CommandError, SourceError, PlatformError, DamagedError].some(
    (kind) => error instanceof kind,
  );
  if (isTold && error instanceof Error) return { words: error.message, code: 1 };
  const cause = error instanceof Error ? error.stack : `${error}`;
  return { words: `Paperboy stopped: ${cause}`, code: 1 };
}
