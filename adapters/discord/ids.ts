import { createHash } from 'node:crypto';
import type { Instant, MessageRef, PersonId, WorkspaceId } from '#chat/platform.ts';

/** Where a direct message is: it belongs to no server. */
export const DIRECT = '@me';

export function toWorkspace(guild: string | null | undefined): WorkspaceId {
  return `discord:${guild ?? DIRECT}`;
}

export function toPerson(user: string): PersonId {
  return `discord:${user}`;
}

/** The snowflake behind `discord:<id>`. */
export function snowflakeOf(id: WorkspaceId | PersonId): string {
  return id.slice(id.indexOf(':') + 1);
}

export function toRef(workspace: WorkspaceId, channel: string, message: string): MessageRef {
  return { workspace, channel, message };
}

/** First millisecond that a snowflake can name (docs: reference.mdx, Snowflakes). */
const EPOCH = 1_420_070_400_000;

/** The least snowflake of that moment: a lower bound for `after`. */
export function snowflakeAt(at: Instant): string {
  return String(BigInt(Math.max(0, at - EPOCH)) << 22n);
}

/**
 * Two component ids that stand for a key in a message whose controls do not carry it: a component's `id` is any
 * positive int32, kept by Discord and returned with the message. Together 62 bits.
 */
export function keyIds(key: string): readonly [container: number, first: number] {
  const hash = createHash('sha256').update(key).digest();
  const container = positive(hash.readUInt32BE(0));
  const first = positive(hash.readUInt32BE(4));
  return [container, first === container ? first - 1 || 2 : first];
}

function positive(n: number): number {
  return n & 0x7f_ff_ff_ff || 1;
}

/** Which of so many shards a server's events come over (docs: events/gateway.mdx, Sharding Formula). */
export function shardOf(workspace: WorkspaceId, shards: number): number {
  const server = snowflakeOf(workspace);
  // What is of no server comes over the first.
  return server === DIRECT ? 0 : Number((BigInt(server) >> 22n) % BigInt(shards));
}
