import type { Tally } from '#chat/message.ts';
import type { PersonId, WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { StoreHandle } from '../store/open.ts';
import type { Meaning } from './meanings.ts';
import { meaningOn, voteOf } from './vote.ts';
import { teammates, teamOf } from './workspaces.ts';

export interface Tallies {
  /** The tally of the workspace's team on each paper, zeros included. Three queries, however many papers. */
  of(workspace: WorkspaceId, papers: readonly PaperId[]): Promise<ReadonlyMap<PaperId, Tally>>;
}

/** A reaction or a button vote that says something about a paper. */
export interface Saying {
  readonly paper: PaperId;
  readonly person: PersonId;
  readonly meaning: Meaning;
  /** The reaction behind it; absent for a button vote. */
  readonly by?: {
    readonly workspace: WorkspaceId;
    readonly channel: string;
    readonly message: string;
    readonly emoji: string;
  };
}

export function createTallies(db: StoreHandle): Tallies {
  return { of: (workspace, papers) => tallies(db, workspace, papers) };
}

async function tallies(
  db: StoreHandle,
  workspace: WorkspaceId,
  papers: readonly PaperId[],
): Promise<ReadonlyMap<PaperId, Tally>> {
  const sayings = await sayingsOn(db, workspace, papers);
  const byPaper = Map.groupBy(sayings, (saying) => saying.paper);
  return new Map(papers.map((paper) => [paper, countVotes(byPaper.get(paper) ?? [])]));
}

/** One person, one paper, one vote, whatever the number of messages on which it was met. */
function countVotes(sayings: readonly Saying[]): Tally {
  const people = Map.groupBy(sayings, (saying) => saying.person);
  const votes = [...people.values()].map((said) => voteOf(said.map(({ meaning }) => meaning)));
  return {
    up: votes.filter((vote) => vote === 'up').length,
    down: votes.filter((vote) => vote === 'down').length,
  };
}

/** All that a team's people say about papers, by reactions on any message and by button. */
export async function sayingsOn(
  db: StoreHandle,
  workspace: WorkspaceId,
  papers: readonly PaperId[],
): Promise<readonly Saying[]> {
  if (papers.length === 0) return [];
  const reactions = await db
    .selectFrom('votable')
    .innerJoin('reaction', (join) =>
      join
        .onRef('reaction.workspace', '=', 'votable.workspace')
        .onRef('reaction.channel', '=', 'votable.channel')
        .onRef('reaction.message', '=', 'votable.message'),
    )
    .selectAll('reaction')
    .select(['votable.paper', 'votable.number'])
    .where('votable.paper', 'in', papers)
    .where('votable.workspace', 'in', await teammates(db, workspace))
    .execute();
  const buttons = await db
    .selectFrom('button_vote')
    .select(['paper', 'person'])
    .where('team', '=', await teamOf(db, workspace))
    .where('paper', 'in', papers)
    .execute();
  return [
    ...reactions.flatMap(({ number, paper, person, ...by }) => {
      const meaning = meaningOn(number, by.emoji);
      return meaning === undefined ? [] : [{ paper, person, meaning, by }];
    }),
    ...buttons.map((vote): Saying => ({ ...vote, meaning: 'up' })),
  ];
}
