import { Routes } from 'discord.js';
import { z } from 'zod';
import type { FailedThing, Instant, MessageRef, Target } from '#chat/platform.ts';
import type { Channels, Postable } from './channels.ts';
import { discordCode } from './errors.ts';
import { keyIds, snowflakeAt, toRef } from './ids.ts';
import type { Inspection } from './inspect.ts';
import type { DiscordRest } from './rest.ts';
import { type Component, KeptMessage } from './schemas.ts';

export interface FindingTools {
  readonly rest: DiscordRest;
  readonly channels: Channels;
  readonly inspection: Inspection;
}

/** Their clock and ours may differ by this much. */
const CLOCKS_DIFFER_MS = 60_000;
/** Messages of one page, and pages read before giving up (docs: resources/message.mdx). */
const PAGE = 100;
const MAX_PAGES = 20;

/** Looks for our key among what was posted since; the nonce is not kept, so the components carry it. */
export async function find(
  tools: FindingTools,
  to: Target,
  { key, since }: { readonly key: string; readonly since: Instant },
): Promise<MessageRef | 'absent' | 'cannot-say'> {
  const where = await tools.channels.existing(to);
  try {
    return await search(tools, { to, where, key, since });
  } catch (error) {
    const code = discordCode(error) ?? '';
    if (code === '10003') return 'absent';
    if (code === '50001' || code === '50013') return 'cannot-say';
    throw error;
  }
}

interface Search {
  readonly to: Target;
  readonly where: Postable;
  readonly key: string;
  readonly since: Instant;
}

async function search(
  tools: FindingTools,
  { to, where, key, since }: Search,
): Promise<MessageRef | 'absent' | 'cannot-say'> {
  const self = await tools.inspection.self();
  let after = snowflakeAt(since - CLOCKS_DIFFER_MS);
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const messages = await history(tools.rest, where, after);
    const found = messages.find((message) => message.author.id === self && carries(message, key));
    if (found !== undefined) return toRef(to.workspace, found.channel_id, found.id);
    if (page === 0 && messages.length === 0) return emptyMeans(tools, to, where.of);
    if (messages.length < PAGE) return 'absent';
    after = messages
      .map(({ id }) => id)
      .reduce((newest, id) => (BigInt(id) > BigInt(newest) ? id : newest), after);
  }
  return 'cannot-say';
}

/** Without Read Message History the answer is an empty list, not an error (docs: resources/message.mdx). */
async function emptyMeans(
  { inspection }: FindingTools,
  to: Target,
  of: FailedThing,
): Promise<'absent' | 'cannot-say'> {
  if (of === 'person' || 'person' in to) return 'absent';
  const channel = 'threadOf' in to ? to.threadOf.channel : to.channel;
  const canRead = await inspection.canReadHistory({ workspace: to.workspace, channel });
  return canRead ? 'absent' : 'cannot-say';
}

async function history(
  rest: DiscordRest,
  { channel, of }: Postable,
  after: string,
): Promise<readonly KeptMessage[]> {
  return rest.ask(
    {
      method: 'GET',
      route: Routes.channelMessages(channel),
      query: { after, limit: String(PAGE) },
      doing: { what: `reading channel ${channel}`, of, isWrite: false },
    },
    z.array(KeptMessage),
  );
}

/** Reads one message. */
export async function keyOf(
  { rest, inspection }: Pick<FindingTools, 'rest' | 'inspection'>,
  { channel, message }: MessageRef,
  among: readonly string[],
): Promise<string | undefined> {
  const route = Routes.channelMessage(channel, message);
  const doing = { what: `reading message ${message}`, of: 'channel', isWrite: false } as const;
  try {
    const found = await rest.ask({ method: 'GET', route, doing }, KeptMessage);
    if (found.author.id !== (await inspection.self())) return undefined;
    return among.find((key) => carries(found, key));
  } catch (error) {
    if (UNREADABLE.has(discordCode(error) ?? '')) return undefined;
    throw error;
  }
}

const UNREADABLE = new Set(['10003', '10008', '50001', '50013']);

function carries({ nonce, components }: KeptMessage, key: string): boolean {
  return nonce === key || components.some((component) => hasKey(component, key));
}

function hasKey(component: Component, key: string): boolean {
  if (component.custom_id?.startsWith(`p1:${key}:`)) return true;
  const inner = [
    ...(component.components ?? []),
    ...(component.accessory ? [component.accessory] : []),
  ];
  const [container, first] = keyIds(key);
  if (component.id === container && inner[0]?.id === first) return true;
  return inner.some((one) => hasKey(one, key));
}
