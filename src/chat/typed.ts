import { distance } from 'fastest-levenshtein';
import type { CommandSpec, TypedOptions } from './command.ts';
import { quoted, unquoted } from './quoted.ts';

/** A typed line, read: a command with its options, or the sentence that says what was wrong and what to type. */
export type Typed =
  | {
      readonly name: string;
      readonly options: Readonly<Record<string, string>>;
      readonly isShared: boolean;
    }
  | { readonly problem: string };

/** Marks that turn the direction of what follows: nobody types them, and an answer that repeats them is turned as well. */
const TURNING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Reads what a person typed after `/papers` or a mention: `show 2509.24002 --share`. Nothing typed is `help`. The one
 * parser of typed commands; never throws.
 */
export function readTyped(text: string, commands: readonly CommandSpec[]): Typed {
  const words = text.replace(TURNING, '').trim().split(/\s+/).filter(Boolean);
  const isShared = words.some((word) => /^(?:--|—)share$/i.test(word));
  const said = withoutName(words.filter((word) => !/^(?:--|—)share$/i.test(word)));
  const [first = 'help', ...rest] = said;
  const command = commands.find((spec) => spec.name === first.toLowerCase());
  if (command !== undefined) return withOptions(command, rest.join(' '), isShared);
  const line = said.join(' ');
  const typedAs = commands.find((spec) => spec.typedAs?.(line) === true);
  if (typedAs !== undefined) return withOptions(typedAs, line, isShared);
  return { problem: unknownWord(unquoted(first), commands) };
}

/** People copy commands with the name that stands before them. */
function withoutName(words: readonly string[]): readonly string[] {
  return /^\/?papers$/i.test(words[0] ?? '') ? words.slice(1) : words;
}

function withOptions(command: CommandSpec, words: string, isShared: boolean): Typed {
  const read = command.readTyped?.(words) ?? inOrder(command, words);
  if ('problem' in read) return read;
  return { name: command.name, options: read.options, isShared };
}

/** Options stand in their order, one word each; the last takes all that is left. */
function inOrder({ name, options, usage }: CommandSpec, words: string): TypedOptions {
  let left = words;
  const read: Record<string, string> = {};
  for (const [index, option] of options.entries()) {
    const isLast = index === options.length - 1;
    const word = isLast ? left : (left.split(' ')[0] ?? '');
    if (word !== '') read[option.name] = word;
    if (word === '' && option.isRequired === true) {
      return { problem: `“${name}” needs more words. Try: /papers ${usage ?? name}` };
    }
    left = left.slice(word.length).trim();
  }
  return { options: read };
}

function unknownWord(word: string, commands: readonly CommandSpec[]): string {
  const nearest = commands
    .map(({ name }) => ({ name, far: distance(word.toLowerCase(), name) }))
    .toSorted((a, b) => a.far - b.far)[0];
  if (nearest === undefined || nearest.far > Math.max(2, nearest.name.length / 2)) {
    return `I know no command ${quoted(word)}. Try: /papers help`;
  }
  return `I know no command ${quoted(word)}. Did you mean /papers ${nearest.name}?`;
}
