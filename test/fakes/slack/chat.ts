import { joinedChannel, postingChannel, visibleChannel } from './channels.ts';
import { readContent, readMetadata } from './limits.ts';
import { applyEdit, drop, keep, keptMessage } from './messages.ts';
import type { Method, MethodTools } from './methods.ts';
import { type FakeChannel, type FakeMessage, Refusal, refusal } from './model.ts';
import type { Args } from './spec.ts';
import { DOMAIN, messageJson } from './wire.ts';

export const postMessage: Method = (tools, args) => {
  const { world, rules } = tools;
  tools.needScope();
  const content = readContent(world, args, 'post');
  const metadata = args.metadata === undefined ? undefined : readMetadata(args.metadata);
  const channel = postingChannel(world, args.channel, rules.hasMessagesTab);
  const message = keep(world, {
    ...{ channel: channel.id, user: world.self, content, metadata },
    threadTs: threadOf(tools, channel, args),
    isUnfurled: args.unfurl_links !== false || args.unfurl_media !== false,
  });
  const json = messageJson(world, message, { hasMetadata: true });
  return { channel: channel.id, ts: message.ts, message: json };
};

/** The first message of the thread that is asked for. @throws Refusal */
function threadOf(
  { world, rules }: MethodTools,
  channel: FakeChannel,
  { thread_ts }: Args,
): string | undefined {
  if (thread_ts === undefined) return undefined;
  const ts = String(thread_ts);
  if (!/^\d+\.\d{6}$/.test(ts)) {
    throw refusal('invalid_thread_ts', [`${ts} is not a valid thread_ts`]);
  }
  const parent = world.messages.get(ts);
  if (parent?.channel !== channel.id || parent.isEphemeral) {
    if (rules.orphans === 'unthread') return undefined;
    throw new Refusal('thread_not_found');
  }
  if (parent.threadTs === undefined || parent.threadTs === parent.ts) return ts;
  world.problems.push(`thread_ts ${ts} is a reply’s: use its parent’s`);
  return parent.threadTs;
}

export const postEphemeral: Method = (tools, args) => {
  const { world } = tools;
  tools.needScope();
  const content = readContent(world, args, 'edit');
  const channel = joinedChannel(world, args.channel);
  if (channel.isArchived) throw new Refusal('is_archived');
  const user = String(args.user);
  if (!channel.members.has(user)) throw new Refusal('user_not_in_channel');
  const threadTs = threadOf(tools, channel, args);
  const message = keep(world, {
    ...{ channel: channel.id, user: world.self, content, threadTs, shownTo: user },
  });
  tools.interactions.showed(message);
  return { message_ts: message.ts };
};

export const updateMessage: Method = (tools, args) => {
  const { world } = tools;
  tools.needScope();
  const channel = visibleChannel(world, args.channel);
  const message = keptMessage(world, channel.id, args.ts);
  if (message.user !== world.self) throw new Refusal('cant_update_message');
  if (channel.isArchived) throw new Refusal('is_inactive');
  const content = readContent(world, args, 'edit');
  if (args.metadata !== undefined) message.metadata = readMetadata(args.metadata);
  applyEdit(world, message, content);
  return {
    ...{ channel: channel.id, ts: message.ts, text: message.text },
    message: messageJson(world, message, { hasMetadata: true }),
  };
};

export const removeMessage: Method = (tools, args) => {
  const { world } = tools;
  tools.needScope();
  const channel = visibleChannel(world, args.channel);
  const message = keptMessage(world, channel.id, args.ts);
  if (message.user !== world.self) throw new Refusal('cant_delete_message');
  drop(world, message);
  return { channel: channel.id, ts: message.ts };
};

export const getPermalink: Method = ({ world }, args) => {
  const channel = visibleChannel(world, args.channel);
  const message = keptMessage(world, channel.id, args.message_ts);
  return { channel: channel.id, permalink: permalinkOf(message) };
};

export function permalinkOf({ channel, ts, threadTs }: FakeMessage): string {
  const path = `https://${DOMAIN}.slack.com/archives/${channel}/p${ts.replace('.', '')}`;
  const isReply = threadTs !== undefined && threadTs !== ts;
  return isReply ? `${path}?thread_ts=${threadTs}&cid=${channel}` : path;
}
