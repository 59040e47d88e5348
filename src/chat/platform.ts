/**
 * The seam between the core and a chat platform. The core speaks in meanings, an adapter in its platform's own terms.
 * `test/contract/platform.ts` holds every adapter to what is promised here.
 */
import type { RequestListener } from 'node:http';
import type { Inbox } from './inbox.ts';
import type { Message } from './message.ts';

/** A moment: integer Unix milliseconds, UTC. */
export type Instant = number;

/** `slack`, `discord`, `console`: for ids and logs, never for branching. */
export type PlatformName = string;

/** A tenant, its platform first: `slack:T0001`, `discord:81384788765712384`. */
export type WorkspaceId = string;

/** The platform's own id of a channel, unique in its workspace: `C0001`. */
export type ChannelId = string;

/** One human account, unique among all workspaces: `slack:T0001/U0001`, `discord:80351110224678912`. Opaque to the core. */
export type PersonId = string;

/** Where a channel is. Written `slack:T0001/C0001` on the command line. */
export interface Place {
  readonly workspace: WorkspaceId;
  readonly channel: ChannelId;
}

/** A posted message. `channel` is where it really is: on Discord, a card in a thread has the thread's id. */
export interface MessageRef extends Place {
  readonly message: string;
}

/** Where to post. A thread is made, or adopted, by the first post into it, under `name` where threads have names. */
export type Target =
  | Place
  | { readonly workspace: WorkspaceId; readonly threadOf: MessageRef; readonly name: string }
  | { readonly workspace: WorkspaceId; readonly person: PersonId };

export type Purpose = 'digest' | 'share' | 'pick' | 'notice' | 'alert';

/** Names one delivery for ever. `key` has at most 24 characters of `[A-Za-z0-9_-]`: Discord's nonce holds 25. */
export interface DeliveryKey {
  readonly key: string;
  readonly purpose: Purpose;
  /** The post leaves this process by then, on the clock that the adapter was given, or never: afterwards another may do it. Too late is `unavailable`. */
  readonly until?: Instant;
}

export interface LanePace {
  /** Posts a second: with how many a lane begins, and to how many it rises while the platform does not ask it to slow down. */
  readonly first: number;
  readonly most: number;
  /** Posts that wait for their answers at once. */
  readonly atOnce: number;
  /** So many refusals within that time lie far below what the platform punishes: the lane then rests. */
  readonly refusals?: { readonly most: number; readonly withinMs: number };
}

/** Numbers and facts that the core plans with. */
export interface Limits {
  /** Papers with a vote button that fit in one message. */
  readonly papersPerMessage: number;
  /** Characters of all text of one message together, as the core counts them (link markup included). */
  readonly messageText: number;
  /** Fields of a form. */
  readonly formFields: number;
  /** Options of one select. */
  readonly selectOptions: number;
  /** Whether a message can have a thread under it. */
  readonly hasThreads: boolean;
  /** Whether a card can stand under links that people post. */
  readonly canUnfurl: boolean;
  /** Whose pace posts share: one lane per workspace (Slack), or one for all (a Discord bot). */
  readonly lane: 'workspace' | 'platform';
  /** A message younger than this may be edited every `editEveryMs`. */
  readonly quickEditsForMs: number;
  readonly editEveryMs: number;
  /** The pace of edits of an older message. */
  readonly oldEditEveryMs: number;
  /** Least time between two posts into one channel. */
  readonly postEveryMs: { readonly channel: number };
  /** How much of a lane goes out. */
  readonly lanePace: LanePace;
  /** How long after an attempt a post that did arrive may still be invisible to `find`. */
  readonly findAfterMs: readonly [first: number, second: number];
}

/** What `inspect` found missing: a sentence for a person, and the words to type or the setting to change. */
export interface Obstacle {
  readonly kind: 'membership' | 'permission' | 'archived' | 'closed' | 'gone';
  /** `Paperboy is not a member of this channel, so it cannot post here.` */
  readonly problem: string;
  /** `Type /invite @Paperboy in this channel.` */
  readonly fix: string;
}

export interface PersonFacts {
  readonly name: string;
  /** May change what a channel gets: see product.md, Channel admins. */
  readonly isAdmin: boolean;
  /** May also change what holds for the whole workspace, as who only made one channel may not. */
  readonly isWorkspaceAdmin: boolean;
  readonly isGuest: boolean;
  readonly isBot: boolean;
  /** IANA zone, where the platform tells. */
  readonly zone?: string;
  /** BCP 47, where the platform tells. */
  readonly locale?: string;
}

export interface PlaceFacts {
  readonly name: string;
  readonly isPrivate: boolean;
  /** Whether people of other workspaces are in it too: they must not learn what else there is in this one. */
  readonly isShared: boolean;
  /** Whether messages here can have threads. */
  readonly hasThreads: boolean;
  /** Empty when Paperboy can post here all that it posts. */
  readonly obstacles: readonly Obstacle[];
  /** Of the person asked about; absent when none was asked about, and for who is unknown or has left. */
  readonly person?: PersonFacts;
}

