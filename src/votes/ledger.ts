import type { Tally } from '#chat/message.ts';
import type {
  MessageRef,
  PersonId,
  Reaction,
  ReactionChange,
  WorkspaceId,
} from '#chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { PaperId } from '../papers/paper.ts';
import type { Store, StoreHandle } from '../store/open.ts';
import { isUnfinished } from '../store/unfinished.ts';
import { createTallies, type Saying, sayingsOn } from './tally.ts';
import { meaningOn, voteOf } from './vote.ts';
import { teammates, teamOf } from './workspaces.ts';

/** Papers of a workspace whose tally may have changed. */
export interface Touched {
  readonly workspace: WorkspaceId;
  readonly papers: readonly PaperId[];
}

/** What a press of a vote button came to. */
export interface Receipt {
  readonly state: 'voted' | 'taken-back' | 'still-counted' | 'cancelled';
  readonly tally: Tally;
  /** The reaction that keeps the vote standing, or that would without the one against. */
  readonly by?: { readonly ref: MessageRef; readonly emoji: string };
  /** The emoji that cancels the vote. */
  readonly against?: string;
}

export interface Ballot {
  readonly workspace: WorkspaceId;
  readonly paper: PaperId;
  readonly person: PersonId;
}

/** The record of reactions and button votes. Everything here may run twice. */
export interface Ledger {
  /**
   * Records what happened to reactions, and answers whose papers may show another tally: one entry per workspace of the
   * team, none when nothing changed. Messages that were deleted keep their votes.
   */
  apply(change: ReactionChange): Promise<readonly Touched[]>;
  /** Toggles the button vote of a person on a paper, whatever the message. Stored when it returns. */
  press(ballot: Ballot): Promise<Receipt>;
}

export function createLedger({
  store,
  clock,
}: {
  readonly store: Store;
  readonly clock: Clock;
}): Ledger {
  return {
    apply: (change) => apply(store, change, clock()),
    press: async (ballot) => {
      const team = await teamOf(store, ballot.workspace);
      return store.transaction().execute((trx) => press(trx, { ...ballot, team }, clock()));
    },
  };
}

async function apply(
  store: Store,
  change: ReactionChange,
  now: number,
): Promise<readonly Touched[]> {
  if (change.kind === 'deleted') return [];
  return store.transaction().execute(async (trx) => {
    const hasChanged = await record(trx, change, now);
    return hasChanged ? touchedBy(trx, change) : [];
  });
}

type Recorded = Exclude<ReactionChange, { kind: 'deleted' }>;

/** True when a row came or went. */
async function record(trx: StoreHandle, change: Recorded, now: number): Promise<boolean> {
  switch (change.kind) {
    case 'added':
      return add(trx, change, now);
    case 'removed':
      return remove(trx, change);
    case 'cleared':
      return clear(trx, change.ref, change.emoji);
  }
}

type OneReaction = { readonly ref: MessageRef } & Reaction;

async function add(
  trx: StoreHandle,
  { ref, ...reaction }: OneReaction,
  at: number,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('reaction')
    .values({
      ...keyOf(ref),
      person: reaction.person,
      emoji: reaction.emoji,
      burst: reaction.isBurst ? 1 : 0,
      at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) return false;
  if (await isOurs(trx, ref)) return true;
  await remove(trx, { ref, ...reaction });
  return false;
}

/** Papers are voted on there, or a post is on its way whose place is not known yet. Other messages are not our business. */
async function isOurs(trx: StoreHandle, ref: MessageRef): Promise<boolean> {
  if ((await papersOn(trx, ref)).length > 0) return true;
  const onItsWay = await trx
    .selectFrom('delivery')
    .select('id')
    .where('workspace', '=', ref.workspace)
    .where(isUnfinished('delivery.state'))
    .where((eb) =>
      eb.or([
        eb('state', '=', 'sending'),
        eb.and([eb('state', '=', 'pending'), eb('maybe_sent', '=', 1)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return onItsWay !== undefined;
}

async function remove(trx: StoreHandle, { ref, ...reaction }: OneReaction): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('reaction')
    .where((eb) => eb.and(keyOf(ref)))
    .where('person', '=', reaction.person)
    .where('emoji', '=', reaction.emoji)
    .where('burst', '=', reaction.isBurst ? 1 : 0)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

async function clear(trx: StoreHandle, ref: MessageRef, emoji?: string): Promise<boolean> {
  const all = trx.deleteFrom('reaction').where((eb) => eb.and(keyOf(ref)));
  const some = emoji === undefined ? all : all.where('emoji', '=', emoji);
  const { numDeletedRows } = await some.executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Only the papers on which the emoji says something there; the whole team sees them. */
async function touchedBy(trx: StoreHandle, change: Recorded): Promise<readonly Touched[]> {
  const { emoji } = change;
  const papers = (await papersOn(trx, change.ref))
    .filter(({ number }) => emoji === undefined || meaningOn(number, emoji) !== undefined)
    .map(({ paper }) => paper);
  if (papers.length === 0) return [];
  const workspaces = await teammates(trx, change.ref.workspace);
  return workspaces.map((workspace) => ({ workspace, papers }));
}

async function papersOn(trx: StoreHandle, ref: MessageRef) {
  return trx
    .selectFrom('votable')
    .select(['paper', 'number'])
    .where((eb) => eb.and(keyOf(ref)))
    .execute();
}

function keyOf({ workspace, channel, message }: MessageRef): MessageRef {
  return { workspace, channel, message };
}

/** The team comes in, so that the transaction begins with a write: SQLite refuses one that reads first and is overtaken. */
async function press(
  trx: StoreHandle,
  { workspace, paper, person, team }: Ballot & { readonly team: string },
  at: number,
): Promise<Receipt> {
  const key = { team, paper, person };
  const { numDeletedRows } = await trx
    .deleteFrom('button_vote')
    .where((eb) => eb.and(key))
    .executeTakeFirstOrThrow();
  const isOn = numDeletedRows === 0n;
  if (isOn) {
    await trx
      .insertInto('button_vote')
      .values({ ...key, workspace, at })
      .execute();
  }
  const said = (await sayingsOn(trx, workspace, [paper])).filter((one) => one.person === person);
  const tally = (await createTallies(trx).of(workspace, [paper])).get(paper) ?? { up: 0, down: 0 };
  return { ...outcome(isOn, said), tally };
}

function outcome(isOn: boolean, said: readonly Saying[]): Omit<Receipt, 'tally'> {
  const vote = voteOf(said.map((one) => one.meaning));
  const up = said.find((one) => one.meaning === 'up' && one.by !== undefined)?.by;
  const against = said.find((one) => one.meaning === 'down')?.by?.emoji;
  const by = up === undefined ? {} : { by: { ref: keyOf(up), emoji: up.emoji } };
  if (vote === 'up') return isOn ? { state: 'voted' } : { state: 'still-counted', ...by };
  const isCancelled = against !== undefined && (isOn || up !== undefined);
  return isCancelled ? { state: 'cancelled', against, ...by } : { state: 'taken-back' };
}
