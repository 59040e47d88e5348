import type { EventEmitter } from 'node:events';

/** What the fake keeps, in the shapes of Discord's API where they go out over the wire. */
export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly bot: boolean;
  /** Answers direct messages with 50007. */
  readonly refusesDirects?: boolean;
}

export interface FakeRole {
  readonly id: string;
  readonly name: string;
  readonly permissions: string;
}

export interface Overwrite {
  readonly id: string;
  readonly type: 0 | 1;
  readonly allow: string;
  readonly deny: string;
}

export interface FakeMember {
  readonly user: FakeUser;
  readonly roles: readonly string[];
}

export interface FakeGuild {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly roles: FakeRole[];
  readonly members: Map<string, FakeMember>;
}

export interface FakeChannel {
  readonly id: string;
  readonly type: number;
  readonly guild?: string;
  readonly name: string;
  readonly parent?: string;
  readonly overwrites: Overwrite[];
  /** Of a direct message. */
  readonly recipient?: FakeUser;
  archived: boolean;
  locked: boolean;
}

export interface FakeComponent {
  readonly type: number;
  readonly id?: number;
  readonly content?: string;
  readonly label?: string;
  readonly style?: number;
  readonly custom_id?: string;
  readonly url?: string;
  readonly placeholder?: string;
  readonly options?: readonly {
    readonly label: string;
    readonly value: string;
    readonly default?: boolean;
  }[];
  readonly components?: readonly FakeComponent[];
  readonly component?: FakeComponent;
  readonly accessory?: FakeComponent;
  readonly accent_color?: number;
  readonly value?: string;
}

export interface FakeReaction {
  readonly emoji: { readonly id: string | null; readonly name: string };
  readonly normal: Set<string>;
  readonly burst: Set<string>;
}

export interface FakeMessage {
  readonly id: string;
  readonly channel: string;
  readonly author: FakeUser;
  readonly nonce: string | undefined;
  readonly at: number;
  /** Only one person sees it. */
  readonly isEphemeral: boolean;
  components: readonly FakeComponent[];
  content: string;
  /** Previews that Discord made of links. */
  readonly embeds: readonly object[];
  /** The content of another message, forwarded in this one. */
  readonly forwarded?: string;
  flags: number;
  edits: number;
  readonly reactions: Map<string, FakeReaction>;
}

export const FLAG_EPHEMERAL = 64;
export const FLAG_V2 = 32_768;

/** Everything that exists on this Discord. `changed` is emitted after every change. */
export interface World {
  readonly self: FakeUser;
  readonly application: string;
  readonly token: string;
  readonly users: Map<string, FakeUser>;
  readonly guilds: Map<string, FakeGuild>;
  readonly channels: Map<string, FakeChannel>;
  readonly messages: Map<string, FakeMessage>;
  readonly nonces: Map<string, { readonly message: string; readonly at: number }>;
  readonly changes: EventEmitter;
  commands: readonly Record<string, unknown>[];
  snowflake(): string;
  /** Sends an event to every connected bot. */
  dispatch(event: string, facts: object): void;
  changed(): void;
}

/** An answer of the API that is an error. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** 50035 with what is wrong; where it is, Discord says in `errors`, which nobody here reads. */
export function invalidForm(problems: readonly string[]): Refusal {
  return new Refusal(400, 50_035, `Invalid Form Body: ${problems.join('; ')}`);
}

const EPOCH = 1_420_070_400_000;

export function createSnowflakes(now: () => number): () => string {
  const last = { at: 0, count: 0 };
  return () => {
    const at = Math.max(last.at, now());
    last.count = at === last.at ? last.count + 1 : 0;
    last.at = at;
    return String((BigInt(at - EPOCH) << 22n) | BigInt(last.count));
  };
}

export function emojiKey({
  id,
  name,
}: {
  readonly id: string | null;
  readonly name: string;
}): string {
  return id === null ? name : `${name}:${id}`;
}

export function toEmoji(key: string): { readonly id: string | null; readonly name: string } {
  const custom = /^(\w+):(\d+)$/.exec(key);
  if (custom?.[1] === undefined || custom[2] === undefined) return { id: null, name: key };
  return { id: custom[2], name: custom[1] };
}

/** A component and all that is in it. */
export function flatten(components: readonly FakeComponent[]): readonly FakeComponent[] {
  return components.flatMap((one) => [
    one,
    ...flatten(one.components ?? []),
    ...flatten(one.accessory === undefined ? [] : [one.accessory]),
    ...flatten(one.component === undefined ? [] : [one.component]),
  ]);
}

/** What a reader sees of a message: its texts, then its controls. */
export function wordsOf(message: {
  readonly components: readonly FakeComponent[];
  readonly content?: string;
}): string {
  const all = flatten(message.components);
  const texts = all.flatMap(({ content }) => content ?? []);
  const labels = all.flatMap(({ label, placeholder }) => label ?? placeholder ?? []);
  return [message.content ?? '', ...texts, ...labels].filter((words) => words !== '').join('\n');
}
