import type { Inbox } from '#chat/inbox.ts';
import type { Message } from '#chat/message.ts';
import {
  type ChatPlatform,
  type DeliveryKey,
  type Failure,
  type Limits,
  type MessageRef,
  type Obstacle,
  type PersonFacts,
  type PlaceFacts,
  PlatformError,
  type Reaction,
  type ReadReactions,
  type Target,
} from '#chat/platform.ts';

/** A message that the fake keeps. */
export interface Kept {
  readonly ref: MessageRef;
  readonly to: Target;
  readonly key: string;
  message: Message;
  readonly at: number;
}

/** How a post goes: stored and not answered, neither, answered after `release`, or failing with a name or without one. */
export type PostFault = 'answer-lost' | 'request-lost' | 'hang' | Failure | Error;

export interface Call {
  readonly what: 'post' | 'find' | 'read' | 'edit' | 'inspect';
  readonly at: number;
  readonly key?: string;
  readonly channel?: string;
}

/** A chat platform in memory, for the core's own tests: it remembers, and can misbehave. It knows nothing of any SDK. */
export class FakePlatform implements ChatPlatform {
  readonly name;
  readonly limits: Limits;
  readonly messages: Kept[] = [];
  readonly calls: Call[] = [];
  /** How the next posts go; `undefined` lets one pass. */
  readonly faults: (PostFault | undefined)[] = [];
  readonly editFaults: (Failure | Error | undefined)[] = [];
  /** Channels and workspaces in which edits get no answer until `release`. */
  readonly deaf = new Set<string>();
  /** What keeps the bot from posting in a channel, and how a post there fails. */
  readonly blocked = new Map<string, { readonly obstacle?: Obstacle; readonly failure: Failure }>();
  readonly privateChannels = new Set<string>();
  /** People of other workspaces are in them. */
  readonly sharedChannels = new Set<string>();
  /** What stands on a message, by its id. */
  readonly reactions = new Map<string, readonly Reaction[]>();
  readonly people = new Map<string, Partial<PersonFacts>>();
  /** A post shows itself to `find` so long after it was stored. */
  visibleAfterMs = 0;
  findFails: 'cannot-say' | Failure | undefined;
  inspectFails: Failure | undefined;
  /** What keeps cards from standing under links. */
  unfurlObstacleNow: Obstacle | undefined;
  /** What the platform refuses as a payload. */
  refuses: (message: Message) => boolean = () => false;
  inbox: Inbox | undefined;
  readonly #clock: () => number;
  readonly #hanging: (() => void)[] = [];
  #hangsEdits = false;

  constructor(clock: () => number, limits: Partial<Limits> = {}, name = 'fake') {
    this.#clock = clock;
    this.name = name;
    this.limits = { ...LIMITS, ...limits };
  }

  async start(inbox: Inbox): Promise<void> {
    this.inbox = inbox;
  }

  async stop(): Promise<void> {}

  async post(to: Target, message: Message, { key }: DeliveryKey): Promise<MessageRef> {
    this.#called('post', { key, channel: channelOf(to) });
    const fault = this.faults.shift();
    if (fault === 'request-lost') throw failed({ kind: 'unknown-outcome' });
    if (fault instanceof Error) throw fault;
    if (typeof fault === 'object') throw failed(fault);
    const blocked = this.blocked.get(channelOf(to));
    if (blocked !== undefined) throw failed(blocked.failure);
    if (this.refuses(message)) throw failed({ kind: 'rejected' });
    if (fault === 'hang') await this.#hang();
    const ref = this.#keep(to, message, key);
    if (fault === 'answer-lost') throw failed({ kind: 'unknown-outcome' });
    return ref;
  }

  async find(to: Target, { key }: DeliveryKey): Promise<MessageRef | 'absent' | 'cannot-say'> {
    this.#called('find', { key, channel: channelOf(to) });
    if (this.findFails === 'cannot-say') return 'cannot-say';
    if (this.findFails !== undefined) throw failed(this.findFails);
    const seenBefore = this.#clock() - this.visibleAfterMs;
    return this.messages.find((one) => one.key === key && one.at <= seenBefore)?.ref ?? 'absent';
  }

  async keyOf({ message }: MessageRef, among: readonly string[]): Promise<string | undefined> {
    this.#called('read', {});
    if (this.findFails !== undefined && this.findFails !== 'cannot-say')
      throw failed(this.findFails);
    const kept = this.messages.find((one) => one.ref.message === message);
    return among.find((key) => key === kept?.key);
  }

