import { directChannel, joinedChannel, visibleChannel } from './channels.ts';
import type { Method, MethodTools } from './methods.ts';
import { type FakeMessage, Refusal } from './model.ts';
import type { Args } from './spec.ts';
import { channelJson, messageJson, repliesTo } from './wire.ts';

/** A channel's messages without the replies in its threads, newest first on each page. */
export const history: Method = (tools, args) => {
  const { world, visibility } = tools;
  const channel = visibleChannel(world, args.channel);
  tools.needScope(channel);
  joinedChannel(world, args.channel);
  const all = [...world.messages.values()].filter(
    (message) =>
      message.channel === channel.id &&
      !message.isEphemeral &&
      (message.threadTs === undefined || message.threadTs === message.ts) &&
      visibility.isVisible(message),
  );
  const range = inRange(all, args);
  // With `oldest` alone the page is the one closest to it, to go forward from there (slack-api-docs, channels.history).
  const isForward = args.oldest !== undefined && args.latest === undefined;
  const { page, ...rest } = pageOf(isForward ? range : range.toReversed(), tools, args);
  const messages = isForward ? page.toReversed() : page;
  return { messages: messagesJson(tools, messages, args), ...rest, pin_count: 0 };
};

/** The first message, then its replies, oldest first. */
export const replies: Method = (tools, args) => {
  const { world, visibility } = tools;
  const channel = visibleChannel(world, args.channel);
  tools.needScope(channel);
  joinedChannel(world, args.channel);
  const parent = world.messages.get(String(args.ts));
  if (parent?.channel !== channel.id || parent.isEphemeral || !visibility.isVisible(parent))
    throw new Refusal('thread_not_found');
  const all = repliesTo(world, parent.ts).filter(visibility.isVisible);
  const { page, ...rest } = pageOf(inRange(all, args), tools, { limit: 1_000, ...args });
  const first = args.cursor === undefined ? [parent] : [];
  return { messages: messagesJson(tools, [...first, ...page], args), ...rest };
};

export const info: Method = (tools, args) => {
  const { world } = tools;
  const channel = visibleChannel(world, args.channel);
  tools.needScope(channel);
  const counted = args.include_num_members === true && { num_members: channel.members.size };
  return { channel: { ...channelJson(world, channel), ...counted } };
};

export const members: Method = (tools, args) => {
  const { world } = tools;
  const channel = visibleChannel(world, args.channel);
  tools.needScope(channel);
  return { members: [...channel.members], response_metadata: { next_cursor: '' } };
};

export const open: Method = (tools, args) => {
  const { world } = tools;
  if (typeof args.users !== 'string') throw new Refusal('users_list_not_supplied');
  if (!world.users.has(args.users)) throw new Refusal('user_not_found');
  const channel = directChannel(world, args.users);
  tools.needScope(channel);
  return { channel: args.return_im === true ? channelJson(world, channel) : { id: channel.id } };
};

function messagesJson(
  { world }: MethodTools,
  messages: readonly FakeMessage[],
  { include_all_metadata }: Args,
): readonly object[] {
  const view = { hasMetadata: include_all_metadata === true };
  return messages.map((message) => messageJson(world, message, view));
}

/** Between `oldest` and `latest`, neither of them unless `inclusive`. @throws Refusal */
function inRange(messages: readonly FakeMessage[], args: Args): readonly FakeMessage[] {
  const oldest = readTs(args.oldest, 'invalid_ts_oldest') ?? 0n;
  const latest = readTs(args.latest, 'invalid_ts_latest');
  return messages.filter(({ ts }) => {
    const at = readTs(ts, 'invalid_ts_latest') ?? 0n;
    if (args.inclusive === true && (at === oldest || at === latest)) return true;
    return at > oldest && (latest === undefined || at < latest);
  });
}

/** Microseconds; a whole number of seconds will do. */
function readTs(value: unknown, error: string): bigint | undefined {
  if (value === undefined || value === 'now') return undefined;
  const match = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(String(value));
  if (match?.[1] === undefined) throw new Refusal(error);
  return BigInt(match[1]) * 1_000_000n + BigInt((match[2] ?? '').padEnd(6, '0'));
}

interface Page {
  readonly page: readonly FakeMessage[];
  readonly has_more: boolean;
  readonly response_metadata?: { readonly next_cursor: string };
}

const DEFAULT_LIMIT = 100;
const MOST = 999;
/** For new apps outside the Marketplace. */
const THROTTLED_LIMIT = 15;

/** @throws Refusal */
function pageOf(messages: readonly FakeMessage[], { rules }: MethodTools, args: Args): Page {
  const asked = typeof args.limit === 'number' && args.limit > 0 ? args.limit : DEFAULT_LIMIT;
  const limit = Math.min(asked, rules.isThrottled ? THROTTLED_LIMIT : MOST);
  const start = args.cursor === undefined ? 0 : messages.findIndex(({ ts }) => ts === after(args));
  if (start < 0) throw new Refusal('invalid_cursor');
  const page = messages.slice(start, start + limit);
  const next = messages[start + limit];
  if (next === undefined) return { page, has_more: false };
  const next_cursor = Buffer.from(`next_ts:${next.ts}`).toString('base64');
  return { page, has_more: true, response_metadata: { next_cursor } };
}

function after({ cursor }: Args): string {
  return Buffer.from(String(cursor), 'base64').toString().replace('next_ts:', '');
}
