import type { EventEmitter } from 'node:events';

/** What the fake keeps, and in which words. */
export interface FakeUser {
  readonly id: string;
  /** `ada`. */
  readonly name: string;
  /** `Ada Lovelace`. */
  readonly realName: string;
  /** IANA zone of the profile. */
  readonly tz: string;
  /** `en-GB`; told only with `include_locale`. */
  readonly locale: string;
  readonly isAdmin: boolean;
  readonly isOwner: boolean;
  /** A guest: `is_restricted`. */
  readonly isGuest: boolean;
  readonly isBot: boolean;
  readonly isDeleted: boolean;
  /** Of another workspace, met in a shared channel. */
  readonly team?: string;
}

export interface FakeChannel {
  /** `C…`, or `D…` for a direct message with the app. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'direct';
  readonly creator: string;
  readonly members: Set<string>;
  /** People of another workspace are in it too. */
  readonly isExternal: boolean;
  isArchived: boolean;
  /** Every post into it is refused with this error. */
  refusal: string | undefined;
}

/** A block, an element, an option or a text: Slack's JSON as it came, after it passed the limits. */
export interface FakePart {
  readonly type?: string;
  readonly text?: string | FakePart;
  readonly block_id?: string;
  readonly action_id?: string;
  readonly value?: string;
  readonly url?: string;
  readonly style?: string;
  readonly accessibility_label?: string;
  readonly fields?: readonly FakePart[];
  readonly accessory?: FakePart;
  readonly elements?: readonly FakePart[];
  readonly element?: FakePart;
  readonly label?: FakePart;
  readonly hint?: FakePart;
  readonly title?: FakePart;
  readonly placeholder?: FakePart;
  readonly options?: readonly FakePart[];
  readonly option_groups?: readonly FakePart[];
  readonly initial_option?: FakePart;
  readonly initial_value?: string;
  readonly initial_time?: string;
  readonly optional?: boolean;
}

export interface FakeMetadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

export interface FakeMessage {
  readonly channel: string;
  /** Its id; unique on this fake, not only in its channel. */
  readonly ts: string;
  readonly user: string;
  readonly at: number;
  /** The first message of the thread it is in, or its own `ts` once it has replies. */
  threadTs: string | undefined;
  /** Only `shownTo` sees it; it is in no history. */
  readonly isEphemeral: boolean;
  readonly shownTo: string | undefined;
  text: string;
  blocks: readonly FakePart[];
  metadata: FakeMetadata | undefined;
  edits: number;
  /** Slack adds previews of its links. */
  readonly isUnfurled: boolean;
  /** Deleted, but the thread under it stands: "This message was deleted." */
  isTombstone: boolean;
  /** By name as sent, `+1::skin-tone-2`; who reacted, in order. */
  readonly reactions: Map<string, Set<string>>;
}

/** Who calls and what was granted; changes when the app is installed and uninstalled. */
export interface Installation {
  /** Empty where the app was never installed. */
  botToken: string;
  readonly appToken: string;
  scopes: readonly string[];
  /** Whether the scopes are the manifest's own: then one that is missing is a fault of ours. */
  isWhole: boolean;
  /** Event types the app subscribes to. */
  subscribed: readonly string[];
  /** What the bot's token is refused with, once it is dead. */
  refusal: TokenEnd | undefined;
  /** Tokens of earlier installations, and how they ended. */
  readonly old: Map<string, TokenEnd>;
}

export type TokenEnd = 'account_inactive' | 'token_revoked';

/** Links in one message, or in one that is being written. */
export interface SharedLinks {
  /** `COMPOSER` while it is being written. */
  readonly channel: string;
  readonly ts: string;
  readonly source: 'conversations_history' | 'composer';
  readonly urls: readonly string[];
  /** What stands under them, by url. */
  readonly cards: Map<string, readonly FakePart[]>;
}

/** What the workspaces of one Slack have in common. `changed` is emitted after every change of any. */
export interface Universe {
  readonly app: string;
  readonly changes: EventEmitter;
  /** Whose links the app is told of: the manifest's `unfurl_domains`. */
  readonly domains: readonly string[];
  /** What breaks Slack's documents, in words. */
  readonly problems: string[];
  newTs(): string;
  newId(prefix: string): string;
  changed(): void;
}

/** Everything that exists in one workspace. */
export interface World extends Universe {
  readonly team: string;
  /** The workspace's. */
  readonly name: string;
  /** The bot's user id, `U…`, and its bot id, `B…`. */
  readonly self: string;
  readonly bot: string;
  readonly installation: Installation;
  readonly users: Map<string, FakeUser>;
  readonly channels: Map<string, FakeChannel>;
  /** By `ts`. */
  readonly messages: Map<string, FakeMessage>;
  /** By `unfurl_id`. */
  readonly shared: Map<string, SharedLinks>;
  /** Sends an event to the app when it subscribes to it. */
  tell(type: string, facts: object): void;
}

/** An answer of the API that is an error. */
export class Refusal extends Error {
  readonly error: string;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(error: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(error);
    this.error = error;
    this.fields = fields;
  }
}

/** As Slack says what is wrong with an argument or a block. */
export function refusal(error: string, messages: readonly string[]): Refusal {
  const written = messages.map((message) => `[ERROR] ${message}`);
  return new Refusal(error, { errors: messages, response_metadata: { messages: written } });
}

/** For what a test does: what is not there is the test's mistake. */
export function channelOf(world: World, id: string): FakeChannel {
  const found = world.channels.get(id);
  if (found === undefined) throw new Error(`no channel ${id}`);
  return found;
}

export function messageOf(world: World, message: FakeMessage | string): FakeMessage {
  const found = typeof message === 'string' ? world.messages.get(message) : message;
  if (found === undefined) throw new Error(`no message ${String(message)}`);
  return found;
}

/** An option of a select, by its label or value. */
export function optionOf(
  { options, option_groups }: FakePart,
  wanted: string,
): FakePart | undefined {
  const all = options ?? option_groups?.flatMap((group) => group.options ?? []) ?? [];
  return all.find(({ text, value }) => {
    const label = typeof text === 'object' ? text.text : undefined;
    return label === wanted || value === wanted;
  });
}

/** A block and all that is in it, texts too, in reading order. */
export function flatten(parts: readonly FakePart[]): readonly FakePart[] {
  return parts.flatMap((one) => [
    one,
    ...flatten(
      [one.title, one.label, one.text, one.placeholder, one.element, one.hint].filter(isPart),
    ),
    ...flatten(one.fields ?? []),
    ...flatten(one.elements ?? []),
    ...flatten(one.accessory === undefined ? [] : [one.accessory]),
  ]);
}

function isPart(part: string | FakePart | undefined): part is FakePart {
  return typeof part === 'object';
}

/** What a reader sees: the words of the blocks in order, labels among them, or `text` where there are no blocks. */
export function wordsOf(message: {
  readonly text?: string;
  readonly blocks?: readonly FakePart[];
}): string {
  const { text = '', blocks = [] } = message;
  if (blocks.length === 0) return withoutMarkup(text);
  return flatten(blocks)
    .flatMap((part) => (typeof part.text === 'string' ? [withoutMarkup(part.text)] : []))
    .join('\n');
}

function withoutMarkup(text: string): string {
  return text
    .replace(/<[^>|]+\|([^>]*)>/g, '$1')
    .replace(/<(https?:[^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
