import type { Counts, MessageRef, Reaction, ReadReactions } from '#chat/platform.ts';
import { slackCode } from './errors.ts';
import { toPerson } from './ids.ts';
import type { People } from './people.ts';
import { ReactedMessage, type Reactions } from './schemas.ts';
import { readThread } from './threads.ts';
import type { SlackWeb } from './web.ts';

export interface ReactionTools {
  readonly web: SlackWeb;
  readonly people: People;
}

/** The people behind each message's reactions, programs left out. Messages of one thread are read with one call. */
export async function* readReactions(
  tools: ReactionTools,
  refs: readonly MessageRef[],
  recorded: Counts | 'unsure',
): AsyncGenerator<ReadReactions> {
  // A thread begins with its oldest message, by which the others are found.
  const left = new Map(refs.toSorted(byAge).map((ref) => [placeOf(ref), ref]));
  for (const first of left.values()) {
    const isAlone = recorded !== 'unsure' || left.size === 1;
    const thread = isAlone ? new Map() : await readThread(tools.web, first);
    for (const [ts, reactions] of thread) {
      const ref = left.get(placeOf({ ...first, message: ts }));
      if (ref === undefined) continue;
      left.delete(placeOf(ref));
      yield { ref, state: await fromThread(tools, ref, reactions) };
    }
    if (left.delete(placeOf(first)))
      yield { ref: first, state: await alone(tools, first, recorded) };
  }
}

function byAge(a: MessageRef, b: MessageRef): number {
  return Number(a.message) - Number(b.message);
}

function placeOf({ channel, message }: MessageRef): string {
  return `${channel}/${message}`;
}

/** A thread may name fewer people than it counts; then the message is asked for by itself. */
async function fromThread(
  tools: ReactionTools,
  ref: MessageRef,
  reactions: Reactions,
): Promise<ReadReactions['state']> {
  const isWhole = reactions.every(({ count, users }) => users.length >= count);
  return isWhole ? byPeople(tools.people, ref, reactions) : alone(tools, ref, 'unsure');
}

async function alone(
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
    if (slackCode(error) === 'message_not_found') return 'gone';
    throw error;
  }
}

function isSame(reactions: Reactions, recorded: Counts): boolean {
  const counts = new Map(reactions.map(({ name, count }) => [name, count]));
  const emojis = new Set([...counts.keys(), ...recorded.keys()]);
  return [...emojis].every((emoji) => (counts.get(emoji) ?? 0) === (recorded.get(emoji) ?? 0));
}

async function byPeople(
  people: People,
  { workspace }: MessageRef,
  reactions: Reactions,
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
