import type { ReactionChange } from '#chat/inbox.ts';
import type { MessageRef, WorkspaceId } from '#chat/platform.ts';
import type { StoreHandle } from '../store/open.ts';
import { onTheirWayTo } from '../store/unfinished.ts';

/**
 * What of it may concern messages of ours, so that nothing is written for all the others: not every platform says whose
 * message a reaction went from. One read for all of them, which are of one workspace and in their order.
 */
export async function concerning(
  db: StoreHandle,
  changes: readonly ReactionChange[],
): Promise<readonly ReactionChange[]> {
  const [first] = changes.flatMap(refsOf);
  if (first === undefined) return [];
  const { workspace } = first;
  // In this order: a post may be on its way at the one question and have arrived at the other.
  const isOnItsWay = await isAnyOnItsWay(db, workspace);
  const reacted = changes.filter(({ kind }) => kind !== 'deleted').flatMap(refsOf);
  const deleted = changes.filter(({ kind }) => kind === 'deleted').flatMap(refsOf);
  const known = await knownAmong(db, workspace, reacted);
  const posted = await postedAmong(db, workspace, deleted);
  return changes.flatMap((change): ReactionChange[] => {
    if (change.kind === 'deleted') {
      const refs = change.refs.filter((ref) => posted.has(nameOf(ref)));
      return refs.length === 0 ? [] : [{ ...change, refs }];
    }
    const name = nameOf(change.ref);
    if (!known.has(name) && !(isOnItsWay && mayBeOfPost(change))) return [];
    known.add(name);
    return [change];
  });
}

/**
 * Of a message that is not known yet only what comes matters; what goes from it was recorded before, or no scan can have
 * seen it. Where a platform tells times, what goes may arrive before what came.
 */
function mayBeOfPost(change: Exclude<ReactionChange, { kind: 'deleted' }>): boolean {
  if (change.kind === 'added') return true;
  return change.kind === 'removed' && change.at !== undefined;
}

async function isAnyOnItsWay(db: StoreHandle, workspace: WorkspaceId): Promise<boolean> {
  const row = await db
    .selectFrom('delivery')
    .select('id')
    .where('id', 'in', onTheirWayTo(db, [workspace]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Papers are voted on there, or a reaction is recorded. */
async function knownAmong(
  db: StoreHandle,
  workspace: WorkspaceId,
  refs: readonly MessageRef[],
): Promise<Set<string>> {
  const found = async (table: 'votable' | 'reaction', among: readonly MessageRef[]) => {
    if (among.length === 0) return [];
    const rows = await db
      .selectFrom(table)
      .select(['channel', 'message'])
      .distinct()
      .where('workspace', '=', workspace)
      .where('channel', 'in', channelsOf(among))
      .where('message', 'in', messagesOf(among))
      .execute();
    return rows.map(nameOf);
  };
  const votable = new Set(await found('votable', refs));
  // Reactions that came before their post was known to have arrived. Of a message that many like all would be read.
  const early = await found(
    'reaction',
    refs.filter((ref) => !votable.has(nameOf(ref))),
  );
  return new Set([...votable, ...early]);
}

async function postedAmong(
  db: StoreHandle,
  workspace: WorkspaceId,
  refs: readonly MessageRef[],
): Promise<ReadonlySet<string>> {
  if (refs.length === 0) return new Set();
  const rows = await db
    .selectFrom('delivery')
    .select(['sent_channel', 'sent_message'])
    .where('workspace', '=', workspace)
    .where('sent_channel', 'in', channelsOf(refs))
    .where('sent_message', 'in', messagesOf(refs))
    .execute();
  return new Set(
    rows.map((row) => nameOf({ channel: row.sent_channel ?? '', message: row.sent_message ?? '' })),
  );
}

function refsOf(change: ReactionChange): readonly MessageRef[] {
  return change.kind === 'deleted' ? change.refs : [change.ref];
}

function channelsOf(refs: readonly MessageRef[]): readonly string[] {
  return [...new Set(refs.map(({ channel }) => channel))];
}

function messagesOf(refs: readonly MessageRef[]): readonly string[] {
  return [...new Set(refs.map(({ message }) => message))];
}

function nameOf({ channel, message }: Pick<MessageRef, 'channel' | 'message'>): string {
  return `${channel}/${message}`;
}
