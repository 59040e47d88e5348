import type { Log } from '../../../src/log.ts';

export interface RememberedLog extends Log {
  readonly lines: { readonly facts: unknown; readonly sentence: string }[];
}

/** A log that remembers its warnings and news. */
export function aLog(): RememberedLog {
  const lines: RememberedLog['lines'] = [];
  const remember = (facts: unknown, sentence?: unknown) => {
    lines.push({ facts, sentence: String(sentence) });
  };
  return { lines, debug: () => undefined, info: remember, warn: remember, error: remember };
}
