/**
 * What a message means, before any platform's markup. Text is plain: only an adapter knows markup, so only it escapes.
 * Messages are stored as JSON with the deliveries that carry them, so every type here survives JSON.
 */
import type { ChannelId, Instant, PersonId } from './platform.ts';

/** What a control does when it is used: `key` names the delivery or the view that it belongs to. */
export interface Action {
  readonly key: string;
  readonly verb: string;
  /** Mostly a paper's id. */
  readonly argument?: string;
}

/** A run of text. `time` is shown in the reader's own zone where the platform can, else `fallback` is. */
export type Span =
  | { readonly kind: 'plain' | 'strong' | 'emphasis' | 'code'; readonly text: string }
  | {
      readonly kind: 'link';
      readonly text: string;
      readonly url: string;
      readonly isStrong?: boolean;
    }
  | {
      readonly kind: 'time';
      readonly at: Instant;
      readonly show: 'time' | 'date' | 'date-time';
      readonly fallback: string;
    }
  | { readonly kind: 'person'; readonly person: PersonId; readonly name: string }
  | { readonly kind: 'channel'; readonly channel: ChannelId; readonly name: string };

/** Plain words, or runs of them. */
export type Text = string | readonly Span[];

export interface Tally {
  readonly up: number;
  readonly down: number;
}

/** A paper as it stands in any list or at the top of its card. */
export interface PaperPart {
  readonly kind: 'paper';
  /** A sentence before the title: `@Ada would like to discuss:`. */
  readonly opening?: Text;
  readonly number?: number;
  /** Runs only where words are matched; the whole title is the link. */
  readonly title: Text;
  /** Search results are not bold, so that matched words show. */
  readonly isTitlePlain?: boolean;
  /** Always https. */
  readonly url: string;
  readonly blurb?: Text;
  /** `Junyi Zhang and 7 more`. */
  readonly byline?: string;
  /** Words that follow the byline: organisation, date, where it was posted. */
  readonly facts?: readonly string[];
  /** Hugging Face's upvotes; zero and unknown are left out. */
  readonly upvotes?: number;
  /** Stars of the code's repository; zero and unknown are left out. */
  readonly stars?: number;
  /** The team's votes. Shown on the vote button, or in the small line where there is none. */
  readonly tally?: Tally;
  /** Why it is here; always last in the small line. */
  readonly reason?: string;
  readonly vote?: Button;
}

export interface Button {
  readonly kind: 'button';
  readonly label: string;
  /** Read aloud instead of the label. */
  readonly spoken?: string;
  /** What it does: an action, or a link to open. */
  readonly does: Action | { readonly url: string };
}

export interface Select {
  readonly kind: 'select';
  readonly placeholder: string;
  readonly options: readonly { readonly label: string; readonly action: Action }[];
}

export interface Fact {
  readonly label: string;
  readonly value: Text;
  /** The tally that the value puts into words, for platforms that word it themselves. */
  readonly tally?: Tally;
}

export type Part =
  /** `large` once at the top of a digest; `small` heads an answer. `below` stands right under it, in normal weight. */
  | {
      readonly kind: 'heading';
      readonly text: string;
      readonly size: 'large' | 'small';
      readonly below?: Text;
    }
  /** `isLong`: shown whole even where a platform would fold it. */
  | { readonly kind: 'text'; readonly text: Text; readonly isLong?: boolean }
  | PaperPart
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'actions'; readonly items: readonly (Button | Select)[] }
  /** Shown letter by letter, to be copied. */
  | { readonly kind: 'verbatim'; readonly text: string }
  /** Small print. */
  | { readonly kind: 'note'; readonly text: Text }
  | { readonly kind: 'divider' };

export interface Message {
  /** What a notification shows and a screen reader reads: real sentences, at most 4,000 characters (Slack's `text`). */
  readonly summary: string;
  readonly parts: readonly Part[];
  /** A state that asks for attention; always beside words that say so. */
  readonly tone?: 'warning';
}

interface FieldBase {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
}

export type Field =
  | (FieldBase & {
      readonly kind: 'select';
      readonly options: readonly { readonly label: string; readonly value: string }[];
      readonly value: string;
    })
  /** `HH:MM`; a platform without a time picker offers the full hours and keeps `value` among them. */
  | (FieldBase & { readonly kind: 'time'; readonly value: string })
  /** An IANA zone: a select of `options` (at most 100) where a select can hold them, else a text in which a city is enough. */
  | (FieldBase & {
      readonly kind: 'zone';
      readonly value: string;
      readonly options: readonly { readonly label: string; readonly value: string }[];
    })
  | (FieldBase & {
      readonly kind: 'text';
      readonly value?: string;
      readonly placeholder?: string;
      readonly maxLength: number;
      readonly isOptional: boolean;
    });

/** At most `limits.formFields` fields; title at most 24 characters (Slack), labels at most 45 (Discord). */
export interface Form {
  readonly title: string;
  readonly submit: string;
  /** What the submitted form comes back as. */
  readonly action: Action;
  readonly fields: readonly Field[];
}

/** Discord's custom_id holds 100; we promise 80 bytes, so that one control never costs more than that. */
export const ACTION_BYTES = 80;

/**
 * The one written form of an action on every platform: `p1:<key>:<verb>[:<argument>]`; an empty argument is none.
 * @throws RangeError past 80 bytes
 */
export function encodeAction({ key, verb, argument }: Action): string {
  const text = ['p1', key, verb, ...(argument ? [argument] : [])].join(':');
  if (Buffer.byteLength(text) > ACTION_BYTES) throw new RangeError(`action too long: ${text}`);
  return text;
}

/** Undefined for what is not an action of ours. */
export function decodeAction(text: string): Action | undefined {
  const match = /^p1:([\w-]{1,24}):([a-z-]+)(?::(.+))?$/s.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return {
    key: match[1],
    verb: match[2],
    ...(match[3] !== undefined && { argument: match[3] }),
  };
}

/** From the slash to the end of its sentence; an invitation has two words. */
const COMMAND = /(?<!\S)(\/invite @\w+|\/papers\b.*?(?=[.?]?$|[.?]\s))/m;

/** A message of plain sentences: receipts, mistakes, one-line notices. */
export function sayPlainly(text: Text): Message {
  const shown = typeof text === 'string' && COMMAND.test(text) ? withCommands(text) : text;
  return { summary: plain(text), parts: [{ kind: 'text', text: shown }] };
}

/** Our own sentences, with the commands to type in them as code. */
export function withCommands(sentences: string): readonly Span[] {
  return sentences
    .split(COMMAND)
    .map((text, at): Span => ({ kind: at % 2 === 0 ? 'plain' : 'code', text }))
    .filter((span) => plainSpan(span) !== '');
}

/** Sentences under each other. */
export function inLines(texts: readonly Text[]): Text {
  return texts.flatMap((text, at): readonly Span[] => {
    const spans = typeof text === 'string' ? [{ kind: 'plain' as const, text }] : text;
    return at === 0 ? spans : [{ kind: 'plain', text: '\n' }, ...spans];
  });
}

/** The words of a text without any of its forms. */
export function plain(text: Text): string {
  if (typeof text === 'string') return text;
  return text.map(plainSpan).join('');
}

function plainSpan(span: Span): string {
  switch (span.kind) {
    case 'time':
      return span.fallback;
    case 'person':
    case 'channel':
      return span.name;
    case 'plain':
    case 'strong':
    case 'emphasis':
    case 'code':
    case 'link':
      return span.text;
  }
}
