import type { z } from 'zod';
import type { Counts, MessageRef, Reaction, ReadReactions } from '#chat/platform.ts';
import { slackCode } from './errors.ts';
import { toPerson } from './ids.ts';
import type { People } from './people.ts';
import { ReactedMessage } from './schemas.ts';
import type { SlackWeb } from './web.ts';

export interface ReactionTools {
  readonly web: SlackWeb;
  readonly people: People;
}

/** The people behind each message's reactions, programs left out. */
export async function* readReactions(
  tools: ReactionTools,
  refs: readonly MessageRef[],
  recorded: Counts | 'unsure',
): AsyncGenerator<ReadReactions> {
  for (const ref of refs) {
    yield { ref, state: await stateOf(tools, ref, recorded) };
  }
}

async function stateOf(
  { web, people }: ReactionTools,
  ref: MessageRef,
  recorded: Counts | 'unsure',
): Promise<ReadReactions['state']> {
  try {
    const { message } = await web.ask(
      {
        method: 'reactions.get',
        // Without `full` the people may be fewer than the count (docs: reference/methods/reactions.get).
        args: { channel: ref.channel, timestamp: ref.message, full: true },
        doing: { what: `reading the reactions of ${ref.message}`, of: 'channel', isWrite: false },
      },
      ReactedMessage,
    );
    if (recorded !== 'unsure' && isSame(message.reactions, recorded)) return 'same-counts';
    return await byPeople(people, ref, message.reactions);
  } catch (error) {
    if (GONE.has(slackCode(error) ?? '')) return 'gone';
    throw error;
  }
}

const GONE = new Set(['message_not_found', 'channel_not_found']);

type Counted = z.infer<typeof ReactedMessage>['message']['reactions'];

function isSame(reactions: Counted, recorded: Counts): boolean {
  const counts = new Map(reactions.map(({ name, count }) => [name, count]));
  const emojis = new Set([...counts.keys(), ...recorded.keys()]);
  return [...emojis].every((emoji) => (counts.get(emoji) ?? 0) === (recorded.get(emoji) ?? 0));
}

async function byPeople(
  people: People,
  { workspace }: MessageRef,
  reactions: Counted,
): Promise<readonly Reaction[]> {
  const all: Reaction[] = [];
  for (const { name, users } of reactions) {
    for (const user of users) {
      if ((await people.find(user)).isBot) continue;
      all.push({ person: toPerson(workspace, user), emoji: name, isBurst: false });
    }
  }
  return all;
}
