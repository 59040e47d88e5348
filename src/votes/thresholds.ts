import { sql } from 'kysely';
import type { Instant, PersonId, Place, WorkspaceId } from '#chat/platform.ts';
import type { PaperId } from '../papers/paper.ts';
import type { StoreHandle } from '../store/open.ts';
import type { ThresholdRow } from '../store/schema.ts';
import { reactionsOnPapers } from './on-papers.ts';
import { countVotes, type Saying, sayingsOn } from './tally.ts';
import { voteOf } from './vote.ts';
import { teammates } from './workspaces.ts';

/** A channel in which papers that reach so many votes are posted. */
export interface Threshold {
  readonly place: Place;
  /** Ups minus downs. */
  readonly votes: number;
}

/** A threshold as it is set up, and whether it can be kept. */
export interface StandingThreshold extends Threshold {
  readonly setUpBy?: { readonly person: PersonId; readonly name: string };
  /** Why nothing can be posted there, in words, and since when. */
  readonly paused?: {
    readonly reason: string;
    readonly fix: string;
    readonly at: Instant;
    readonly triedUntil?: Instant;
  };
}

/** A paper that has reached a channel's threshold. It may have been posted there before. */
export interface Reached {
  readonly place: Place;
  readonly paper: PaperId;
  readonly votes: number;
}

export interface WantedThreshold extends Threshold {
  readonly setUpBy?: { readonly person: PersonId; readonly name: string };
}

/** Sets a channel's threshold, or changes it. */
export async function setThreshold(
  db: StoreHandle,
  { place, votes, setUpBy }: WantedThreshold,
  now: Instant,
): Promise<void> {
  const by = { set_up_by: setUpBy?.person ?? null, set_up_by_name: setUpBy?.name ?? null };
  const row = { votes, ...by, ...UNPAUSED };
  // Another number begins anew: what has so many votes already waits for the next one.
  const since = sql<number>`case threshold.votes when ${votes} then threshold.created_at else ${now} end`;
  await db
    .insertInto('threshold')
    .values({ workspace: place.workspace, channel: place.channel, ...row, created_at: now })
    .onConflict((conflict) =>
      conflict.columns(['workspace', 'channel']).doUpdateSet({ ...row, created_at: since }),
    )
    .execute();
}

/** Of a threshold that nothing keeps from posting. */
export const UNPAUSED = {
  ...{ paused_reason: null, paused_fix: null, paused_at: null },
  ...{ probe_at: null, untold: 0, tried_from: null, tried_until: null },
} as const;

/** True when there was one. */
export async function endThreshold(db: StoreHandle, place: Place): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('threshold')
    .where('workspace', '=', place.workspace)
    .where('channel', '=', place.channel)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

export async function findThreshold(
  db: StoreHandle,
  { workspace, channel }: Place,
): Promise<StandingThreshold | undefined> {
  const [found] = await thresholdsAt(db, workspace, channel);
  return found;
}

/** Those of one workspace, or of one channel in it. */
export async function thresholdsAt(
  db: StoreHandle,
  workspace: WorkspaceId,
  channel?: string,
): Promise<readonly StandingThreshold[]> {
  const all = db.selectFrom('threshold').selectAll().where('workspace', '=', workspace);
  const rows = await (channel === undefined ? all : all.where('channel', '=', channel)).execute();
  return rows.map(toThreshold);
}

export function toThreshold(row: ThresholdRow): StandingThreshold {
  const { workspace, channel, votes, set_up_by, set_up_by_name } = row;
  return {
    ...{ place: { workspace, channel }, votes },
    ...(set_up_by !== null && {
      setUpBy: { person: set_up_by, name: set_up_by_name ?? set_up_by },
    }),
    ...(row.paused_at !== null && {
      paused: {
        ...{ reason: row.paused_reason ?? '', fix: row.paused_fix ?? '', at: row.paused_at },
        ...(row.tried_until !== null && { triedUntil: row.tried_until }),
      },
    }),
  };
}

/** Which of these papers have reached a threshold of a workspace’s team, with a vote since it was set. */
export async function reachedBy(
  db: StoreHandle,
  { workspace, papers }: { readonly workspace: WorkspaceId; readonly papers: readonly PaperId[] },
): Promise<readonly Reached[]> {
  const thresholds = await thresholdsIn(db, await teammates(db, workspace));
  if (thresholds.length === 0) return [];
  const said = Map.groupBy(await sayingsOn(db, workspace, papers), ({ paper }) => paper);
  return thresholds.flatMap(({ created_at: since, votes, ...place }) =>
    [...said]
      .filter(([, sayings]) => hasReached(sayings, { votes, since }))
      .map(([paper]) => ({ place, paper, votes })),
  );
}

/** Whoever had voted before it was set brings nothing up: not a flood of old favourites, and not by taking a vote back. */
function hasReached(
  sayings: readonly Saying[],
  { votes, since }: { readonly votes: number; readonly since: Instant },
): boolean {
  const { up, down } = countVotes(sayings);
  if (up - down < votes) return false;
  const people = Map.groupBy(sayings, ({ human }) => human);
  return [...people.values()].some((said) => (votedUpAt(said) ?? -1) >= since);
}

/** When somebody’s vote for a paper began. */
function votedUpAt(said: readonly Saying[]): Instant | undefined {
  if (voteOf(said.map(({ meaning }) => meaning)) !== 'up') return undefined;
  return Math.min(...said.filter(({ meaning }) => meaning === 'up').map(({ at }) => at));
}

/** Where Paperboy was removed, and where it may not post, nothing comes up. */
function thresholdsIn(db: StoreHandle, workspaces: readonly WorkspaceId[]) {
  return db
    .selectFrom('threshold')
    .leftJoin('workspace', 'workspace.id', 'threshold.workspace')
    .select(['threshold.workspace', 'channel', 'votes', 'threshold.created_at'])
    .where('threshold.workspace', 'in', workspaces)
    .where('paused_at', 'is', null)
    .where((eb) => eb.or([eb('state', 'is', null), eb('state', '=', 'active')]))
    .execute();
}

/** Whose votes may bring papers up: the workspaces of every team that has a threshold anywhere. */
export async function workspacesWithThresholds(db: StoreHandle): Promise<readonly WorkspaceId[]> {
  const rows = await db.selectFrom('threshold').select('workspace').distinct().execute();
  const teams = await Promise.all(rows.map(({ workspace }) => teammates(db, workspace)));
  return [...new Set(teams.flat())];
}

/** Papers of a workspace on which somebody voted since then: what a crash may have kept from being looked at. */
export async function votedSince(
  db: StoreHandle,
  workspace: WorkspaceId,
  since: Instant,
): Promise<readonly PaperId[]> {
  const reacted = await reactionsOnPapers(db)
    .select('votable.paper')
    .where('reaction.workspace', '=', workspace)
    .where('reaction.at', '>=', since)
    .execute();
  const pressed = await db
    .selectFrom('button_vote')
    .select('paper')
    .where('workspace', '=', workspace)
    .where('at', '>=', since)
    .execute();
  return [...new Set([...reacted, ...pressed].map(({ paper }) => paper))];
}
