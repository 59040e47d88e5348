/** A mistake of the person who asked: the message is the whole answer they get, and says what to type. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** The paper source could not answer: the message holds the URL and the status. */
export class SourceError extends Error {
  override readonly name: string = 'SourceError';
}

/** Settings that cannot be used; `problems` are sentences, all of them at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Whoever started it stopped it: the message says how far it came. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** The command line was not understood: the message says what to type. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
