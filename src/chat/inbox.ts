/** What arrives from a platform, and what the core says to it. */
import type { CommandSpec } from './command.ts';
import type { Action, Form, Message } from './message.ts';
import type {
  Instant,
  MessageRef,
  PersonId,
  Place,
  PlatformName,
  Reaction,
  WorkspaceId,
} from './platform.ts';

/** Who speaks to the bot, as far as the platform says so in the call itself. */
export interface Speaker {
  readonly id: PersonId;
  readonly name: string;
  /** May manage the whole workspace, each channel included; absent when only `inspect` can tell. */
  readonly isAdmin?: boolean;
  readonly locale?: string;
}

/** Where somebody speaks: the channel, and the thread's first message when it is in a thread. */
export interface Spot extends Place {
  readonly threadOf?: MessageRef;
}

export interface CommandCall {
  readonly name: string;
  /** By the names of the command's options; absent ones are left out. */
  readonly options: Readonly<Record<string, string>>;
  /** `--share`: post the answer as a message of its own. */
  readonly isShared: boolean;
  readonly spot: Spot;
  readonly person: Speaker;
  /** False where the platform has no form to open: a mention, a terminal. */
  readonly canOpenForm: boolean;
}

/** A button, a choice of a select, or a submitted form. */
export interface Press {
  readonly action: Action;
  /** A submitted form's fields by name; absent for buttons and selects. */
  readonly values?: Readonly<Record<string, string>>;
  readonly spot: Spot;
  /** The message pressed on, when it is a posted one: it binds a delivery whose answer was lost. */
  readonly on?: MessageRef;
  readonly person: Speaker;
  readonly canOpenForm: boolean;
}

/**
 * How the first answer looks; Discord fixes it within 3 s, so it is known before the handler runs. `update`: in place of the
 * private answer that was pressed on. That one stays when the handler fails or finds mistakes: what is said then comes beside it.
 */
export type Opens = 'reply' | 'form' | 'update';

/** All replies are private to the person who asked. */
export type Reply =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'form'; readonly form: Form }
  /** A form's mistakes: at the fields where the platform can, else as a message with a button `reopen`. */
  | {
      readonly kind: 'problems';
      readonly problems: readonly { readonly field: string; readonly text: string }[];
      readonly reopen: Action;
    }
  | { readonly kind: 'nothing' };

/** What somebody typed so far into an option. */
export interface SuggestQuery {
  readonly command: string;
  readonly option: string;
  readonly typed: string;
  readonly spot: Spot;
  readonly person: Speaker;
}

/** `label` is read (at most 100 characters), `value` is sent (at most 100). */
export interface Suggestion {
  readonly label: string;
  readonly value: string;
}

/** *Look up paper*, chosen on a message that anybody wrote. */
export interface LookUp {
  /** The message's words and addresses as the platform sends them: read for this answer, and neither kept nor logged. */
  readonly text: string;
  readonly spot: Spot;
  readonly person: Speaker;
}

/** Links that a person posted, or is about to post, of the hosts that the platform tells us of. */
export interface SharedLinks {
  readonly workspace: WorkspaceId;
  /** As they stand in the message. */
  readonly urls: readonly string[];
  /** Nobody outside of this workspace will see the cards; false also where the platform does not say. */
  readonly isInside: boolean;
}

/** What is to stand under one of the shared links. */
export interface LinkCard {
  /** One of the `urls`, unchanged. */
  readonly url: string;
  readonly message: Message;
}

export type ReactionChange =
  | ({
      readonly kind: 'added' | 'removed';
      readonly ref: MessageRef;
      /**
       * When the platform says that it happened, where it does, with what it says of it below a millisecond: an event may
       * be repeated hours later, and come after one that is newer. Without it, an event is as new as its arrival.
       */
      readonly at?: Instant;
    } & Reaction)
  /** All reactions, or all of one emoji. */
  | { readonly kind: 'cleared'; readonly ref: MessageRef; readonly emoji?: string }
  | { readonly kind: 'deleted'; readonly refs: readonly MessageRef[] };

export type PlaceChange =
  | { readonly kind: 'installed'; readonly workspace: WorkspaceId; readonly name: string }
  | { readonly kind: 'removed'; readonly workspace: WorkspaceId }
  | { readonly kind: 'channel-gone'; readonly place: Place }
  | { readonly kind: 'access-lost' | 'access-back'; readonly place: Place };

/** Where events may have been missed. */
export interface GapScope {
  readonly platform: PlatformName;
  readonly workspace?: WorkspaceId;
  /** Only in those of which this is true: what one of several connections brings. */
  readonly includes?: (workspace: WorkspaceId) => boolean;
}

/** What the core does with what arrives. An adapter acknowledges in time whatever these do. */
export interface Inbox {
  readonly commands: readonly CommandSpec[];
  /** How the answer to each verb opens; a verb that is not listed is a `reply`. */
  readonly verbs: Readonly<Record<string, Opens>>;
  onCommand(call: CommandCall): Promise<Reply>;
  onPress(press: Press): Promise<Reply>;
  onSuggest(query: SuggestQuery): Promise<readonly Suggestion[]>;
  onLookUp(lookUp: LookUp): Promise<Reply>;
  /** Cards for some of the links, or for none: everybody there sees them, and that something failed nobody does. */
  onLinks(shared: SharedLinks): Promise<readonly LinkCard[]>;
  onReaction(change: ReactionChange): Promise<void>;
  onPlace(change: PlaceChange): Promise<void>;
  /** Events may have been missed: heal. Returns at once. */
  onGap(scope: GapScope): Promise<void>;
}
