import type { z } from 'zod';
import type { MessageRef } from '#chat/platform.ts';
import { slackCode } from './errors.ts';
import { ReactedPage, type Reactions } from './schemas.ts';
import type { SlackWeb } from './web.ts';

/** Messages of one page; new apps outside the Marketplace get fifteen, which is a digest's whole thread. */
const PAGE = 100;
/** A digest's cards are the first replies; what stands behind a long discussion is asked for one by one. */
const MOST_PAGES = 3;

/** The reactions of a message and of the replies to it, by `ts`; empty when it is gone. @throws PlatformError */
export async function readThread(
  web: SlackWeb,
  { channel, message }: MessageRef,
): Promise<ReadonlyMap<string, Reactions>> {
  const found = new Map<string, Reactions>();
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const read = await readPage(web, { channel, message, cursor });
    for (const { ts, reactions } of standing(read?.messages)) found.set(ts, reactions);
    cursor = read?.response_metadata?.next_cursor;
    if (read?.has_more !== true || !cursor) break;
  }
  return found;
}

type Message = z.infer<typeof ReactedPage>['messages'][number];

/** A deleted message with replies leaves a tombstone, which has no reactions to tell of. */
function standing(messages: readonly Message[] = []): readonly Message[] {
  return messages.filter(({ subtype }) => subtype !== 'tombstone');
}

interface Page {
  readonly channel: string;
  readonly message: string;
  readonly cursor: string | undefined;
}

async function readPage(web: SlackWeb, { channel, message, cursor }: Page) {
  try {
    return await web.ask(
      {
        method: 'conversations.replies',
        args: { channel, ts: message, limit: PAGE, ...(cursor !== undefined && { cursor }) },
        doing: { what: `reading the thread of ${message}`, of: 'channel', isWrite: false },
      },
      ReactedPage,
    );
  } catch (error) {
    if (slackCode(error) === 'thread_not_found') return undefined;
    throw error;
  }
}
