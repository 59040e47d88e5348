import { type Instant, type MessageRef, PlatformError, type Target } from '#chat/platform.ts';
import { slackCode } from './errors.ts';
import type { Self } from './identity.ts';
import { timestampAt, toRef } from './ids.ts';
import { EVENT_TYPE } from './render.ts';
import { HistoryPage, type KeptMessage } from './schemas.ts';
import type { SlackWeb } from './web.ts';

export interface FindingTools {
  readonly web: SlackWeb;
  readonly self: () => Promise<Self>;
}

interface Wanted {
  readonly key: string;
  readonly since: Instant;
}

/** Their clock and ours may differ by this much. */
const CLOCKS_DIFFER_MS = 60_000;
/** Items of one page: new apps outside the Marketplace get no more, and one page a minute (facts of 2025-05-29). */
const PAGE = 15;
/** Pages read before giving up. */
const MAX_PAGES = 20;
/** A longer wait between two pages would begin the search anew each time, without an end. */
const PATIENCE_MS = 30_000;

/** Looks for our metadata among what was posted since. A person's messages may not be read without `im:history`. */
export async function find(
  { web, self }: FindingTools,
  to: Target,
  wanted: Wanted,
): Promise<MessageRef | 'absent' | 'cannot-say'> {
  if ('person' in to) return 'cannot-say';
  const where = 'threadOf' in to ? to.threadOf : { channel: to.channel };
  try {
    const { bot } = await self();
    const found = await search(web, where, { ...wanted, bot });
    return typeof found === 'object' ? toRef(to.workspace, where.channel, found.ts) : found;
  } catch (error) {
    const code = slackCode(error) ?? '';
    if (code === 'thread_not_found') return 'absent';
    if (UNREADABLE.has(code)) return 'cannot-say';
    throw error;
  }
}

/** A private channel that we left is shown as none, with all that we posted there. */
const UNREADABLE = new Set([
  'missing_scope',
  'not_in_channel',
  'channel_not_found',
  'channel_is_limited_access',
]);

interface Where {
  readonly channel: string;
  /** The first message of a thread. */
  readonly message?: string;
}

async function search(
  web: SlackWeb,
  where: Where,
  { key, since, bot }: Wanted & { readonly bot: string },
): Promise<KeptMessage | 'absent' | 'cannot-say'> {
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const read = await readPage(web, where, { since, cursor });
    if (read === undefined) return 'cannot-say';
    const found = read.messages.find((one) => one.bot_id === bot && carries(one, key));
    if (found !== undefined) return found;
    cursor = read.response_metadata?.next_cursor;
    if (!read.has_more || !cursor) return 'absent';
  }
  return 'cannot-say';
}

function carries({ metadata }: KeptMessage, key: string): boolean {
  return metadata?.event_type === EVENT_TYPE && metadata.event_payload?.key === key;
}

/** Reads one message, in a thread or not: `conversations.replies` finds both by their `ts`. */
export async function keyOf(
  { web, self }: FindingTools,
  { channel, message }: MessageRef,
  among: readonly string[],
): Promise<string | undefined> {
  const args = { channel, ts: message, oldest: message, latest: message, inclusive: true };
  const doing = { what: `reading message ${message}`, of: 'channel', isWrite: false } as const;
  const method = 'conversations.replies';
  const call = { method, args: { ...args, limit: PAGE, include_all_metadata: true }, doing };
  try {
    const [{ bot }, { messages }] = await Promise.all([self(), web.ask(call, HistoryPage)]);
    const found = messages.find((one) => one.ts === message && one.bot_id === bot);
    return found && among.find((key) => carries(found, key));
  } catch (error) {
    const code = slackCode(error) ?? '';
    if (code === 'thread_not_found' || UNREADABLE.has(code)) return undefined;
    throw error;
  }
}

interface PageWanted {
  readonly since: Instant;
  readonly cursor: string | undefined;
}

/** Undefined for a further page that Slack makes us wait for too long. */
async function readPage(web: SlackWeb, where: Where, { since, cursor }: PageWanted) {
  const { channel, message } = where;
  try {
    return await web.ask(
      {
        method: message === undefined ? 'conversations.history' : 'conversations.replies',
        args: {
          channel,
          ...(message !== undefined && { ts: message }),
          ...(cursor !== undefined && { cursor }),
          oldest: timestampAt(since - CLOCKS_DIFFER_MS),
          inclusive: true,
          limit: PAGE,
          include_all_metadata: true,
        },
        doing: { what: `reading channel ${channel}`, of: 'channel', isWrite: false },
      },
      HistoryPage,
    );
  } catch (error) {
    if (cursor !== undefined && isLongWait(error)) return undefined;
    throw error;
  }
}

function isLongWait(error: unknown): boolean {
  if (!(error instanceof PlatformError) || error.failure.kind !== 'rate-limited') return false;
  return error.failure.retryAfterMs > PATIENCE_MS;
}
