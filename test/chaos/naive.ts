import { sayPlainly } from '#chat/message.ts';
import { type ChatPlatform, type Failure, type Place, PlatformError } from '#chat/platform.ts';
import type { Store } from '../../src/store/open.ts';
import type { Sender } from './orders.ts';

/** Senders that leave something out. Every fault is shown to harm one of them: otherwise the run would prove nothing. */
export function naive(sender: Sender, platform: ChatPlatform): ChatPlatform {
  switch (sender) {
    case 'ours':
    case 'noting':
      return platform;
    case 'blind':
      return blind(platform);
    case 'impatient':
      return taking(platform, 'rate-limited', AT_ONCE);
    case 'forgetful':
      return forgetful(platform);
    case 'stubborn':
      return stubborn(platform);
  }
}

/** As if nobody had said how long to wait. */
const AT_ONCE: Failure = { kind: 'rate-limited', retryAfterMs: 1, of: 'channel' };

/** Never sees a message of its own, and does not wait to see one. */
function blind(platform: ChatPlatform): ChatPlatform {
  return {
    ...platform,
    limits: { ...platform.limits, findAfterMs: [0, 0] },
    find: async () => 'absent',
  };
}

/** Gives a message up after the first error. */
function forgetful(platform: ChatPlatform): ChatPlatform {
  const kinds = ['unavailable', 'unknown-outcome', 'rate-limited'] as const;
  return kinds.reduce<ChatPlatform>(
    (one, kind) => taking(one, kind, { kind: 'closed', of: 'message' }),
    platform,
  );
}

/** Takes no for an answer to be asked again. */
function stubborn(platform: ChatPlatform): ChatPlatform {
  const kinds = ['forbidden', 'gone', 'closed', 'rejected', 'unauthorized'] as const;
  return kinds.reduce<ChatPlatform>(
    (one, kind) => taking(one, kind, { kind: 'unavailable' }),
    platform,
  );
}

/** One kind of failure of a post taken for another. */
function taking(platform: ChatPlatform, kind: Failure['kind'], as: Failure): ChatPlatform {
  return {
    ...platform,
    post: async (to, message, key) => {
      try {
        return await platform.post(to, message, key);
      } catch (error) {
        if (!(error instanceof PlatformError) || error.failure.kind !== kind) throw error;
        throw new PlatformError(error.message, as, { code: error.code, cause: error });
      }
    },
  };
}

/** Rounds that it makes until everything is noted. */
const ROUNDS = 5;

/** Posts first and notes it afterwards, as most bots do. */
export async function sendAndNote(platform: ChatPlatform, store: Store): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const rows = await store
      .selectFrom('delivery')
      .selectAll()
      .where('state', '=', 'pending')
      .execute();
    for (const { id, key, purpose, workspace, channel } of rows) {
      const place: Place = { workspace, channel: channel ?? '' };
      try {
        await platform.post(place, sayPlainly('The papers of today'), { key, purpose });
        await store.updateTable('delivery').set({ state: 'sent' }).where('id', '=', id).execute();
      } catch {
        // The next round posts it again.
      }
    }
  }
}
