import type { Tally } from '#chat/message.ts';
import type { Instant, PersonId, WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { StoreHandle } from '../store/open.ts';
import { meaningsIn } from './custom-meanings.ts';
import { humansOf } from './humans.ts';
import type { Meaning } from './meanings.ts';
import { meaningOn, voteOf } from './vote.ts';
import { teammatesOfEach, teamOf } from './workspaces.ts';

export interface Tallies {
  /** The tally of the workspace's team on each paper, zeros included. A handful of queries, however many papers. */
  of(workspace: WorkspaceId, papers: readonly PaperId[]): Promise<ReadonlyMap<PaperId, Tally>>;
  /** Those of several, in their order. No more queries while nobody voted. */
  ofEach(asked: readonly Asked[]): Promise<readonly ReadonlyMap<PaperId, Tally>[]>;
}

/** Papers, and the workspace whose team they are about. */
export interface Asked {
  readonly workspace: WorkspaceId;
  readonly papers: readonly PaperId[];
}

/** A reaction or a button vote that says something about a paper. */
export interface Saying {
  readonly paper: PaperId;
  readonly person: PersonId;
  /** Whose account that is: joined accounts share one. */
  readonly human: string;
  readonly meaning: Meaning;
  /** Since when; as far as is known, where only a heal found it. */
  readonly at: Instant;
  /** The reaction behind it; absent for a button vote. */
  readonly by?: {
    readonly workspace: WorkspaceId;
    readonly channel: string;
    readonly message: string;
    readonly emoji: string;
  };
}

export function createTallies(db: StoreHandle): Tallies {
  return {
    of: async (workspace, papers) => tally(papers, await sayingsOn(db, workspace, papers)),
    ofEach: async (asked) => {
      const sayings = await sayingsOnEach(db, asked);
      return asked.map(({ papers }, at) => tally(papers, sayings[at] ?? []));
    },
  };
}

function tally(
  papers: readonly PaperId[],
  sayings: readonly Saying[],
): ReadonlyMap<PaperId, Tally> {
  const byPaper = Map.groupBy(sayings, (saying) => saying.paper);
  return new Map(papers.map((paper) => [paper, countVotes(byPaper.get(paper) ?? [])]));
}

/** One person, one paper, one vote, whatever the number of messages on which it was met. */
export function countVotes(sayings: readonly Saying[]): Tally {
  const people = Map.groupBy(sayings, (saying) => saying.human);
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
  const [sayings = []] = await sayingsOnEach(db, [{ workspace, papers }]);
  return sayings;
}

async function sayingsOnEach(
  db: StoreHandle,
  asked: readonly Asked[],
): Promise<readonly (readonly Saying[])[]> {
  const papers = [...new Set(asked.flatMap((one) => one.papers))];
  if (papers.length === 0) return asked.map(() => []);
  const teams = await teammatesOfEach(
    db,
    asked.map(({ workspace }) => workspace),
  );
  const workspaces = [...new Set([...teams.values()].flat())];
  const reactions = await reactionsOn(db, workspaces, papers);
  const buttons = await db
    .selectFrom('button_vote')
    .select(['paper', 'person', 'at', 'workspace'])
    .where('workspace', 'in', workspaces)
    .where('paper', 'in', papers)
    .execute();
  // So it is of most digests when they are sent, ten thousand times a morning.
  if (reactions.length === 0 && buttons.length === 0) return asked.map(() => []);
  const found: Found = { reactions, buttons, meanings: await meaningsIn(db, workspaces) };
  const sayings: (readonly Saying[])[] = [];
  for (const one of asked) {
    sayings.push(await sayingsAmong(db, found, { ...one, team: teams.get(one.workspace) ?? [] }));
  }
  return sayings;
}

interface Found {
  readonly reactions: Awaited<ReturnType<typeof reactionsOn>>;
  readonly buttons: readonly {
    readonly paper: PaperId;
    readonly person: PersonId;
    readonly at: Instant;
    readonly workspace: WorkspaceId;
  }[];
  readonly meanings: Awaited<ReturnType<typeof meaningsIn>>;
}

/** Of a team only what its own people say. */
async function sayingsAmong(
  db: StoreHandle,
  { reactions, buttons, meanings }: Found,
  { workspace, papers, team }: Asked & { readonly team: readonly WorkspaceId[] },
): Promise<readonly Saying[]> {
  const isMeant = (said: { readonly workspace: WorkspaceId; readonly paper: PaperId }) =>
    team.includes(said.workspace) && papers.includes(said.paper);
  const [reacted, pressed] = [reactions.filter(isMeant), buttons.filter(isMeant)];
  if (reacted.length === 0 && pressed.length === 0) return [];
  const human = await humansOf(db, await teamOf(db, workspace));
  return [
    ...reacted.flatMap(({ number, paper, person, at, ...by }) => {
      const meaning = meaningOn(number, by.emoji, meanings(by.workspace));
      if (meaning === undefined) return [];
      return [{ paper, person, human: human(person), meaning, at, by }];
    }),
    ...pressed.map(
      ({ paper, person, at }): Saying => ({
        paper,
        person,
        human: human(person),
        meaning: 'up',
        at,
      }),
    ),
  ];
}

/** A cross join, because SQLite keeps its order: it would rather look at all reactions of a workspace first. */
async function reactionsOn(
  db: StoreHandle,
  workspaces: readonly WorkspaceId[],
  papers: readonly PaperId[],
) {
  return db
    .selectFrom('votable')
    .crossJoin('reaction')
    .whereRef('reaction.workspace', '=', 'votable.workspace')
    .whereRef('reaction.channel', '=', 'votable.channel')
    .whereRef('reaction.message', '=', 'votable.message')
    .selectAll('reaction')
    .select(['votable.paper', 'votable.number'])
    .where('votable.paper', 'in', papers)
    .where('votable.workspace', 'in', workspaces)
    .execute();
}
