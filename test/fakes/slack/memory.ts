import { type FakeMessage, flatten, type World, wordsOf } from './model.ts';

/** What a test can look at. */
export interface Memory {
  /** Kept messages, oldest first; private answers are not among them. */
  messages(channel?: string): readonly FakeMessage[];
  /** The direct messages between a person and the app, oldest first. */
  messagesTo(user: string): readonly FakeMessage[];
  /** Private messages that a person was shown, oldest first. */
  privateMessages(user?: string): readonly FakeMessage[];
  /** Messages of a delivery: by its metadata, or by a control that carries it. */
  messagesWithKey(key: string): readonly FakeMessage[];
  message(ts: string): FakeMessage | undefined;
  /** The words of what the app put under links, by url: of a message by its `ts`, of one being written by its unfurl_id. */
  cardsUnder(written: string): ReadonlyMap<string, string>;
  /** Empty for what is not there. */
  wordsOf(message: FakeMessage | string): string;
  /** Resolves with the first defined value, now, after any change here, or soon after one elsewhere. */
  waitFor<T>(look: () => T | undefined): Promise<T>;
}

export function createMemory(world: World): Memory {
  const all = () => [...world.messages.values()].filter(({ isTombstone }) => !isTombstone);
  const kept = () => all().filter(({ isEphemeral }) => !isEphemeral);
  return {
    messages: (channel) =>
      kept().filter((message) => channel === undefined || message.channel === channel),
    messagesTo: (user) =>
      kept().filter((message) => {
        const channel = world.channels.get(message.channel);
        return channel?.kind === 'direct' && channel.members.has(user);
      }),
    privateMessages: (user) =>
      all().filter(
        ({ isEphemeral, shownTo }) => isEphemeral && (user === undefined || shownTo === user),
      ),
    messagesWithKey: (key) => kept().filter((message) => carries(message, key)),
    cardsUnder: (written) => {
      const cards = world.shared.values().find(({ ts }) => ts === written)?.cards ?? new Map();
      return new Map([...cards].map(([url, blocks]) => [url, wordsOf({ blocks })]));
    },
    message: (ts) => all().find((message) => message.ts === ts),
    wordsOf: (shown) => {
      const message = typeof shown === 'string' ? world.messages.get(shown) : shown;
      return message === undefined ? '' : wordsOf(message);
    },
    waitFor: (look) =>
      new Promise((resolve, reject) => {
        const done = () => {
          world.changes.off('changed', check);
          clearInterval(again);
        };
        const check = () => {
          try {
            const found = look();
            if (found === undefined) return;
            done();
            resolve(found);
          } catch (error) {
            done();
            reject(error);
          }
        };
        const again = setInterval(check, 50).unref();
        world.changes.on('changed', check);
        check();
      }),
  };
}

function carries({ metadata, blocks }: FakeMessage, key: string): boolean {
  const parts = flatten(blocks).flatMap((part) => [part, ...(part.options ?? [])]);
  return (
    metadata?.event_payload.key === key ||
    parts.some(({ value }) => value?.startsWith(`p1:${key}:`))
  );
}
