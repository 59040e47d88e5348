/** What a command is called, takes and opens. Help, the typed parser and Discord's registration all read it. */
import type { Limits } from './platform.ts';

/** `day` is `YYYY-MM-DD`; `paper` an arXiv id or a link; `rest` takes all the words that are left. */
export type OptionKind = 'text' | 'paper' | 'day' | 'zone' | 'number' | 'choice' | 'rest';

export interface OptionSpec {
  /** Lower case, one word: Discord's rule for option names. */
  readonly name: string;
  /** At most 100 characters. */
  readonly summary: string;
  readonly kind: OptionKind;
  readonly isRequired?: boolean;
  /** `Inbox.onSuggest` completes what is typed so far, where the platform can show it. */
  readonly hasSuggestions?: boolean;
  /** At most 25: all that can be chosen of a `choice`, and what is suggested first where more than that can be typed. */
  readonly choices?: readonly { readonly label: string; readonly value: string }[];
}

/** Options by name, or the sentence that says what was wrong and what to type. */
export type TypedOptions =
  | { readonly options: Readonly<Record<string, string>> }
  | { readonly problem: string };

export interface CommandSpec {
  /** Lower case, one word. */
  readonly name: string;
  /** At most 100 characters, no full stop; the line of the help. */
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  readonly access: 'everyone' | 'admins';
  /** `form-when-bare`: a form when no option was given, else a reply. */
  readonly opens: 'reply' | 'form' | 'form-when-bare';
  /** Takes `--share`: its answer can be posted for everybody. */
  readonly isShareable?: boolean;
  /** Whether a line is meant for it though no name stands before it (a date for `day`): all of it becomes the options. */
  readonly typedAs?: (line: string) => boolean;
  /** Whether a platform can do what it is about; where it cannot, the command does not exist. True when not said. */
  readonly isFor?: (limits: Limits) => boolean;
  /** How the help writes it, where that is not the name and its options: `subscribe daily 09:00 Europe/Berlin top 10`. */
  readonly usage?: string;
  /** Reads typed words where options do not simply stand in their order. */
  readonly readTyped?: (words: string) => TypedOptions;
}

/** The commands that exist on a platform. */
export function commandsFor<T extends CommandSpec>(
  limits: Limits,
  commands: readonly T[],
): readonly T[] {
  return commands.filter(({ isFor }) => isFor === undefined || isFor(limits));
}
