import { Routes, ThreadAutoArchiveDuration } from 'discord.js';
import type { FailedThing, MessageRef, Target } from '#chat/platform.ts';
import { PlatformError } from '#chat/platform.ts';
import { createRecent } from '#chat/recent.ts';
import { discordCode } from './errors.ts';
import { snowflakeOf } from './ids.ts';
import { MAX_THREAD_NAME } from './limits.ts';
import { REMEMBERED } from './options.ts';
import type { DiscordRest } from './rest.ts';
import { Id } from './schemas.ts';
import { cutAtWord } from './text.ts';

/** A channel to post into and what its refusals are about. */
export interface Postable {
  readonly channel: string;
  readonly of: FailedThing;
}

export interface Channels {
  /** The channel of a target; makes or adopts its thread. @throws PlatformError */
  ensure(to: Target): Promise<Postable>;
  /** The channel of a target without making any. */
  existing(to: Target): Promise<Postable>;
  /** A thread that is seen to exist needs no making. */
  remember(thread: string): void;
  /** Whether it is a direct message that was opened here lately. */
  isDirect(channel: string): boolean;
  /** Brings a thread back from the archive, where nobody can edit or react. @throws PlatformError */
  unarchive(thread: string): Promise<void>;
}

export function createChannels(rest: DiscordRest, remembered = REMEMBERED): Channels {
  const threads = createRecent<true>(remembered);
  const directs = createRecent<string>(remembered);
  const directChannels = createRecent<true>(remembered);
  const remember = (thread: string) => threads.set(thread, true);
  const direct = async (person: string): Promise<Postable> => {
    const known = directs.get(person) ?? (await openDirect(rest, person));
    directs.set(person, known);
    directChannels.set(known, true);
    return { channel: known, of: 'person' };
  };
  return {
    remember,
    isDirect: (channel) => directChannels.get(channel) === true,
    ensure: async (to) => {
      if ('person' in to) return direct(to.person);
      if (!('threadOf' in to)) return { channel: to.channel, of: 'channel' };
      const thread = to.threadOf.message;
      if (threads.get(thread) === undefined) await ensureThread(rest, to.threadOf, to.name);
      remember(thread);
      return { channel: thread, of: 'thread' };
    },
    existing: async (to) => {
      if ('person' in to) return direct(to.person);
      if ('threadOf' in to) return { channel: to.threadOf.message, of: 'thread' };
      return { channel: to.channel, of: 'channel' };
    },
    unarchive: (thread) =>
      rest.tell({
        method: 'PATCH',
        route: Routes.channel(thread),
        body: { archived: false },
        doing: { what: `unarchiving thread ${thread}`, of: 'thread', isWrite: false },
      }),
  };
}

async function openDirect(rest: DiscordRest, person: string): Promise<string> {
  const { id } = await rest.ask(
    {
      method: 'POST',
      route: Routes.userChannels(),
      body: { recipient_id: snowflakeOf(person) },
      doing: { what: `opening a direct message with ${person}`, of: 'person', isWrite: false },
    },
    Id,
  );
  return id;
}

/** Discord's answers when there is nothing to make: it exists, or its first message is gone but the thread may stand. */
const MADE_ALREADY = new Set(['160004', '10008']);

/** A thread has the id of the message it hangs on, so one that exists is known without looking. */
async function ensureThread(rest: DiscordRest, on: MessageRef, name: string): Promise<void> {
  try {
    await rest.tell({
      method: 'POST',
      route: Routes.threads(on.channel, on.message),
      body: {
        name: cutAtWord(name, MAX_THREAD_NAME),
        auto_archive_duration: ThreadAutoArchiveDuration.OneWeek,
      },
      // The post itself was not tried yet, so an unanswered call here leaves nothing uncertain.
      doing: { what: `making a thread on message ${on.message}`, of: 'channel', isWrite: false },
    });
  } catch (error) {
    if (!(error instanceof PlatformError) || !MADE_ALREADY.has(discordCode(error) ?? ''))
      throw error;
  }
}