/** One live reaction as the platform counts it. `emoji` is as sent: `+1::skin-tone-2`, `👍🏽`, `party:123456`. */
export interface Reaction {
  readonly person: PersonId;
  readonly emoji: string;
  /** Discord's super reaction, which counts beside a normal one of the same person. */
  readonly isBurst: boolean;
}

/** Reactions per emoji as recorded, to compare counts before people are read; `unsure` always reads people. */
export type Counts = ReadonlyMap<string, number>;

export interface ReadReactions {
  readonly ref: MessageRef;
  readonly state: readonly Reaction[] | 'same-counts' | 'gone';
  /** Emoji that stand there and whose people the platform will not name: nobody knows more of them than before. */
  readonly unread?: readonly string[];
}

/**
 * A chat platform. Everything but `start` works without a connection, so that command-line tools can post. Each call asks the
 * platform anew, whatever it said to the one before: a token that was refused by mistake, or is mended, works again.
 */
export interface ChatPlatform {
  readonly name: PlatformName;
  readonly limits: Limits;
  /**
   * Connects to receive. One process at a time: two would share what arrives, or both answer it.
   * @throws PlatformError `unauthorized` for a wrong token; it does not try again by itself.
   */
  start(inbox: Inbox): Promise<void>;
  /** Why nothing is received just now, though `start` went well: the connection broke, or was closed for good. */
  lost?(): string | undefined;
  /**
   * Lets work in flight finish, then disconnects. Safe to call twice, and without `start`. One that comes while a start is
   * under way ends it: when both have settled, nothing is connected.
   */
  stop(): Promise<void>;
  /** Posts once: one attempt, no retry, 10 s at most. Every message carries its key, for `find`. @throws PlatformError */
  post(to: Target, message: Message, key: DeliveryKey): Promise<MessageRef>;
  /** Whether an unanswered post arrived. `since` is the first attempt. @throws PlatformError */
  find(to: Target, key: DeliveryKey, since: Instant): Promise<MessageRef | 'absent' | 'cannot-say'>;
  /** Which of these keys a message of ours carries; undefined for none, and for a message that is gone or not ours to read. @throws PlatformError */
  keyOf(ref: MessageRef, among: readonly string[]): Promise<string | undefined>;
  /** Replaces a message's content; the same content again changes nothing. @throws PlatformError */
  edit(ref: MessageRef, message: Message): Promise<void>;
  /** Deletes a message of ours; one that is gone already is fine. @throws PlatformError */
  remove(ref: MessageRef): Promise<void>;
  /** What a place is, what keeps Paperboy from posting there, and who the person is there. @throws PlatformError */
  inspect(place: Place, person?: PersonId): Promise<PlaceFacts>;
  /** The people behind each message's reactions, bots left out. A message that is gone is not one without reactions. @throws PlatformError */
  readReactions(
    refs: readonly MessageRef[],
    recorded: Counts | 'unsure',
  ): AsyncIterable<ReadReactions>;
  /** A link to a message that opens it in the platform; undefined where there is none. */
  linkTo(ref: MessageRef): Promise<string | undefined>;
  /** What keeps cards from standing under links there; undefined when nothing does. Only where `limits.canUnfurl`. @throws PlatformError */
  unfurlObstacle?(workspace: WorkspaceId): Promise<Obstacle | undefined>;
  /** Paths that the process's one HTTP server hands to this adapter. */
  readonly routes?: readonly Route[];
}

export interface Route {
  readonly path: string;
  readonly listener: RequestListener;
}

export type FailedThing = 'installation' | 'channel' | 'thread' | 'message' | 'person';

/** What went wrong, named after what the caller can do. */
export type Failure =
  /** Wait, then the same again. `of`: whether only this channel has to wait, or, also when absent, the whole installation. */
  | {
      readonly kind: 'rate-limited';
      readonly retryAfterMs: number;
      readonly of?: 'channel' | 'installation';
    }
  /** It may have arrived: `find` before posting again. */
  | { readonly kind: 'unknown-outcome' }
  /** Certainly not done; try later. */
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'unauthorized' | 'forbidden' | 'gone' | 'closed'; readonly of: FailedThing }
  /** Our bug: the platform refuses the payload. */
  | { readonly kind: 'rejected' };

/** The only error that leaves an adapter. */
export class PlatformError extends Error {
  readonly failure: Failure;
  /** The platform's own word for it: `not_in_channel`, `50013`. */
  readonly code: string;

  constructor(message: string, failure: Failure, options: { code?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'PlatformError';
    this.failure = failure;
    this.code = options.code ?? failure.kind;
  }
}

/** `slack` of `slack:T0001`. */
export function platformOf(workspace: WorkspaceId): PlatformName {
  return workspace.slice(0, workspace.indexOf(':'));
}

/** Reads `slack:T0001/C0001`. */
export function toPlace(text: string): Place | undefined {
  const match = /^([a-z]+:[^/\s]+)\/([^/\s]+)$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { workspace: match[1], channel: match[2] };
}
