import type { Message } from '#chat/message.ts';
import { type DeliveryKey, type MessageRef, PlatformError, type Target } from '#chat/platform.ts';
import { type Doing, slackCode } from './errors.ts';
import { toRef, userOf } from './ids.ts';
import { toSlackMessage } from './render.ts';
import { Permalink, Posted } from './schemas.ts';
import type { Tenants } from './tenants.ts';
import type { SlackWeb } from './web.ts';

export async function post(
  web: SlackWeb,
  to: Target,
  { message, key }: { readonly message: Message; readonly key: DeliveryKey },
): Promise<MessageRef> {
  const args = {
    ...destination(to),
    ...toSlackMessage(message, { key }),
    unfurl_links: false,
    unfurl_media: false,
  };
  const call = { method: 'chat.postMessage', args, doing: doingTo(to), until: key.until };
  const posted = await web.ask(call, Posted);
  const ref = toRef(to.workspace, posted.channel, posted.ts);
  if ('threadOf' in to && posted.message !== undefined && posted.message.thread_ts === undefined) {
    throw await takenBack(web, ref, to.threadOf);
  }
  return ref;
}

/** A person’s id opens the direct message with them. */
function destination(to: Target): { readonly channel: string; readonly thread_ts?: string } {
  if ('person' in to) return { channel: userOf(to.person) };
  if ('threadOf' in to) return { channel: to.threadOf.channel, thread_ts: to.threadOf.message };
  return { channel: to.channel };
}

function doingTo(to: Target): Doing {
  const { channel } = destination(to);
  const of = 'person' in to ? 'person' : 'channel';
  return { what: `posting to ${channel}`, of, isWrite: true };
}

/**
 * A reply to a message that was deleted has been seen to land in the channel itself, where nobody wants it. Whether it
 * can be removed or not, the answer is the same: any other might have it posted once more.
 */
async function takenBack(
  web: SlackWeb,
  ref: MessageRef,
  thread: MessageRef,
): Promise<PlatformError> {
  const gone = (cause?: unknown) =>
    new PlatformError(
      `posting to the thread of ${thread.message}: it is gone, and Slack put the reply outside`,
      { kind: 'gone', of: 'thread' },
      { code: 'thread_not_found', cause },
    );
  try {
    await remove(web, ref);
    return gone();
  } catch (error) {
    return gone(error);
  }
}

/** Without blocks the old ones would go, without metadata the old one stays (docs: reference/methods/chat.update). */
export async function edit(web: SlackWeb, ref: MessageRef, message: Message): Promise<void> {
  await web.tell({
    method: 'chat.update',
    args: { channel: ref.channel, ts: ref.message, ...toSlackMessage(message) },
    doing: { what: `editing message ${ref.message}`, of: 'channel', isWrite: true },
  });
}

export async function remove(web: SlackWeb, ref: MessageRef): Promise<void> {
  try {
    await web.tell({
      method: 'chat.delete',
      args: { channel: ref.channel, ts: ref.message },
      doing: { what: `deleting message ${ref.message}`, of: 'channel', isWrite: true },
    });
  } catch (error) {
    if (!GONE.has(slackCode(error) ?? '')) throw error;
  }
}

const GONE = new Set(['message_not_found', 'channel_not_found']);

/** Undefined also when Slack does not say now: words do without a link. */
export async function linkTo(tenants: Tenants, ref: MessageRef): Promise<string | undefined> {
  try {
    const { web } = await tenants.of(ref.workspace);
    const { permalink } = await web.ask(
      {
        method: 'chat.getPermalink',
        args: { channel: ref.channel, message_ts: ref.message },
        doing: { what: `linking to message ${ref.message}`, of: 'channel', isWrite: false },
      },
      Permalink,
    );
    return permalink;
  } catch (error) {
    if (error instanceof PlatformError) return undefined;
    throw error;
  }
}
