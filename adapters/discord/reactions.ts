import { Routes } from 'discord.js';
import { z } from 'zod';
import {
  type Counts,
  type MessageRef,
  PlatformError,
  type Reaction,
  type ReadReactions,
} from '#chat/platform.ts';
import { discordCode } from './errors.ts';
import { toPerson } from './ids.ts';
import type { DiscordRest } from './rest.ts';
import { emojiName, ReactedMessage, User } from './schemas.ts';

/** Users of one page (docs: resources/message.mdx, Get Reactions). */
const PAGE = 100;

/** The people behind each message's reactions; people are read only where the counts differ. */
export async function* readReactions(
  rest: DiscordRest,
  refs: readonly MessageRef[],
  recorded: Counts | 'unsure',
): AsyncGenerator<ReadReactions> {
  for (const ref of refs) {
    yield { ref, ...(await stateOf(rest, ref, recorded)) };
  }
}

async function stateOf(
  rest: DiscordRest,
  ref: MessageRef,
  recorded: Counts | 'unsure',
): Promise<Omit<ReadReactions, 'ref'>> {
  try {
    const { reactions } = await rest.ask(
      { method: 'GET', route: Routes.channelMessage(ref.channel, ref.message), doing: doing(ref) },
      ReactedMessage,
    );
    if (recorded !== 'unsure' && isSame(reactions, recorded)) return { state: 'same-counts' };
    return await readAll(rest, ref, reactions);
  } catch (error) {
    if (GONE.has(discordCode(error) ?? '')) return { state: 'gone' };
    throw error;
  }
}

/** One emoji that Discord will not tell of keeps no other from being read. */
async function readAll(
  rest: DiscordRest,
  ref: MessageRef,
  reactions: readonly Counted[],
): Promise<Omit<ReadReactions, 'ref'>> {
  const state: Reaction[] = [];
  const unread: string[] = [];
  for (const reaction of reactions) {
    try {
      state.push(...(await peopleOf(rest, ref, reaction)));
    } catch (error) {
      if (!isOfEmoji(error)) throw error;
      unread.push(emojiName(reaction.emoji));
    }
  }
  return unread.length === 0 ? { state } : { state, unread };
}

/** An emoji that a server deleted may stand on messages that people cannot be asked about. */
const UNKNOWN_EMOJI = '10014';

function isOfEmoji(error: unknown): boolean {
  if (!(error instanceof PlatformError)) return false;
  return error.code === UNKNOWN_EMOJI || error.failure.kind === 'rejected';
}

const GONE = new Set(['10003', '10008']);

type Counted = z.infer<typeof ReactedMessage>['reactions'][number];

function isSame(reactions: readonly Counted[], recorded: Counts): boolean {
  const counts = new Map(
    reactions.map(({ emoji, count_details }) => [
      emojiName(emoji),
      count_details.normal + count_details.burst,
    ]),
  );
  const emojis = new Set([...counts.keys(), ...recorded.keys()]);
  return [...emojis].every((emoji) => (counts.get(emoji) ?? 0) === (recorded.get(emoji) ?? 0));
}

/** Normal reactions are type 0, super reactions type 1, and each has its own list. */
async function peopleOf(
  rest: DiscordRest,
  ref: MessageRef,
  { emoji, count_details }: Counted,
): Promise<readonly Reaction[]> {
  const name = emojiName(emoji);
  const normal = count_details.normal > 0 ? await users(rest, ref, { name, type: '0' }) : [];
  const burst = count_details.burst > 0 ? await users(rest, ref, { name, type: '1' }) : [];
  return [
    ...normal.map((id) => ({ person: toPerson(id), emoji: name, isBurst: false })),
    ...burst.map((id) => ({ person: toPerson(id), emoji: name, isBurst: true })),
  ];
}

async function users(
  rest: DiscordRest,
  ref: MessageRef,
  { name, type }: { readonly name: string; readonly type: '0' | '1' },
): Promise<readonly string[]> {
  const people: string[] = [];
  for (let after = '0'; ; ) {
    const page = await rest.ask(
      {
        method: 'GET',
        route: Routes.channelMessageReaction(ref.channel, ref.message, encodeURIComponent(name)),
        query: { type, limit: String(PAGE), after },
        doing: doing(ref),
      },
      z.array(User),
    );
    people.push(...page.filter(({ bot }) => !bot).map(({ id }) => id));
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return people;
    after = last.id;
  }
}

function doing({ message }: MessageRef) {
  return { what: `reading the reactions of ${message}`, of: 'channel', isWrite: false } as const;
}
