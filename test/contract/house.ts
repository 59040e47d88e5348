import type { ChatPlatform, MessageRef, PersonId, Place } from '#chat/platform.ts';

/** What a person sees of a private answer: all its words in one string, without markup where that is easy. */
export interface SeenAnswer {
  readonly words: string;
  /** Only the person who asked can see it. */
  readonly isPrivate: boolean;
  /** Milliseconds from the act to the first acknowledgement. */
  readonly acknowledgedAfterMs: number;
  /** The same for what has become of it. */
  wordsNow(): string;
  /** Presses the button with this label on it; resolves with the final answer, which may be this one, replaced. */
  press(label: string): Promise<SeenAnswer>;
}

/**
 * A platform beside the fake service that it talks to, fresh for each promise. Hooks act like the service or its people;
 * a hook that makes no sense on a platform may throw, when every promise that needs it is skipped with a reason.
 */
export interface House {
  readonly platform: ChatPlatform;
  /** A channel in which the bot can do all it does. */
  readonly place: Place;
  /** A channel that does not exist. */
  readonly missing: Place;
  /** A channel that exists, where the bot lacks a membership or permission that posting needs. */
  readonly forbidden: Place;
  /** A channel in which people of another workspace are too. */
  shared(): Place;
  /** A human who may administer, and one who may not. */
  readonly admin: PersonId;
  readonly member: PersonId;
  /** Messages that the service keeps and that carry this key. */
  messagesWith(key: string): readonly MessageRef[];
  /** All words of a kept message. */
  wordsOf(ref: MessageRef): string;
  /** The next post is stored, its answer never arrives. */
  loseNextAnswer(): void;
  /** The next post is refused with this wait. */
  limitNextPost(retryAfterMs: number): void;
  /** The token is refused for the next post, and only for that. */
  refuseNextPost(): void;
  /** Reacts with 👍, as the platform writes it. */
  react(ref: MessageRef, by: PersonId | 'a bot'): Promise<void>;
  unreact(ref: MessageRef, by: PersonId): Promise<void>;
  /** Somebody else deletes it. */
  deleteMessage(ref: MessageRef): Promise<void>;
  /** Types a command of `SAMPLE_COMMANDS` in `place`; resolves with the final answer, rejects when nobody listens there. */
  command(name: string, options?: Readonly<Record<string, string>>): Promise<SeenAnswer>;
  /** Somebody else writes this in `place`, and the member chooses *Look up paper* on it; resolves with the final answer. */
  lookUp(text: string): Promise<SeenAnswer>;
  /** Somebody writes this in `place`; resolves with the words of the first card under a link of it. */
  cardUnder(text: string): Promise<string>;
  /** Presses the button with this label on a posted message; resolves with the final answer. */
  press(ref: MessageRef, label: string): Promise<SeenAnswer>;
  /** Ends the first platform as a restart does and gives a new one, not started, on the same service. */
  restart(): Promise<ChatPlatform>;
  /** Stops every platform it gave out, and the service. */
  close(): Promise<void>;
}
