import { z } from 'zod';
import type { Spot } from '#chat/inbox.ts';
import type { WorkspaceId } from '#chat/platform.ts';
import { toRef } from './ids.ts';

/** Where somebody asked for something, and how a private answer reaches them. */
export interface Asked {
  readonly spot: Spot;
  readonly user: string;
  /** Takes five answers in 30 minutes, also where we are no member (docs: interactivity/handling-user-interaction). */
  readonly responseUrl?: string;
  /** Opens one form within 3 s. */
  readonly trigger?: string;
}

const Origin = z.object({
  channel: z.string(),
  thread: z.string().optional(),
  responseUrl: z.string().optional(),
});

/** A modal belongs to no channel: this brings its answer home. Slack keeps it as the view's `private_metadata`. */
export function encodeOrigin({ spot, responseUrl }: Asked): string {
  const { channel, threadOf } = spot;
  const origin: z.infer<typeof Origin> = { channel, thread: threadOf?.message, responseUrl };
  return JSON.stringify(origin);
}

/** @throws when it is not ours */
export function decodeOrigin(
  text: string,
  { workspace, user }: { readonly workspace: WorkspaceId; readonly user: string },
): Asked {
  const { channel, thread, responseUrl } = Origin.parse(JSON.parse(text));
  return {
    spot: spotAt({ workspace, channel, thread }),
    user,
    ...(responseUrl !== undefined && { responseUrl }),
  };
}

/** A thread has the `ts` of its first message, which itself stands in the channel. */
export function spotAt({
  workspace,
  channel,
  thread,
}: {
  readonly workspace: WorkspaceId;
  readonly channel: string;
  readonly thread?: string | undefined;
}): Spot {
  if (thread === undefined) return { workspace, channel };
  return { workspace, channel, threadOf: toRef(workspace, channel, thread) };
}
