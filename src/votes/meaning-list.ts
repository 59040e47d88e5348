import type { Instant, WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { StoreHandle } from '../store/open.ts';
import { meaningsIn, type OwnMeaning } from './custom-meanings.ts';
import { asPicture, foldEmoji, type Meaning, oneSpelling, STANDARD_EMOJI } from './meanings.ts';
import { papersShown } from './sayings.ts';

/** The emoji that mean something in a workspace, as they are shown, by meaning. */
export async function emojiByMeaning(
  db: StoreHandle,
  workspace: WorkspaceId,
): Promise<ReadonlyMap<Meaning, readonly string[]>> {
  const meanings = (await meaningsIn(db, [workspace]))(workspace);
  const own = await db
    .selectFrom('meaning')
    .select('emoji')
    .where('workspace', '=', workspace)
    .orderBy('emoji')
    .execute();
  const byMeaning = new Map<Meaning, string[]>();
  const shown = new Map(
    [...STANDARD_EMOJI, ...own.map((row) => row.emoji)].map((one) => [asShown(one), one]),
  );
  for (const [picture, emoji] of shown) {
    const meaning = meanings(emoji);
    if (meaning !== undefined) byMeaning.set(meaning, [...(byMeaning.get(meaning) ?? []), picture]);
  }
  return byMeaning;
}

/** Discord's own emoji by their name: `:party:` of `party:123`. */
export function asShown(emoji: string): string {
  const name = /^(\w+):\d+$/.exec(foldEmoji(emoji))?.[1];
  return name === undefined ? asPicture(emoji) : `:${name}:`;
}

/** Papers that messages posted since then show, and on whose cards somebody used this emoji: they may show another tally. */
export async function papersWithEmoji(
  db: StoreHandle,
  { workspace, emoji }: Pick<OwnMeaning, 'workspace' | 'emoji'>,
  since: Instant,
): Promise<readonly PaperId[]> {
  const shown = await papersShown(db, workspace, since);
  if (shown.length === 0) return [];
  const rows = await db
    .selectFrom('votable')
    .crossJoin('reaction')
    .whereRef('reaction.workspace', '=', 'votable.workspace')
    .whereRef('reaction.channel', '=', 'votable.channel')
    .whereRef('reaction.message', '=', 'votable.message')
    .select(['votable.paper', 'reaction.emoji'])
    .distinct()
    .where('votable.paper', 'in', shown)
    .where('votable.workspace', '=', workspace)
    .where('votable.number', '=', 0)
    .execute();
  const same = rows.filter((row) => oneSpelling(row.emoji) === oneSpelling(emoji));
  return [...new Set(same.map((row) => row.paper))];
}
