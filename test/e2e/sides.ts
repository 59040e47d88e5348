/** Both platforms alike: what people do there, and everything that one of them sees. */
import type { Env } from './harness.ts';

/** Something that a person sees. */
export interface Seen {
  readonly id: string;
  readonly words: string;
  /** All that the platform was given to show: addresses and ids too. */
  readonly raw: string;
}

/** A workspace, who is in it, and two of its channels. */
export interface Side {
  readonly name: string;
  /** `slack:T…` */
  readonly workspace: string;
  /** Everybody sees it. */
  readonly open: string;
  /** A private channel, or one that is hidden from who lacks a role: Ada and Ivy see it, Otto does not. */
  readonly secret: string;
  readonly secretName: string;
  readonly people: People;
  /** Their names, as the platform has them. */
  readonly names: readonly string[];
  ask(words: string, by: By): Promise<Seen>;
  /** Presses the vote button of a card. */
  vote(card: Seen, user: string): Promise<Seen>;
  react(message: Seen, what: Reacted, user: string): void;
  unreact(message: Seen, what: Reacted, user: string): void;
  /** What stands in a channel now. */
  in(channel: string): readonly Seen[];
  /** What a person was sent in messages of their own. */
  sentTo(user: string): readonly Seen[];
  /** The message with these words in a channel, now or when it comes. */
  posted(channel: string, words: RegExp): Promise<Seen>;
  /** The first message of these words that a person is sent, now or when it comes. */
  told(user: string, words: RegExp): Promise<Seen>;
  /** Resolves with the message when it shows these words. */
  shows(message: Seen, words: RegExp): Promise<Seen>;
  addChannel(name: string): string;
  /** From now on Paperboy may not post in this channel. */
  close(channel: string): void;
}

/** An emoji by what it means; a number is that of a paper of an overview. */
export type Reacted = 'up' | 'save' | number;

export interface By {
  readonly user: string;
  readonly channel: string;
}

/** Ada and Otto are admins. */
export interface People {
  readonly ada: string;
  readonly ivy: string;
  readonly otto: string;
}

/** A fake service, what the program needs to reach it, and its workspaces. */
export interface Service extends AsyncDisposable {
  readonly env: Env;
  readonly sides: readonly Side[];
}

/** What the vote button of a card says, in its own blanks: `Vote · 2`. */
export function voteLabelIn(words: string): string {
  const [label] = /^Vote(?:\s·\s.*)?$/m.exec(words) ?? [];
  if (label === undefined) throw new Error(`nothing to vote with in: ${words}`);
  return label;
}

export function says(words: RegExp): (seen: Seen) => boolean {
  return (seen) => words.test(seen.words);
}