  async edit(ref: MessageRef, message: Message): Promise<void> {
    this.#called('edit', { channel: ref.channel });
    const fault = this.editFaults.shift();
    if (fault instanceof Error) throw fault;
    if (fault !== undefined) throw failed(fault);
    const blocked = this.blocked.get(ref.channel);
    if (blocked !== undefined) throw failed(blocked.failure);
    const isDeaf = this.deaf.has(ref.channel) || this.deaf.has(ref.workspace);
    if (this.#hangsEdits || isDeaf) await this.#hang();
    const kept = this.messages.find((one) => one.ref.message === ref.message);
    if (kept === undefined) throw failed({ kind: 'gone', of: 'message' });
    kept.message = message;
  }

  async remove({ message }: MessageRef): Promise<void> {
    const index = this.messages.findIndex((one) => one.ref.message === message);
    if (index >= 0) this.messages.splice(index, 1);
  }

  async inspect({ channel }: { readonly channel: string }, person?: string): Promise<PlaceFacts> {
    this.#called('inspect', { channel });
    if (this.inspectFails !== undefined) throw failed(this.inspectFails);
    const obstacle = this.blocked.get(channel)?.obstacle;
    return {
      name: `name-of-${channel}`,
      isPrivate: this.privateChannels.has(channel),
      isShared: this.sharedChannels.has(channel),
      hasThreads: this.limits.hasThreads,
      obstacles: obstacle === undefined ? [] : [obstacle],
      ...(person !== undefined && { person: { ...SOMEBODY, ...this.people.get(person) } }),
    };
  }

  async *readReactions(refs: readonly MessageRef[]): AsyncGenerator<ReadReactions> {
    for (const ref of refs) yield { ref, state: this.reactions.get(ref.message) ?? [] };
  }

  async linkTo({ channel, message }: MessageRef): Promise<string> {
    return `https://chat.example/${channel}/${message}`;
  }

  async unfurlObstacle(): Promise<Obstacle | undefined> {
    return this.unfurlObstacleNow;
  }

  /** Edits get no answer until `release`; `false` lets later ones pass. */
  holdEdits(isHeld = true): void {
    this.#hangsEdits = isHeld;
  }

  /** Whatever hangs goes on. */
  release(): void {
    this.#hangsEdits = false;
    this.deaf.clear();
    for (const go of this.#hanging.splice(0)) go();
  }

  withKey(key: string): readonly Kept[] {
    return this.messages.filter((one) => one.key === key);
  }

  /** What stands in a channel itself, not in its threads. */
  in(channel: string): readonly Kept[] {
    return this.messages.filter(({ to }) => 'channel' in to && to.channel === channel);
  }

  /** What stands in threads under a channel's messages. */
  underneath(channel: string): readonly Kept[] {
    return this.messages.filter(({ to }) => 'threadOf' in to && to.threadOf.channel === channel);
  }

  toPerson(person: string): readonly Kept[] {
    return this.messages.filter(({ to }) => 'person' in to && to.person === person);
  }

  count(what: Call['what']): number {
    return this.calls.filter((call) => call.what === what).length;
  }

  #called(what: Call['what'], facts: Omit<Call, 'what' | 'at'>): void {
    this.calls.push({ what, at: this.#clock(), ...facts });
  }

  #keep(to: Target, message: Message, key: string): MessageRef {
    const ref = {
      workspace: to.workspace,
      channel: channelOf(to),
      message: `m${this.calls.length}`,
    };
    this.messages.push({ ref, to, key, message, at: this.#clock() });
    return ref;
  }

  #hang(): Promise<void> {
    return new Promise((resolve) => this.#hanging.push(resolve));
  }
}

const LIMITS: Limits = {
  papersPerMessage: 10,
  messageText: 3_900,
  formFields: 5,
  selectOptions: 25,
  hasThreads: true,
  canUnfurl: false,
  lane: 'workspace',
  quickEditsForMs: 3_600_000,
  editEveryMs: 4_000,
  oldEditEveryMs: 600_000,
  postEveryMs: { channel: 1_000 },
  lanePace: { first: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY, atOnce: 8 },
  findAfterMs: [5_000, 30_000],
};

const SOMEBODY: PersonFacts = {
  ...{ name: 'Somebody', isAdmin: false, isWorkspaceAdmin: false },
  ...{ isGuest: false, isBot: false },
};

function channelOf(to: Target): string {
  if ('person' in to) return `dm-${to.person}`;
  return 'channel' in to ? to.channel : to.threadOf.channel;
}

function failed(failure: Failure): PlatformError {
  return new PlatformError(`the platform says ${failure.kind}`, failure);
}
