import type { Instant, MessageRef, PersonId, WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { StoreHandle } from '../store/open.ts';
import { goneIn } from './gone.ts';
import { accountsOf } from './humans.ts';
import { type OwnSaying, sayingsOf } from './sayings.ts';
import { type Vote, voteOf } from './vote.ts';
import { teammates, teamOf } from './workspaces.ts';

/** What one human's votes on a paper come to, and from what. */
export interface OwnVote {
  readonly paper: PaperId;
  /** `none` when ups and downs cancel each other. */
  readonly vote: Vote;
  /** Of the newest. */
  readonly at: Instant;
  readonly causes: readonly Cause[];
}

export type Cause =
  | { readonly kind: 'button' }
  | {
      readonly kind: 'reaction';
      readonly emoji: string;
      readonly says: 'up' | 'down';
      readonly ref: MessageRef;
      /** Its message was deleted: only we can take it back. */
      readonly isGone: boolean;
    };

/** Votes of a human over all their accounts in the team, newest first. */
export async function ownVotes(
  db: StoreHandle,
  { workspace, person }: { readonly workspace: WorkspaceId; readonly person: PersonId },
): Promise<readonly OwnVote[]> {
  const workspaces = await teammates(db, workspace);
  const accounts = await accountsOf(db, await teamOf(db, workspace), person);
  const said = (await sayingsOf(db, { workspaces, accounts })).filter(isVote);
  const isGone = await goneIn(db, workspaces);
  return [...Map.groupBy(said, ({ paper }) => paper)].map(([paper, sayings]) => ({
    paper,
    vote: voteOf(sayings.map(({ meaning }) => meaning)),
    at: sayings[0]?.at ?? 0,
    causes: sayings.map((one) => toCause(one, isGone)),
  }));
}

type VoteSaying = OwnSaying & { readonly meaning: 'up' | 'down' };

function isVote(saying: OwnSaying): saying is VoteSaying {
  return saying.meaning === 'up' || saying.meaning === 'down';
}

function toCause(
  { by, meaning, workspace }: VoteSaying,
  isGone: (ref: MessageRef) => boolean,
): Cause {
  if (by === undefined) return { kind: 'button' };
  const ref = { workspace, channel: by.channel, message: by.message };
  return { kind: 'reaction', emoji: by.emoji, says: meaning, ref, isGone: isGone(ref) };
}
